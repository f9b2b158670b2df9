package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingArrays.array;
import static dev.iosleuth.ledger.TestingArrays.copied;
import static dev.iosleuth.ledger.TestingArrays.during;
import static dev.iosleuth.ledger.TestingArrays.over;
import static dev.iosleuth.ledger.TestingArrays.writing;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.sample.TestingDevices.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Mdstat.Action;
import dev.iosleuth.sample.BlockDevice.MdMember;
import dev.iosleuth.sample.TestingSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Jobs of arrays that others use meanwhile: what each did is told apart by member. */
class JobsUnderLoadTest {
  private static TestingSamples rebuilding(String level, String spare, String... disks) {
    var members = new ArrayList<MdMember>();
    for (String disk : disks) {
      String state = disk.equals(spare) ? "spare" : "in_sync";
      members.add(member(disk, state, Integer.toString(members.size())));
    }
    return over(level, 1, members);
  }

  /**
   * From three members to four. The position counts the new stripes, each of three chunks of data;
   * they come from old stripes of two, read whole, parity too (drivers/md/raid5.c need_this_block,
   * reshape_request).
   *
   * <pre>
   *        sda sdb sdc            sda sdb sdc sdd
   * row 0   0   1   P             0   1   2   P      20,000 KiB of each of four written,
   * row 1   3   P   2      ->     4   5   P   3      20,000 x 3/2 = 30,000 of each old one read
   * row 2   P   4   5
   * </pre>
   */
  @Test
  void aReshapeReadsMoreThanItsPosition() {
    Ledger ledger =
        during(
            over("raid5", "sda", "sdb", "sdc", "sdd"),
            array("raid5", 4),
            Action.RESHAPE,
            20_000,
            device("sda", "sdb", "sdc").reads(60, 0, 30_000).writes(40, 0, 20_000),
            device("sdd").writes(40, 0, 20_000));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda md5 reshape", 20_000L,
                "sdb md5 reshape", 20_000L,
                "sdc md5 reshape", 20_000L,
                "sdd md5 reshape", 20_000L));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda md5 reshape", 30_000L,
                "sdb md5 reshape", 30_000L,
                "sdc md5 reshape", 30_000L));
  }

  /**
   * The first resync of a new array writes all second copies; a database beside it writes both
   * copies of what it writes.
   *
   * <pre>
   *     a  b  c  d
   *     0  0  1  1     80,000 KiB of the array: 40,000 written on b and on d
   *     2  2  3  3     chunks 0 and 2 are the database's: 80 on a and on b
   * </pre>
   */
  @Test
  void aResyncOfStripedMirrorsUnderAWriter() {
    Ledger ledger =
        during(
            over("raid10", "sda", "sdb", "sdc", "sdd"),
            h -> writing(h, 80),
            copied(4, 2, 1),
            Action.RESYNC,
            80_000,
            device("md5").writes(2, 0, 80),
            device("sda").reads(400, 0, 40_000).writes(2, 0, 80),
            device("sdb").reads(400, 0, 40_000).writes(402, 0, 40_080),
            device("sdc").reads(400, 0, 40_000),
            device("sdd").reads(400, 0, 40_000).writes(400, 0, 40_000));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda db", 80L,
                "sdb db", 80L,
                "sdb md5 resync", 40_000L,
                "sdd md5 resync", 40_000L));
  }

  /** sysfs lists members by name; what is copied to whom goes by slot: sda and sdc, sdb and sdd. */
  @Test
  void pairsAreBySlot() {
    var members = new ArrayList<MdMember>();
    for (String disk : List.of("sda 0", "sdb 2", "sdc 1", "sdd 3")) {
      members.add(member(disk.substring(0, 3), "in_sync", disk.substring(4)));
    }
    Ledger ledger =
        during(
            over("raid10", 0, members),
            h -> writing(h, 80),
            copied(4, 2, 1),
            Action.RESYNC,
            80_000,
            device("md5").writes(2, 0, 80),
            device("sda").reads(400, 0, 40_000).writes(2, 0, 80),
            device("sdc").reads(400, 0, 40_000).writes(402, 0, 40_080),
            device("sdb").reads(400, 0, 40_000),
            device("sdd").reads(400, 0, 40_000).writes(400, 0, 40_000));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda db", 80L,
                "sdc db", 80L,
                "sdc md5 resync", 40_000L,
                "sdd md5 resync", 40_000L));
  }

  /** The same, of a recovery: sdb is rebuilt from sda. */
  @Test
  void aRecoveryOfStripedMirrorsUnderAWriter() {
    Ledger ledger =
        during(
            rebuilding("raid10", "sdb", "sda", "sdb", "sdc", "sdd"),
            h -> writing(h, 800),
            copied(4, 2, 1),
            Action.RECOVERY,
            40_000,
            device("md5").writes(20, 0, 800),
            device("sda").reads(400, 0, 40_000).writes(10, 0, 400),
            device("sdb").writes(410, 0, 40_400),
            device("sdc", "sdd").writes(10, 0, 400));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda db", 400L,
                "sdb db", 400L,
                "sdc db", 400L,
                "sdd db", 400L,
                "sdb md5 recovery", 40_000L));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda md5 recovery", 40_000L));
  }

  /**
   * A member of a RAID6 is rebuilt while full stripes are written: 4 chunks of data are 6 written.
   *
   * <pre>
   * 4,000 KiB of data: 1,000 on each of six, the one that is rebuilt too
   * 30,000 KiB rebuilt: read from five, written on sdf
   * </pre>
   */
  @Test
  void aRecoveryOfARaid6UnderFullStripes() {
    Ledger ledger =
        during(
            rebuilding("raid6", "sdf", "sda", "sdb", "sdc", "sdd", "sde", "sdf"),
            h -> writing(h, 4000),
            array("raid6", 6),
            Action.RECOVERY,
            30_000,
            device("md5").writes(8, 0, 4000),
            device("sda", "sdb", "sdc", "sdd", "sde").reads(60, 0, 30_000).writes(4, 246, 1000),
            device("sdf").writes(64, 246, 31_000));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda db", 1000L,
                "sdb db", 1000L,
                "sdc db", 1000L,
                "sdd db", 1000L,
                "sde db", 1000L,
                "sdf db", 1000L,
                "sdf md5 recovery", 30_000L));
  }

  /**
   * While a RAID5 is checked a reader and a writer of full stripes are there: a check writes
   * nothing, full stripes read nothing.
   */
  @Test
  void aCheckOfARaid5UnderFullStripesAndAReader() {
    Ledger ledger =
        during(
            over("raid5", "sda", "sdb", "sdc", "sdd"),
            h -> TestingArrays.reading(writing(h, 3000), 800),
            array("raid5", 4),
            Action.CHECK,
            30_000,
            device("md5").reads(8, 0, 800).writes(6, 0, 3000),
            device("sda", "sdb", "sdc", "sdd").reads(62, 0, 30_200).writes(2, 248, 1000));
    assertThat(TestingBooks.sum(kib(ledger, Direction.READ), "scan")).isEqualTo(800);
    assertThat(TestingBooks.sum(kib(ledger, Direction.READ), "md5 check")).isEqualTo(120_000);
    assertThat(TestingBooks.sum(kib(ledger, Direction.READ), "db")).isZero();
  }

  /**
   * The same behind the recovery's position, where nothing is degraded any more: a scanner reads
   * 1,200 KiB, 300 of each member; 100 writes of a page read two pages each and write two, 200 KiB
   * of each member.
   *
   * <pre>
   *        read by   recovery  scan  db        written by  recovery  db
   * a, b, c            40,000   300  200                          0  200
   * d                       0   300  200                     40,000  200
   * </pre>
   */
  @Test
  void aRecoveryOfARaid5UnderAReaderAndAWriterOfPages() {
    Ledger ledger =
        during(
            rebuilding("raid5", "sdd", "sda", "sdb", "sdc", "sdd"),
            h -> TestingArrays.reading(writing(h, 400), 1200),
            array("raid5", 4),
            Action.RECOVERY,
            40_000,
            device("md5").reads(12, 0, 1200).writes(100, 0, 400),
            device("sda", "sdb", "sdc").reads(153, 0, 40_500).writes(50, 0, 200),
            device("sdd").reads(53, 0, 500).writes(150, 0, 40_200));
    assertThat(kib(ledger, Direction.READ))
        .containsEntry("sda scan", 300L)
        .containsEntry("sdd scan", 300L)
        .containsEntry("sda db", 200L)
        .containsEntry("sdd db", 200L)
        .containsEntry("sda md5 recovery", 40_000L);
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of(
                "sda db", 200L,
                "sdb db", 200L,
                "sdc db", 200L,
                "sdd db", 200L,
                "sdd md5 recovery", 40_000L));
  }

  /**
   * A third leg is rebuilt: it is copied from the first in sync, not from both (drivers/md/raid1.c
   * raid1_sync_request), and what is read besides goes as each leg counted.
   */
  @Test
  void aRecoveryReadsOneLegOfTwo() {
    Ledger ledger =
        during(
            rebuilding("raid1", "sdc", "sda", "sdb", "sdc"),
            h -> TestingArrays.reading(h, 3000),
            array("raid1", 3),
            Action.RECOVERY,
            10_000,
            device("md5").reads(30, 0, 3000),
            device("sda").reads(120, 0, 12_000),
            device("sdb").reads(10, 0, 1000),
            device("sdc").writes(100, 0, 10_000));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sda md5 recovery", 10_000L, "sda scan", 2000L, "sdb scan", 1000L));
  }
}
