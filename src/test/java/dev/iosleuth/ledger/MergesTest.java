package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests are merged with those that are under way beside them. */
class MergesTest {
  /**
   * The laboratory's scenario `swap`, seed 210: blktrace saw none of the 240 reads of one volume
   * merged, one after the other, and 9,920 of the 11,867 pages of the other, in clusters.
   */
  @Test
  void whoWaitsForEachHasNoneMerged() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(disk("sda"), lv("dm-0", "vg-pages", "sda"), lv("dm-1", "vg-files", "sda"))
                .table("vg-pages", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0)))
                .table("vg-files", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 2000)))
                .mount("dm-0", "/pages", "ext4")
                .mount("dm-1", "/files", "ext4"),
            device("dm-0").reads(11_867, 0, 47_468).took(27_360, 0).busy(1258),
            device("dm-1").reads(240, 0, 3840).took(244, 0).busy(244),
            device("sda").reads(2187, 9920, 51_308).took(7122, 0).busy(1500));
    assertThat(ops(ledger, Direction.READ))
        .isEqualTo(Map.of("sda /pages", 1947L, "sda /files", 240L));
  }

  /**
   * The same reader one layer higher: between him and the disk lies a mirror that counts no times,
   * as md did before Linux 5.14.
   */
  @Test
  void whereItEnteredTellsHowManyWereUnderWay() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    md("md0", "raid1", "sda"),
                    lv("dm-0", "vg-pages", "md0"),
                    lv("dm-1", "vg-files", "md0"))
                .table("vg-pages", target("linear", 0, 1000, lower(Use.DATA, 9, 0, 0)))
                .table("vg-files", target("linear", 0, 1000, lower(Use.DATA, 9, 0, 2000)))
                .mount("dm-0", "/pages", "ext4")
                .mount("dm-1", "/files", "ext4"),
            device("dm-0").reads(11_867, 0, 47_468).took(27_360, 0).busy(1258),
            device("dm-1").reads(240, 0, 3840).took(244, 0).busy(244),
            device("md0").reads(12_107, 0, 51_308),
            device("sda").reads(2187, 9920, 51_308).took(7122, 0).busy(1500));
    assertThat(ops(ledger, Direction.READ)).containsEntry("sda /files", 240L);
  }

  /**
   * The laboratory's scenario `nested`, seed 210: two guests of qemu through the page cache, one on
   * a volume of its own, one in an image on ext4 (its journal beside it), a third past the cache.
   * blktrace saw 543 of the 592 pages of the first volume merged into 49 requests, and 63 requests
   * of the file system's 81 bios.
   */
  @Test
  void whatIsSentInPagesIsMerged() {
    Map<String, Long> ops =
        ops(
            interval(
                TestingSamples.host("h")
                    .with(
                        disk("vda"),
                        lv("dm-0", "vg-maple", "vda"),
                        lv("dm-1", "vg-willow", "vda"),
                        lv("dm-2", "vg-images", "vda"))
                    .table("vg-maple", target("linear", 0, 98_304, lower(Use.DATA, 252, 0, 2048)))
                    .table(
                        "vg-willow", target("linear", 0, 98_304, lower(Use.DATA, 252, 0, 100_352)))
                    .table(
                        "vg-images", target("linear", 0, 196_608, lower(Use.DATA, 252, 0, 198_656)))
                    .mount("dm-2", "/mnt/images", "ext4"),
                device("dm-0").reads(20, 0, 468).writes(28, 0, 748).took(36, 40).busy(76),
                device("dm-1").writes(592, 0, 2368).took(0, 4076).busy(412),
                device("dm-2").writes(81, 0, 892).took(0, 832).busy(168),
                device("vda").reads(20, 0, 468).writes(145, 556, 4008).took(25, 1431).busy(472)),
            Direction.WRITE);
    assertThat(ops.get("vda vg/maple")).isEqualTo(28);
    assertThat(ops.get("vda vg/willow")).isBetween(49L - 12, 49L + 12);
    assertThat(ops.get("vda /mnt/images")).isBetween(63L - 12, 63L + 12);
  }

  /**
   * md sends whole stripes in pages, which become one request a member; what a small writer has
   * under way at a time is never next to each other. Arithmetic: of 132 pages and their parity 88
   * requests a member, of 48 stripes 48 of 16 pages (scenario `raid5`, seed 214: blktrace saw all
   * merges in the requests of whole stripes, though the small writer had four under way).
   */
  @Test
  void stripesAreMergedNotWhoHasManyUnderWay() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(
                    disk("sda"),
                    disk("sdb"),
                    disk("sdc"),
                    md("md0", "raid5", "sda", "sdb", "sdc"),
                    lv("dm-0", "vg-small", "md0"),
                    lv("dm-1", "vg-whole", "md0"))
                .table("vg-small", target("linear", 0, 2000, lower(Use.DATA, 9, 0, 0)))
                .table("vg-whole", target("linear", 0, 20_000, lower(Use.DATA, 9, 0, 2048)))
                .mount("dm-0", "/small", "ext4")
                .mount("dm-1", "/whole", "ext4"),
            device("dm-0").writes(132, 0, 528).took(0, 400).busy(100),
            device("dm-1").writes(48, 0, 6144).took(0, 90).busy(90),
            device("md0").writes(180, 0, 6672).took(0, 490).busy(150),
            device("sda").reads(44, 0, 176).writes(136, 720, 3424).took(40, 200).busy(180),
            device("sdb").reads(44, 0, 176).writes(136, 720, 3424).took(40, 200).busy(180),
            device("sdc").reads(44, 0, 176).writes(136, 720, 3424).took(40, 200).busy(180));
    assertThat(ops(ledger, Direction.WRITE))
        .containsEntry("sda /small", 88L)
        .containsEntry("sda /whole", 48L);
  }

  /**
   * A striped volume's pieces lie side by side on each of its disks, and on the second one nobody
   * else is to be merged with (lab, partitions, seed 222: by blktrace 120 merges of its own on
   * each, none of who wrote 8 KiB at random beside it).
   */
  @Test
  void whatIsMergedOnOneDiskOfItsStripesIsOnTheOther() {
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(disk("sda"), disk("sdb"), lv("dm-0", "vg-db", "sda"))
                .with(lv("dm-1", "vg-wide", "sda", "sdb"))
                .table("vg-db", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0)))
                .table(
                    "vg-wide",
                    target(
                        "striped", 0, 2000, lower(Use.DATA, 8, 0, 2000), lower(Use.DATA, 8, 16, 0)))
                .mount("dm-0", "/db", "ext4")
                .mount("dm-1", "/wide", "ext4"),
            device("dm-0").writes(575, 0, 4600).took(0, 6000).busy(2000),
            device("dm-1").writes(480, 0, 15_360).took(0, 2000).busy(1000),
            device("sda").writes(695, 120, 12_280).took(0, 5000).busy(2500),
            device("sdb").writes(120, 120, 7680).took(0, 800).busy(800));
    assertThat(ops(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda /db", 575L, "sda /wide", 120L, "sdb /wide", 120L));
  }
}
