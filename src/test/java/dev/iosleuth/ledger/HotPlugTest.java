package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingArrays.array;
import static dev.iosleuth.ledger.TestingArrays.during;
import static dev.iosleuth.ledger.TestingArrays.over;
import static dev.iosleuth.ledger.TestingArrays.writing;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.member;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Mdstat.Action;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Devices that come and go, and rows that do: what came counts from zero, what could not be read
 * has no figure, and a bystander's figures stay what they are.
 *
 * <pre>
 * sda   written so far  1,000 KiB    1,300 KiB        always 300 KiB in 30 writes
 * sdb                   -            700 KiB
 * </pre>
 */
class HotPlugTest {
  private static final Counted SDA_BEFORE = device("sda").writes(100, 0, 1000);
  private static final Counted SDA_AFTER = device("sda").writes(130, 0, 1300);

  /** sda is mounted on /a, and has counted since its boot. */
  private static TestingSamples host() {
    TestingSamples host = TestingSamples.host("h").with(disk("sda")).mount("sda", "/a", "ext4");
    SDA_BEFORE.rows().forEach(host::counters);
    return host;
  }

  private static TestingSamples andDisk(Counted counted) {
    TestingSamples host = host().with(disk("sdb")).mount("sdb", "/b", "ext4");
    counted.rows().forEach(host::counters);
    return host;
  }

  private static void noFigure(Ledger ledger, String device, String why) {
    ledger.devices().stream()
        .filter(d -> d.node().kernelName().equals(device))
        .forEach(d -> {
          assertThat(d.flow().whyNot().orElse("a figure")).contains(why);
          assertThat(d.postings()).isEmpty();
        });
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /a", 300L));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /a", 30L));
    assertThat(ledger.accounts().stream().mapToLong(AccountTotal::writeBytes).sum())
        .isEqualTo(300 * TestingBooks.KIB);
  }

  @Test
  void whatCameCountsFromZero() {
    Ledger ledger =
        interval(
            host(),
            h -> h.with(disk("sdb")).mount("sdb", "/b", "ext4"),
            SDA_AFTER,
            device("sdb").reads(2, 0, 8).writes(70, 5, 700));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /a", 300L, "sdb /b", 700L));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /a", 30L, "sdb /b", 70L));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sdb /b", 8L));
  }

  /** The volume on it, too. */
  @Test
  void whatCameWithAVolumeOnIt() {
    Ledger ledger =
        interval(
            host(),
            h ->
                h.with(disk("sdb"), lv("dm-0", "vg-b", "sdb"))
                    .table("vg-b", target("linear", 0, 1000, lower(Use.DATA, 8, 16, 0)))
                    .mount("dm-0", "/b", "xfs"),
            SDA_AFTER,
            device("dm-0").writes(70, 0, 280),
            device("sdb").writes(10, 60, 280));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /a", 300L, "sdb /b", 280L));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda /a", 30L, "sdb /b", 10L));
  }

  @Test
  void whatWentHasNoFigure() {
    Ledger ledger =
        interval(andDisk(device("sdb").writes(70, 0, 700)), h -> h.without("sdb"), SDA_AFTER);
    noFigure(ledger, "sdb", "went away");
  }

  /** The device was there all the time: what it did since the boot is not this interval's. */
  @Test
  void aRowThatWasMissingBefore() {
    TestingSamples host = andDisk(device("sdb").writes(900, 0, 9000)).unread("sdb");
    Sample before = host.build();
    Sample after = later(host, SDA_AFTER, device("sdb").writes(970, 0, 9700));
    noFigure(post(before, after), "sdb", "could not be read at the start");
    Ledger next =
        post(
            after,
            later(host, device("sda").writes(140, 0, 1400), device("sdb").writes(990, 0, 9900)));
    assertThat(kib(next, Direction.WRITE)).isEqualTo(Map.of("sda /a", 100L, "sdb /b", 200L));
    assertThat(ops(next, Direction.WRITE)).isEqualTo(Map.of("sda /a", 10L, "sdb /b", 20L));
  }

  /** And what it did until its row was missing is not known. */
  @Test
  void aRowThatIsMissingAfter() {
    TestingSamples host = andDisk(device("sdb").writes(900, 0, 9000));
    Sample before = host.build();
    Sample after = later(host.unread("sdb"), SDA_AFTER);
    noFigure(post(before, after), "sdb", "");
    Ledger back = post(after, later(host, SDA_AFTER, device("sdb").writes(990, 0, 9900)));
    assertThat(kib(back, Direction.WRITE)).isEmpty();
  }

  /** 400 KiB are written to a mirror whose second leg goes: the first has them all. */
  @Test
  void aLegThatGoes() {
    Ledger ledger =
        interval(
            over("raid1", "sda", "sdb"),
            h ->
                writing(h, 400)
                    .without("sdb")
                    .with(md("md5", "raid1", 1, List.of(member("sda", "in_sync", "0")))),
            device("md5").writes(100, 0, 400),
            device("sda").writes(104, 0, 404));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 400L, "sda md5 superblock and bitmap", 4L));
  }

  /** A new leg is rebuilt at once: it counts from zero, what is rebuilt and what is written. */
  @Test
  void aLegThatComes() {
    Ledger ledger =
        during(
            over("raid1", 1, List.of(member("sda", "in_sync", "0"))),
            h ->
                writing(h, 400)
                    .with(
                        disk("sdc"),
                        md(
                            "md5",
                            "raid1",
                            1,
                            List.of(member("sda", "in_sync", "0"), member("sdc", "spare", "1")))),
            array("raid1", 2),
            Action.RECOVERY,
            10_000,
            device("md5").writes(100, 0, 400),
            device("sda").reads(100, 0, 10_000).writes(100, 0, 400),
            device("sdc").writes(200, 0, 10_400));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda md5 recovery", 10_000L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 400L, "sdc db", 400L, "sdc md5 recovery", 10_000L));
  }
}
