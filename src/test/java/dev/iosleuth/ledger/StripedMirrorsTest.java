package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingArrays.copied;
import static dev.iosleuth.ledger.TestingArrays.during;
import static dev.iosleuth.ledger.TestingArrays.over;
import static dev.iosleuth.ledger.TestingArrays.reading;
import static dev.iosleuth.ledger.TestingArrays.writing;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.proc.Mdstat.Action;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RAID10: near, far and offset differ in place, not in count. */
class StripedMirrorsTest {
  private static final String[] THREE = {"sda", "sdb", "sdc"};
  private static final String[] FOUR = {"sda", "sdb", "sdc", "sdd"};
  private static final Mdstat.Array NEAR_OF_FOUR = copied(4, 2, 1);
  private static final Mdstat.Array FAR_OF_THREE = copied(3, 1, 2);

  private static TestingSamples four() {
    return over("raid10", FOUR).mdstat(NEAR_OF_FOUR);
  }

  private static TestingSamples three() {
    return over("raid10", THREE).mdstat(FAR_OF_THREE);
  }

  /** As /proc/mdstat tells the layout. */
  private static TestingSamples three(String layout) {
    String line =
        "Personalities : [raid10]\n"
            + "md5 : active raid10 sdc[2] sdb[1] sda[0]\n"
            + "      1500000 blocks super 1.2 64K chunks "
            + layout
            + " [3/3] [UUU]\n\nunused devices: <none>\n";
    Mdstat mdstat = Mdstat.parse(Text.of("proc/mdstat", line)).optional().orElseThrow();
    return over("raid10", THREE).mdstat(mdstat.array("md5").orElseThrow());
  }

  /** 800 KiB in two copies: 1,600 over four members, as each counted. */
  @Test
  void nearTwoWritesTwoCopies() {
    Ledger ledger =
        interval(
            four(),
            h -> writing(h, 800),
            device("md5").writes(100, 0, 800),
            device("sda", "sdb").writes(75, 0, 600),
            device("sdc", "sdd").writes(25, 0, 200));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 600L, "sdb db", 600L, "sdc db", 200L, "sdd db", 200L));
  }

  /**
   * Six chunks of 64 KiB are written, three read. The places differ, the counts do not.
   *
   * <pre>
   *       near        far         offset
   *     a  b  c     a  b  c      a  b  c
   *     0  0  1     0  1  2      0  1  2
   *     1  2  2     3  4  5      2  0  1
   *     3  3  4     ..far..      3  4  5
   *     4  5  5     2  0  1      5  3  4
   *                 5  3  4
   *
   * written  6 x 64 x 2 copies = 768, 256 on each     read  3 x 64 = 192, where each was read
   * </pre>
   */
  @Test
  void everyLayoutWritesTwoCopiesAndReadsOne() {
    for (String layout : new String[] {"2 near-copies", "2 far-copies", "2 offset-copies"}) {
      Ledger ledger =
          interval(
              three(layout),
              h -> reading(writing(h, 384), 192),
              device("md5").reads(3, 0, 192).writes(6, 0, 384),
              device("sda").reads(2, 0, 128).writes(4, 0, 256),
              device("sdb").reads(1, 0, 64).writes(4, 0, 256),
              device("sdc").writes(4, 0, 256));
      assertThat(kib(ledger, Direction.WRITE))
          .as(layout)
          .isEqualTo(Map.of("sda db", 256L, "sdb db", 256L, "sdc db", 256L));
      assertThat(ops(ledger, Direction.WRITE))
          .as(layout)
          .isEqualTo(Map.of("sda db", 4L, "sdb db", 4L, "sdc db", 4L));
      assertThat(kib(ledger, Direction.READ))
          .as(layout)
          .isEqualTo(Map.of("sda scan", 128L, "sdb scan", 64L));
    }
  }

  /** Beyond two copies nothing explains what a member wrote in large pieces. */
  @Test
  void aThirdCopyIsUnexplained() {
    Ledger ledger =
        interval(
            three(),
            h -> writing(h, 900),
            device("md5").writes(30, 0, 900),
            device(THREE).writes(30, 0, 900));
    assertThat(kib(ledger, Direction.WRITE))
        .containsEntry("sda db", 600L)
        .containsEntry("sdb db", 600L)
        .containsEntry("sdc db", 600L)
        .containsEntry("sda unexplained", 300L);
  }

  /** Positions are of the array: 90 MB of it are 60 MB on each of three members in two copies. */
  @Test
  void theCheckOfAFarLayoutCountsInArraySectors() {
    Ledger ledger =
        during(
            three(),
            FAR_OF_THREE,
            Action.CHECK,
            90_000,
            device("sda", "sdb").reads(600, 0, 60_000),
            device("sdc").reads(600, 0, 70_000));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda md5 check", 60_000L,
                "sdb md5 check", 60_000L,
                "sdc md5 check", 63_000L,
                "sdc unexplained", 7_000L));
  }

  @Test
  void theCheckOfANearLayoutCountsInArraySectors() {
    Ledger ledger =
        during(
            four(),
            h -> writing(h, 80),
            NEAR_OF_FOUR,
            Action.CHECK,
            80_000,
            device("md5").writes(20, 0, 80),
            device("sda", "sdb").reads(400, 0, 40_000).writes(20, 0, 80),
            device("sdc", "sdd").reads(400, 0, 40_000));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda md5 check", 40_000L,
                "sdb md5 check", 40_000L,
                "sdc md5 check", 40_000L,
                "sdd md5 check", 40_000L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 80L, "sdb db", 80L));
  }

  /**
   * A resync reads every copy, compares, and writes those that differ from the first: of a new
   * array all second ones.
   *
   * <pre>
   *     a  b  c  d
   *     0  0  1  1     80,000 KiB of the array: 40,000 of each member read,
   *     2  2  3  3     40,000 written on b and on d
   * </pre>
   */
  @Test
  void theFirstResyncOfANearLayout() {
    Ledger ledger =
        during(
            four(),
            NEAR_OF_FOUR,
            Action.RESYNC,
            80_000,
            device("sda", "sdc").reads(400, 0, 40_000),
            device("sdb", "sdd").reads(400, 0, 40_000).writes(400, 0, 40_000));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda md5 resync", 40_000L,
                "sdb md5 resync", 40_000L,
                "sdc md5 resync", 40_000L,
                "sdd md5 resync", 40_000L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sdb md5 resync", 40_000L, "sdd md5 resync", 40_000L));
  }

  /** The second copies lie on all three: of 90,000 KiB each member gets 30,000. */
  @Test
  void theFirstResyncOfAFarLayout() {
    Ledger ledger =
        during(
            three(),
            FAR_OF_THREE,
            Action.RESYNC,
            90_000,
            device(THREE).reads(600, 0, 60_000).writes(300, 0, 30_000));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda md5 resync", 60_000L,
                "sdb md5 resync", 60_000L,
                "sdc md5 resync", 60_000L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda md5 resync", 30_000L,
                "sdb md5 resync", 30_000L,
                "sdc md5 resync", 30_000L));
  }

  /** A recovery's position is the member's own. */
  @Test
  void aRecoveryCountsInSectorsOfTheMember() {
    Ledger ledger =
        during(
            four(),
            NEAR_OF_FOUR,
            Action.RECOVERY,
            40_000,
            device("sda").reads(400, 0, 40_000),
            device("sdb").writes(400, 0, 40_000));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda md5 recovery", 40_000L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sdb md5 recovery", 40_000L));
  }
}
