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
}
