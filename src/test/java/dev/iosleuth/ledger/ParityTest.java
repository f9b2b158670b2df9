package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingArrays.array;
import static dev.iosleuth.ledger.TestingArrays.during;
import static dev.iosleuth.ledger.TestingArrays.over;
import static dev.iosleuth.ledger.TestingArrays.reading;
import static dev.iosleuth.ledger.TestingArrays.writing;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.sum;
import static dev.iosleuth.sample.TestingDevices.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Mdstat.Action;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RAID5 and RAID6: bounded by what parity can cause, apportioned to the writers. */
class ParityTest {
  private static final String[] FOUR = {"sda", "sdb", "sdc", "sdd"};
  private static final String[] SIX = {"sda", "sdb", "sdc", "sdd", "sde", "sdf"};

  private static TestingSamples raid5() {
    return over("raid5", FOUR);
  }

  private static void is(Ledger ledger, Direction direction, Map<String, Long> expected) {
    Map<String, Long> kib = kib(ledger, direction);
    expected.forEach(
        (account, amount) -> assertThat(sum(kib, account)).as(account).isEqualTo(amount));
    assertThat(kib.values().stream().mapToLong(Long::longValue).sum())
        .as("nobody else: %s", kib)
        .isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
  }

  /** 3,000 KiB in full stripes of 3 + 1: 1,000 on each member. */
  @Test
  void fullStripes() {
    Ledger ledger =
        interval(
            raid5(),
            h -> writing(h, 3000),
            device("md5").writes(6, 0, 3000),
            device(FOUR).writes(2, 248, 1000));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 1000L, "sdb db", 1000L, "sdc db", 1000L, "sdd db", 1000L));
  }

  /**
   * Two superblocks of a sector each on each member, as the array becomes active and clean again
   * (lab, raid5, seed 230: by blktrace two writes and all four flush commands of each member).
   */
  @Test
  void superblocksAreTheArrays() {
    Ledger ledger =
        interval(
            raid5(),
            h -> writing(h, 3000),
            device("md5").writes(6, 0, 3000),
            device(FOUR).writes(4, 248, 1001).flushes(4).busy(50));
    String job = " md5 superblock and bitmap";
    assertThat(kib(ledger, Direction.WRITE))
        .containsEntry("sda db", 1000L)
        .containsEntry("sdd db", 1000L)
        .containsEntry("sda" + job, 1L)
        .containsEntry("sdd" + job, 1L);
    assertThat(ops(ledger, Direction.WRITE)).containsEntry("sdb" + job, 2L);
    assertThat(ops(ledger, Direction.FLUSH)).containsEntry("sdc" + job, 4L);
  }

  /**
   * 100 small writes: each reads the old data and the old parity and writes both. A scanner that
   * reads beside it pays what it asked for.
   */
  @Test
  void smallWritesReadAndWriteParity() {
    Ledger ledger =
        interval(
            raid5(),
            h -> reading(writing(h, 400), 2000),
            device("md5").reads(20, 0, 2000).writes(100, 0, 400),
            device(FOUR).reads(55, 0, 700).writes(50, 0, 200));
    is(ledger, Direction.WRITE, Map.of("db", 800L));
    is(ledger, Direction.READ, Map.of("db", 800L, "scan", 2000L));
  }

  /** RAID5 of four: at most 2 pages written and 2 read a page; the rest is nobody's. */
  @Test
  void beyondTheBoundsIsUnexplained() {
    Ledger ledger =
        interval(
            raid5(),
            h -> writing(h, 400),
            device("md5").writes(100, 0, 400),
            device(FOUR).reads(10, 0, 400).writes(10, 0, 400));
    is(ledger, Direction.WRITE, Map.of("db", 800L, "unexplained", 800L));
    is(ledger, Direction.READ, Map.of("db", 800L, "unexplained", 800L));
  }

  /** RAID6 of five: three pages written; min(1 + 2, 5 - 2 - 1) = 2 read a page. */
  @Test
  void raid6() {
    Ledger ledger =
        interval(
            over("raid6", "sda", "sdb", "sdc", "sdd", "sde"),
            h -> writing(h, 400),
            device("md5").writes(100, 0, 400),
            device("sda", "sdb", "sdc", "sdd", "sde").reads(60, 0, 240).writes(60, 0, 240));
    is(ledger, Direction.WRITE, Map.of("db", 1200L));
    is(ledger, Direction.READ, Map.of("db", 800L, "unexplained", 400L));
  }

  /** A write of 512 bytes becomes pages: two of 4 KiB. */
  @Test
  void lessThanAPageIsAPage() {
    Ledger ledger =
        interval(
            raid5(),
            h -> writing(h, 50),
            device("md5").writes(100, 0, 50),
            device("sda", "sdb").writes(100, 0, 400));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 400L, "sdb db", 400L));
  }

  /** The check takes what it came on, the writer what parity needs; nothing is left over. */
  @Test
  void aCheckUnderAWriter() {
    Ledger ledger =
        during(
            raid5(),
            h -> writing(h, 4000),
            array("raid5", 4),
            Action.CHECK,
            40_000,
            device("md5").writes(1000, 0, 4000),
            device(FOUR).reads(900, 0, 42_000).writes(500, 0, 2000));
    is(ledger, Direction.READ, Map.of("md5 check", 160_000L, "db", 8000L));
    is(ledger, Direction.WRITE, Map.of("db", 8000L));
  }

  /** Recovery reads all but one and writes that one. */
  @Test
  void aRecovery() {
    Ledger ledger =
        during(
            raid5(),
            array("raid5", 4),
            Action.RECOVERY,
            40_000,
            device("sda", "sdb", "sdc").reads(900, 0, 40_000),
            device("sdd").writes(900, 0, 40_000));
    is(ledger, Direction.READ, Map.of("md5 recovery", 120_000L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sdd md5 recovery", 40_000L));
  }

  /**
   * A new array's first resync reads all of each stripe and, since no parity is right yet, writes
   * both of its parities: 2 blocks of 6.
   *
   * <pre>
   *        sda sdb sdc sdd sde sdf
   * row 0   Q   0   1   2   3   P     30,000 KiB of each member read: 180,000
   * row 1   4   5   6   7   P   Q     of which 2/6 written: 10,000 each, 60,000
   * row 2   9  10  11   P   Q   8
   * </pre>
   */
  @Test
  void theFirstResyncOfARaid6() {
    Ledger ledger =
        during(
            over("raid6", SIX),
            array("raid6", 6),
            Action.RESYNC,
            30_000,
            device(SIX).reads(60, 0, 30_000).writes(20, 0, 10_000));
    is(ledger, Direction.READ, Map.of("md5 resync", 180_000L));
    is(ledger, Direction.WRITE, Map.of("md5 resync", 60_000L));
  }

  /**
   * The same beside 100 writes of one page each. Beyond the resync's position stripes are
   * reconstructed: 3 data pages are read, the page, P and Q are written.
   *
   * <pre>
   * read    300 pages = 1,200 KiB, 200 of each member
   * written 300 pages = 1,200 KiB, 200 on each member
   * </pre>
   */
  @Test
  void aResyncOfARaid6UnderAWriterOfPages() {
    Ledger ledger =
        during(
            over("raid6", SIX),
            h -> writing(h, 400),
            array("raid6", 6),
            Action.RESYNC,
            30_000,
            device("md5").writes(100, 0, 400),
            device(SIX).reads(110, 0, 30_200).writes(70, 0, 10_200));
    is(ledger, Direction.READ, Map.of("md5 resync", 180_000L, "db", 1200L));
    is(ledger, Direction.WRITE, Map.of("md5 resync", 60_000L, "db", 1200L));
  }

  /** A check compares and writes nothing: 100 pages of the writer are 300 on the members. */
  @Test
  void aCheckOfARaid6UnderAWriterOfPages() {
    Ledger ledger =
        during(
            over("raid6", SIX),
            h -> writing(h, 400),
            array("raid6", 6),
            Action.CHECK,
            30_000,
            device("md5").writes(100, 0, 400),
            device(SIX).reads(110, 0, 30_200).writes(50, 0, 200));
    is(ledger, Direction.READ, Map.of("md5 check", 180_000L, "db", 1200L));
    is(ledger, Direction.WRITE, Map.of("db", 1200L));
  }

  /**
   * /proc/mdstat says resync of a repair: it reads everything and writes the parity of the stripes
   * that were wrong, here 100 of them, a page each.
   */
  @Test
  void aRepairWritesTheParityThatWasWrong() {
    Ledger ledger =
        during(
            raid5(),
            array("raid5", 4),
            Action.RESYNC,
            40_000,
            device(FOUR).reads(80, 0, 40_000).writes(25, 0, 100));
    is(ledger, Direction.READ, Map.of("md5 resync", 160_000L));
    is(ledger, Direction.WRITE, Map.of("md5 resync", 400L));
  }

  /** 50 stripes were wrong in both of their parities: 100 pages. */
  @Test
  void aRepairOfARaid6BesideAReader() {
    Ledger ledger =
        during(
            over("raid6", SIX),
            h -> reading(h, 600),
            array("raid6", 6),
            Action.RESYNC,
            30_000,
            device("md5").reads(6, 0, 600),
            device("sdc", "sdd", "sde", "sdf").reads(61, 0, 30_100),
            device("sda", "sdb").reads(61, 0, 30_100).writes(50, 0, 200));
    is(ledger, Direction.READ, Map.of("md5 resync", 180_000L, "scan", 600L));
    is(ledger, Direction.WRITE, Map.of("md5 resync", 400L));
  }

  /** An array that nobody writes to: superblocks are the array's own. */
  @Test
  void superblocksOfAnIdleArray() {
    Ledger ledger = interval(raid5(), device("sda", "sdb").writes(4, 0, 3));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of("sda md5 superblock and bitmap", 3L, "sdb md5 superblock and bitmap", 3L));
  }

  /**
   * Three members and a spare that waits. Full stripes of 2 + 1 never touch it, and somebody who
   * reads the spare itself has nothing to do with the array's users.
   *
   * <pre>
   *        sda  sdb  sdc | sdd
   * row 0   0    1    P  |          2,000 KiB of data: 1,000 on each of three
   * row 1   3    P    2  | spare    4 superblocks of 512 bytes
   * </pre>
   */
  @Test
  void aSpareThatWaitsIsNoWayForData() {
    Ledger ledger =
        interval(
            over(
                "raid5",
                0,
                List.of(
                    member("sda", "in_sync", "0"),
                    member("sdb", "in_sync", "1"),
                    member("sdc", "in_sync", "2"),
                    member("sdd", "spare", "none"))),
            h -> reading(writing(h, 2000), 300),
            device("md5").reads(3, 0, 300).writes(4, 0, 2000),
            device("sda", "sdb", "sdc").reads(1, 0, 100).writes(2, 248, 1000),
            device("sdd").reads(5, 0, 5000).writes(4, 0, 2));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda db", 1000L,
                "sdb db", 1000L,
                "sdc db", 1000L,
                "sdd md5 superblock and bitmap", 2L));
    is(ledger, Direction.READ, Map.of("scan", 300L, "unexplained", 5000L));
  }
}
