package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingArrays.array;
import static dev.iosleuth.ledger.TestingArrays.delayed;
import static dev.iosleuth.ledger.TestingArrays.running;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.member;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
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

/** RAID1: reads of one leg, writes and flushes of every leg, checks, rebuilds, spares. */
class MirrorsTest {
  /** Two volumes, a database on one, on a mirror. */
  private static TestingSamples mirror() {
    return TestingSamples.host("h")
        .with(
            disk("sda"),
            disk("sdb"),
            md("md1", "raid1", "sda", "sdb"),
            lv("dm-0", "vg-db", "md1"),
            lv("dm-1", "vg-log", "md1"))
        .table("vg-db", target("linear", 0, 1000, lower(Use.DATA, 9, 1, 0)))
        .table("vg-log", target("linear", 0, 1000, lower(Use.DATA, 9, 1, 1000)))
        .process(process(10, "db"))
        .process(process(11, "log"));
  }

  private static TestingSamples moving(
      TestingSamples host, long dbReadKib, long dbKib, long logKib) {
    if (dbReadKib + dbKib > 0) {
      host.process(
          with(moved(process(10, "db"), dbReadKib * KIB, dbKib * KIB), block("/dev/dm-0", 253, 0)));
    }
    if (logKib > 0) {
      host.process(with(moved(process(11, "log"), 0, logKib * KIB), block("/dev/dm-1", 253, 1)));
    }
    return host;
  }

  /** dm counts 30 empty flushes, md does not, and each leg does. */
  @Test
  void emptyFlushesPassTheArrayUncounted() {
    TestingSamples host = mirror();
    Sample before = host.build();
    Ledger ledger =
        post(
            before,
            later(
                moving(host, 0, 400, 0),
                device("dm-0").writes(130, 0, 400),
                device("md1").writes(100, 0, 400),
                device("sda").writes(130, 0, 400).flushes(30).busy(50),
                device("sdb").writes(120, 10, 400).flushes(30).busy(50)));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 400L, "sdb db", 400L));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 130L, "sdb db", 120L));
    assertThat(ops(ledger, Direction.FLUSH)).isEqualTo(Map.of("sda db", 30L, "sdb db", 30L));
    assertThat(TestingBooks.device(ledger, "sda").emptyWrites().orElse(-1L)).isEqualTo(30);
    assertThat(ledger.notes()).isEmpty();
  }

  /** What only flushed pays the flushes, though it wrote nothing. */
  @Test
  void flushesBelongToWhoFlushed() {
    TestingSamples host = mirror();
    Sample before = host.build();
    host.process(with(moved(process(10, "db"), 4 * KIB, 0), block("/dev/dm-0", 253, 0)));
    Ledger ledger =
        post(
            before,
            later(
                moving(host, 0, 0, 400),
                device("dm-0").reads(1, 0, 4).writes(30, 0, 0),
                device("dm-1").writes(100, 0, 400),
                device("md1").reads(1, 0, 4).writes(100, 0, 400),
                device("sda").reads(1, 0, 4).writes(130, 0, 400).flushes(30).busy(50),
                device("sdb").writes(130, 0, 400).flushes(30).busy(50)));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda log", 400L, "sdb log", 400L));
    assertThat(ops(ledger, Direction.FLUSH)).isEqualTo(Map.of("sda db", 30L, "sdb db", 30L));
    assertThat(ops(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda log", 100L, "sdb log", 100L, "sda db", 30L, "sdb db", 30L));
  }

  @Test
  void aReadIsOneLegs() {
    TestingSamples host = mirror();
    Sample before = host.build();
    Ledger ledger =
        post(
            before,
            later(
                moving(host, 300, 0, 0),
                device("dm-0").reads(30, 0, 300),
                device("md1").reads(30, 0, 300),
                device("sda").reads(20, 0, 200),
                device("sdb").reads(10, 0, 100)));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda db", 200L, "sdb db", 100L));
    assertThat(ops(ledger, Direction.READ)).isEqualTo(Map.of("sda db", 20L, "sdb db", 10L));
  }

  /** Each leg is discarded as each is written. */
  @Test
  void discardsReachEveryLeg() {
    TestingSamples host = mirror();
    Sample before = host.process(with(process(10, "db"), block("/dev/dm-0", 253, 0))).build();
    Ledger ledger =
        post(
            before,
            later(
                host,
                device("dm-0").discards(10, 0, 1024),
                device("md1").discards(10, 0, 1024),
                device("sda").discards(10, 0, 1024),
                device("sdb").discards(4, 6, 1024)));
    assertThat(kib(ledger, Direction.DISCARD)).isEqualTo(Map.of("sda db", 1024L, "sdb db", 1024L));
    assertThat(ops(ledger, Direction.DISCARD)).isEqualTo(Map.of("sda db", 10L, "sdb db", 4L));
  }

  /** sync_action says check for a delayed one too; what the legs read beyond is unexplained. */
  @Test
  void aDelayedCheckDoesNothing() {
    TestingSamples host = mirror().mdstat(array("md1", "raid1", 2, delayed(Action.CHECK)));
    Sample before = host.build();
    Ledger ledger =
        post(
            before,
            later(host, device("sda").reads(10, 0, 5000), device("sdb").reads(10, 0, 4000)));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sda unexplained", 5000L, "sdb unexplained", 4000L));
  }

  /** A job is charged its progress, five percent more at most. */
  @Test
  void aCheckIsNotChargedBeyondItsProgress() {
    TestingSamples host = mirror().mdstat(array("md1", "raid1", 2, running(Action.CHECK, 1000)));
    Sample before = host.build();
    host.mdstat(array("md1", "raid1", 2, running(Action.CHECK, 11_000)));
    Ledger ledger =
        post(
            before,
            later(host, device("sda").reads(100, 0, 10_400), device("sdb").reads(100, 0, 12_500)));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of("sda md1 check", 10_400L, "sdb md1 check", 10_500L, "sdb unexplained", 2000L));
  }

  /**
   * A resync reads the first leg and writes the others; the array's own reads go to the first leg
   * too.
   */
  @Test
  void aResyncReadsTheSourceAndWritesTheOther() {
    TestingSamples host = mirror().mdstat(array("md1", "raid1", 2, running(Action.RESYNC, 0)));
    Sample before = host.build();
    host.mdstat(array("md1", "raid1", 2, running(Action.RESYNC, 10_000)));
    Ledger ledger =
        post(
            before,
            later(
                moving(host, 300, 400, 0),
                device("dm-0").reads(30, 0, 300).writes(100, 0, 400),
                device("md1").reads(30, 0, 300).writes(100, 0, 400),
                device("sda").reads(130, 0, 10_300).writes(100, 0, 400),
                device("sdb").writes(200, 0, 10_400)));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sda db", 300L, "sda md1 resync", 10_000L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 400L, "sdb db", 400L, "sdb md1 resync", 10_000L));
  }

  /** The source may be the second leg, when the first one is being rebuilt. */
  @Test
  void aRecoveryWritesTheSpare() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(
                disk("sda"),
                disk("sdb"),
                md(
                    "md1",
                    "raid1",
                    1,
                    List.of(member("sda", "spare", "0"), member("sdb", "in_sync", "1"))))
            .mdstat(array("md1", "raid1", 2, running(Action.RECOVERY, 0)))
            .process(process(10, "db"));
    Sample before = host.build();
    host.mdstat(array("md1", "raid1", 2, running(Action.RECOVERY, 10_000)))
        .process(with(moved(process(10, "db"), 300 * KIB, 400 * KIB), block("/dev/md1", 9, 1)));
    Ledger ledger =
        post(
            before,
            later(
                host,
                device("md1").reads(30, 0, 300).writes(100, 0, 400),
                device("sda").writes(200, 0, 10_400),
                device("sdb").reads(130, 0, 10_300).writes(100, 0, 400)));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sdb db", 300L, "sdb md1 recovery", 10_000L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 400L, "sdb db", 400L, "sda md1 recovery", 10_000L));
  }

  /** A spare that waits gets superblocks only; the array is not an amplifying layer for it. */
  @Test
  void aWaitingSpareGetsSuperblocks() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(
                disk("sda"),
                disk("sdb"),
                disk("sdc"),
                md(
                    "md1",
                    "raid1",
                    0,
                    List.of(
                        member("sda", "in_sync", "0"),
                        member("sdb", "in_sync", "1"),
                        member("sdc", "spare", "none"))))
            .process(process(10, "db"));
    Sample before = host.build();
    host.process(with(moved(process(10, "db"), 0, 400 * KIB), block("/dev/md1", 9, 1)));
    Ledger ledger =
        post(
            before,
            later(
                host,
                device("md1").writes(100, 0, 400),
                device("sda").writes(104, 0, 404).reads(10, 0, 1000),
                device("sdb").writes(104, 0, 404),
                device("sdc").writes(4, 0, 2)));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda db", 400L,
                "sdb db", 400L,
                "sda md1 superblock and bitmap", 4L,
                "sdb md1 superblock and bitmap", 4L,
                "sdc md1 superblock and bitmap", 2L));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda unexplained", 1000L));
  }
}
