package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingArrays.array;
import static dev.iosleuth.ledger.TestingArrays.delayed;
import static dev.iosleuth.ledger.TestingArrays.during;
import static dev.iosleuth.ledger.TestingArrays.over;
import static dev.iosleuth.ledger.TestingArrays.reading;
import static dev.iosleuth.ledger.TestingArrays.writing;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.member;
import static dev.iosleuth.sample.TestingProcesses.block;
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
  static TestingSamples mirror() {
    return TestingSamples.host("h")
        .with(
            disk("sda"),
            disk("sdb"),
            md("md5", "raid1", "sda", "sdb"),
            lv("dm-0", "vg-db", "md5"),
            lv("dm-1", "vg-log", "md5"))
        .table("vg-db", target("linear", 0, 1000, lower(Use.DATA, 9, 5, 0)))
        .table("vg-log", target("linear", 0, 1000, lower(Use.DATA, 9, 5, 1000)))
        .process(process(10, "db"))
        .process(process(11, "log"));
  }

  private static TestingSamples moving(
      TestingSamples host, long dbReadKib, long dbKib, long logKib) {
    if (dbReadKib + dbKib > 0) {
      host.process(mover(10, "db", dbReadKib, dbKib, block("/dev/dm-0", 253, 0)));
    }
    if (logKib > 0) {
      host.process(mover(11, "log", 0, logKib, block("/dev/dm-1", 253, 1)));
    }
    return host;
  }

  /** dm counts 30 empty flushes, md does not, and each leg does. */
  @Test
  void emptyFlushesPassTheArrayUncounted() {
    Ledger ledger =
        interval(
            mirror(),
            h -> moving(h, 0, 400, 0),
            device("dm-0").writes(130, 0, 400),
            device("md5").writes(100, 0, 400),
            device("sda").writes(130, 0, 400).flushes(30).busy(50),
            device("sdb").writes(120, 10, 400).flushes(30).busy(50));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 400L, "sdb db", 400L));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 130L, "sdb db", 120L));
    assertThat(ops(ledger, Direction.FLUSH)).isEqualTo(Map.of("sda db", 30L, "sdb db", 30L));
    assertThat(TestingBooks.device(ledger, "sda").emptyWrites().orElse(-1L)).isEqualTo(30);
    assertThat(ledger.notes()).isEmpty();
  }

  /** What only flushed pays the flushes, though it wrote nothing. */
  @Test
  void flushesBelongToWhoFlushed() {
    Ledger ledger =
        interval(
            mirror(),
            h -> {
              h.process(mover(10, "db", 4, 0, block("/dev/dm-0", 253, 0)));
              moving(h, 0, 0, 400);
            },
            device("dm-0").reads(1, 0, 4).writes(30, 0, 0),
            device("dm-1").writes(100, 0, 400),
            device("md5").reads(1, 0, 4).writes(100, 0, 400),
            device("sda").reads(1, 0, 4).writes(130, 0, 400).flushes(30).busy(50),
            device("sdb").writes(130, 0, 400).flushes(30).busy(50));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda log", 400L, "sdb log", 400L));
    assertThat(ops(ledger, Direction.FLUSH)).isEqualTo(Map.of("sda db", 30L, "sdb db", 30L));
    assertThat(ops(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda log", 100L, "sdb log", 100L, "sda db", 30L, "sdb db", 30L));
  }

  @Test
  void aReadIsOneLegs() {
    Ledger ledger =
        interval(
            mirror(),
            h -> moving(h, 300, 0, 0),
            device("dm-0").reads(30, 0, 300),
            device("md5").reads(30, 0, 300),
            device("sda").reads(20, 0, 200),
            device("sdb").reads(10, 0, 100));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda db", 200L, "sdb db", 100L));
    assertThat(ops(ledger, Direction.READ)).isEqualTo(Map.of("sda db", 20L, "sdb db", 10L));
  }

  /**
   * Two readers, one in 4 KiB and one in 16: only so many of each make what a leg counted (lab,
   * program, seed 222: by blktrace 165 and 63 of them on the second leg).
   */
  @Test
  void whoseALegsReadsAreTheirSizeTells() {
    Ledger ledger =
        interval(
            mirror(),
            h -> {
              h.process(mover(10, "db", 413 * 4, 0, block("/dev/dm-0", 253, 0)));
              h.process(mover(11, "log", 459 * 16, 0, block("/dev/dm-1", 253, 1)));
            },
            device("dm-0").reads(413, 0, 413 * 4),
            device("dm-1").reads(459, 0, 459 * 16),
            device("md5").reads(872, 0, 413 * 4 + 459 * 16),
            device("sda").reads(644, 0, 247 * 4 + 397 * 16),
            device("sdb").reads(228, 0, 166 * 4 + 62 * 16));
    assertThat(ops(ledger, Direction.READ))
        .isEqualTo(Map.of("sda db", 247L, "sda log", 397L, "sdb db", 166L, "sdb log", 62L));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sda db", 988L, "sda log", 6352L, "sdb db", 664L, "sdb log", 992L));
  }

  /**
   * A check reads from one end to the other, who reads at random beside it has nothing to be merged
   * with (lab, raid1-lvm, seed 221: by blktrace 250 requests and 1,130 merges of the check's, 567
   * reads of 4 KiB that were merged with none).
   */
  @Test
  void aChecksReadsAreMergedNotTheReadersBesideIt() {
    Ledger ledger =
        during(
            mirror(),
            h -> moving(h, 804 * 4, 0, 0),
            array("raid1", 2),
            Action.CHECK,
            1380 * 64,
            device("dm-0", "md5").reads(804, 0, 804 * 4).took(9000, 0).busy(3000),
            device("sda").reads(817, 1130, 1380 * 64 + 567 * 4).took(4000, 0).busy(3000),
            device("sdb").reads(489, 1128, 1380 * 64 + 237 * 4).took(4000, 0).busy(3000));
    assertThat(ops(ledger, Direction.READ))
        .isEqualTo(
            Map.of("sda db", 567L, "sda md5 check", 250L, "sdb db", 237L, "sdb md5 check", 252L));
  }

  /** Each leg is discarded as each is written. */
  @Test
  void discardsReachEveryLeg() {
    Ledger ledger =
        interval(
            mirror().process(with(process(10, "db"), block("/dev/dm-0", 253, 0))),
            device("dm-0").discards(10, 0, 1024),
            device("md5").discards(10, 0, 1024),
            device("sda").discards(10, 0, 1024),
            device("sdb").discards(4, 6, 1024));
    assertThat(kib(ledger, Direction.DISCARD)).isEqualTo(Map.of("sda db", 1024L, "sdb db", 1024L));
    assertThat(ops(ledger, Direction.DISCARD)).isEqualTo(Map.of("sda db", 10L, "sdb db", 4L));
  }

  /** sync_action says check for a delayed one too; what the legs read beyond is unexplained. */
  @Test
  void aDelayedCheckDoesNothing() {
    Ledger ledger =
        interval(
            mirror().mdstat(array("raid1", 2, delayed(Action.CHECK))),
            device("sda").reads(10, 0, 5000),
            device("sdb").reads(10, 0, 4000));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sda unexplained", 5000L, "sdb unexplained", 4000L));
  }

  /** A job is charged its progress, five percent more at most. */
  @Test
  void aCheckIsNotChargedBeyondItsProgress() {
    Ledger ledger =
        during(
            mirror(),
            array("raid1", 2),
            Action.CHECK,
            10_000,
            device("sda").reads(100, 0, 10_400),
            device("sdb").reads(100, 0, 12_500));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of("sda md5 check", 10_400L, "sdb md5 check", 10_500L, "sdb unexplained", 2000L));
  }

  /**
   * A resync reads the first leg and writes the others; the array's own reads go to the first leg
   * too.
   */
  @Test
  void aResyncReadsTheSourceAndWritesTheOther() {
    Ledger ledger =
        during(
            mirror(),
            h -> moving(h, 300, 400, 0),
            array("raid1", 2),
            Action.RESYNC,
            10_000,
            device("dm-0", "md5").reads(30, 0, 300).writes(100, 0, 400),
            device("sda").reads(130, 0, 10_300).writes(100, 0, 400),
            device("sdb").writes(200, 0, 10_400));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sda db", 300L, "sda md5 resync", 10_000L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 400L, "sdb db", 400L, "sdb md5 resync", 10_000L));
  }

  /**
   * A repair, of which /proc/mdstat says resync too, reads every leg, and writes what differed: 20
   * KiB.
   */
  @Test
  void aRepairReadsEveryLeg() {
    Ledger ledger =
        during(
            mirror(),
            h -> moving(h, 300, 400, 0),
            array("raid1", 2),
            Action.RESYNC,
            10_000,
            device("dm-0", "md5").reads(30, 0, 300).writes(100, 0, 400),
            device("sda").reads(120, 0, 10_200).writes(100, 0, 400),
            device("sdb").reads(110, 0, 10_100).writes(105, 0, 420));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda db", 200L,
                "sdb db", 100L,
                "sda md5 resync", 10_000L,
                "sdb md5 resync", 10_000L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 400L, "sdb db", 400L, "sdb md5 resync", 20L));
  }

  /** The source may be the second leg, when the first one is being rebuilt. */
  @Test
  void aRecoveryWritesTheSpare() {
    Ledger ledger =
        during(
            over("raid1", 1, List.of(member("sda", "spare", "0"), member("sdb", "in_sync", "1"))),
            h -> writing(reading(h, 300), 400),
            array("raid1", 2),
            Action.RECOVERY,
            10_000,
            device("md5").reads(30, 0, 300).writes(100, 0, 400),
            device("sda").writes(200, 0, 10_400),
            device("sdb").reads(130, 0, 10_300).writes(100, 0, 400));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sdb scan", 300L, "sdb md5 recovery", 10_000L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 400L, "sdb db", 400L, "sda md5 recovery", 10_000L));
  }

  /** A spare that waits gets superblocks only; the array is not an amplifying layer for it. */
  @Test
  void aWaitingSpareGetsSuperblocks() {
    Ledger ledger =
        interval(
            over(
                "raid1",
                0,
                List.of(
                    member("sda", "in_sync", "0"),
                    member("sdb", "in_sync", "1"),
                    member("sdc", "spare", "none"))),
            h -> writing(h, 400),
            device("md5").writes(100, 0, 400),
            device("sda").writes(104, 0, 404).reads(10, 0, 1000),
            device("sdb").writes(104, 0, 404),
            device("sdc").writes(4, 0, 2));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda db", 400L,
                "sdb db", 400L,
                "sda md5 superblock and bitmap", 4L,
                "sdb md5 superblock and bitmap", 4L,
                "sdc md5 superblock and bitmap", 2L));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda unexplained", 1000L));
  }

  /**
   * What md counted before its bitmap let it go to the members comes there in the next interval: it
   * is no bitmap, and theirs who sent it then. The eight writes of 512 bytes are, with 16 flushes.
   */
  @Test
  void whatWasUnderWayIsTheirsWhoSentIt() {
    TestingSamples host = mirror();
    var keeper = new Bookkeeper();
    Sample first = host.build();
    moving(host, 0, 4000, 0);
    Sample second =
        later(
            host,
            device("dm-0", "md5").writes(1000, 0, 4000),
            device("sda", "sdb").writes(44, 700, 2976));
    assertThat(kib(post(keeper, first, second), Direction.WRITE))
        .isEqualTo(Map.of("sda db", 2976L, "sdb db", 2976L));
    moving(host, 0, 0, 400);
    Sample third =
        later(
            host,
            device("dm-0").writes(1000, 0, 4000),
            device("dm-1").writes(100, 0, 400),
            device("md5").writes(1100, 0, 4400),
            device("sda", "sdb").writes(72, 1036, 4404).flushes(78));
    Ledger ledger = post(keeper, second, third);
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda db", 1024L,
                "sda log", 400L,
                "sda md5 superblock and bitmap", 4L,
                "sdb db", 1024L,
                "sdb log", 400L,
                "sdb md5 superblock and bitmap", 4L));
    assertThat(ops(ledger, Direction.WRITE)).containsEntry("sda md5 superblock and bitmap", 8L);
    assertThat(ops(ledger, Direction.FLUSH)).containsEntry("sda md5 superblock and bitmap", 16L);
    assertThat(kib(post(keeper, third, host.later(5).build()), Direction.WRITE)).isEmpty();
  }

  /** Of what was under way when the first interval began only their number is known. */
  @Test
  void whatWasUnderWayAtFirstIsNoBitmap() {
    TestingSamples host = mirror();
    Sample before = later(host, device("md5").inFlight(2));
    moving(host, 0, 400, 0);
    Sample after =
        later(
            host,
            device("dm-0", "md5").writes(100, 0, 400),
            device("sda", "sdb").writes(20, 336, 1424).flushes(14));
    assertThat(kib(post(before, after), Direction.WRITE))
        .isEqualTo(Map.of("sda db", 1424L, "sdb db", 1424L));
  }

  /** Each write of a superblock or of the bitmap is flushed: 14 flushes are not 256 of them. */
  @Test
  void whatNobodyFlushedIsNoBitmap() {
    Ledger ledger =
        interval(
            mirror(),
            h -> moving(h, 0, 400, 0),
            device("dm-0", "md5").writes(100, 0, 400),
            device("sda", "sdb").writes(20, 336, 1424).flushes(14));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda db", 400L,
                "sda unexplained", 1024L,
                "sdb db", 400L,
                "sdb unexplained", 1024L));
  }
}
