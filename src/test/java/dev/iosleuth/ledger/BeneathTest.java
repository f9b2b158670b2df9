package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingArrays.array;
import static dev.iosleuth.ledger.TestingArrays.over;
import static dev.iosleuth.ledger.TestingArrays.reading;
import static dev.iosleuth.ledger.TestingArrays.running;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Mdstat.Action;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.Glances;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads beneath devices that did not ask for them. */
class BeneathTest {
  /** A database on a volume. */
  private static TestingSamples volume() {
    return TestingSamples.host("h")
        .with(disk("sda"), lv("dm-0", "vg-db", "sda"))
        .table("vg-db", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0)))
        .process(process(10, "db"))
        .process(process(11, "lvs"));
  }

  private static TestingSamples asked(TestingSamples host, long kib) {
    return host.process(mover(10, "db", kib, 0, block("/dev/dm-0", 253, 0)));
  }

  @Test
  void aLookForLabelsIsAProbe() {
    Ledger ledger =
        interval(
            volume(),
            h -> asked(h, 400),
            device("dm-0").reads(40, 0, 400),
            device("sda").reads(42, 0, 656));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sda db", 400L, "sda LVM/udev probe", 256L));
    assertThat(ledger.accounts())
        .filteredOn(total -> total.account().kind() == Account.Kind.JOB)
        .allSatisfy(total -> assertThat(total.issued().bytes()).isZero());
  }

  /** Who moved that much, and nowhere else, did it. */
  @Test
  void aLookForLabelsIsTheirsWhoDidIt() {
    Ledger ledger =
        interval(
            volume(),
            h -> asked(h, 400).process(mover(11, "lvs", 256, 0)),
            device("dm-0").reads(40, 0, 400),
            device("sda").reads(42, 0, 656));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda db", 400L, "sda lvs", 256L));
  }

  @Test
  void muchThatNobodyAskedForIsNoProbe() {
    Ledger large = interval(volume(), device("sda").reads(4, 0, 5000));
    assertThat(kib(large, Direction.READ)).isEqualTo(Map.of("sda unexplained", 5000L));
    Ledger many = interval(volume(), device("sda").reads(100, 0, 400));
    assertThat(kib(many, Direction.READ)).isEqualTo(Map.of("sda unexplained", 400L));
  }

  @Test
  void theSameReadsOnEveryMemberAreACheck() {
    Ledger ledger =
        interval(
            over("raid1", "sda", "sdb"),
            h -> reading(h, 300),
            device("md5").reads(30, 0, 300),
            device("sda").reads(120, 0, 20_200),
            device("sdb").reads(110, 0, 20_100));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda md5 check", 20_000L,
                "sda scan", 200L,
                "sdb md5 check", 20_000L,
                "sdb scan", 100L));
    assertThat(ledger.devices())
        .flatExtracting(DeviceLedger::postings)
        .filteredOn(posting -> posting.account().name().equals("md5 check"))
        .isNotEmpty()
        .allMatch(posting -> posting.basis() == Basis.DERIVED);
    assertThat(ledger.notes())
        .anyMatch(note -> note.subject().equals("md5") && note.text().contains("inferred"));
  }

  @Test
  void differentReadsOfMembersAreNoCheck() {
    Ledger ledger =
        interval(
            over("raid5", "sda", "sdb", "sdc"),
            device("sda").reads(120, 0, 20_000),
            device("sdb").reads(120, 0, 20_000),
            device("sdc").reads(120, 0, 15_000));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda unexplained",
                20_000L,
                "sdb unexplained",
                20_000L,
                "sdc unexplained",
                15_000L));
  }

  /** Its progress is what samples in between tell. */
  @Test
  void aCheckThatWasSeenInBetweenWentToItsEnd() {
    TestingSamples host = over("raid1", "sda", "sdb").mdstat(array("raid1", 2));
    Sample first = host.build();
    var glances = new Glances();
    glances.add(host.later(1).mdstat(running(array("raid1", 2), Action.CHECK, 400_000)).build());
    host.mdstat(array("raid1", 2));
    Sample last =
        later(host, device("sda").reads(9000, 0, 1_000_000), device("sdb").reads(9000, 0, 900_000));
    glances.add(last);
    assertThat(kib(post(first, glances.complete(last)), Direction.READ))
        .isEqualTo(Map.of("sda md5 check", 1_000_000L, "sdb md5 check", 900_000L));
  }

  /** By its position it read 10,000 KiB of each member, which counted twice as much. */
  @Test
  void whatACheckReadBeyondItsPositionIsTheChecks() {
    Ledger ledger =
        interval(
            over("raid1", "sda", "sdb").mdstat(running(array("raid1", 2), Action.CHECK, 400_000)),
            host -> host.mdstat(running(array("raid1", 2), Action.CHECK, 410_000)),
            device("sda").reads(200, 0, 20_000),
            device("sdb").reads(200, 0, 20_000));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sda md5 check", 20_000L, "sdb md5 check", 20_000L));
    assertThat(ledger.notes())
        .anyMatch(note -> note.subject().equals("md5") && note.text().contains("another moment"));
  }
}
