package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingArrays.copied;
import static dev.iosleuth.ledger.TestingArrays.running;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Mdstat.Action;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RAID10: near, far and offset differ in place, not in count. */
class StripedMirrorsTest {
  private static TestingSamples four() {
    return TestingSamples.host("h")
        .with(
            disk("sda"),
            disk("sdb"),
            disk("sdc"),
            disk("sdd"),
            md("md2", "raid10", "sda", "sdb", "sdc", "sdd"))
        .process(process(10, "db"));
  }

  private static TestingSamples three() {
    return TestingSamples.host("h")
        .with(disk("sda"), disk("sdb"), disk("sdc"), md("md2", "raid10", "sda", "sdb", "sdc"))
        .process(process(10, "db"));
  }

  private static TestingSamples writing(TestingSamples host, long kib) {
    return host.process(with(moved(process(10, "db"), 0, kib * KIB), block("/dev/md2", 9, 2)));
  }

  /** 800 KiB in two copies: 1,600 over four members, as each counted. */
  @Test
  void nearTwoWritesTwoCopies() {
    TestingSamples host = four().mdstat(copied("md2", "raid10", 4, 2, 1, Optional.empty()));
    Sample before = host.build();
    Ledger ledger =
        post(
            before,
            later(
                writing(host, 800),
                device("md2").writes(100, 0, 800),
                device("sda").writes(75, 0, 600),
                device("sdb").writes(75, 0, 600),
                device("sdc").writes(25, 0, 200),
                device("sdd").writes(25, 0, 200)));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 600L, "sdb db", 600L, "sdc db", 200L, "sdd db", 200L));
  }

  /** Beyond two copies nothing explains what a member wrote in large pieces. */
  @Test
  void aThirdCopyIsUnexplained() {
    TestingSamples host = three().mdstat(copied("md2", "raid10", 3, 1, 2, Optional.empty()));
    Sample before = host.build();
    Ledger ledger =
        post(
            before,
            later(
                writing(host, 900),
                device("md2").writes(30, 0, 900),
                device("sda").writes(30, 0, 900),
                device("sdb").writes(30, 0, 900),
                device("sdc").writes(30, 0, 900)));
    assertThat(kib(ledger, Direction.WRITE))
        .containsEntry("sda db", 600L)
        .containsEntry("sdb db", 600L)
        .containsEntry("sdc db", 600L)
        .containsEntry("sda unexplained", 300L);
  }

  /** Positions are of the array: 90 MB of it are 60 MB on each of three members in two copies. */
  @Test
  void theCheckOfAFarLayoutCountsInArraySectors() {
    TestingSamples host =
        three().mdstat(copied("md2", "raid10", 3, 1, 2, running(Action.CHECK, 0)));
    Sample before = host.build();
    host.mdstat(copied("md2", "raid10", 3, 1, 2, running(Action.CHECK, 90_000)));
    Ledger ledger =
        post(
            before,
            later(
                host,
                device("sda").reads(600, 0, 60_000),
                device("sdb").reads(600, 0, 60_000),
                device("sdc").reads(600, 0, 70_000)));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda md2 check", 60_000L,
                "sdb md2 check", 60_000L,
                "sdc md2 check", 63_000L,
                "sdc unexplained", 7_000L));
  }

  @Test
  void theCheckOfANearLayoutCountsInArraySectors() {
    TestingSamples host = four().mdstat(copied("md2", "raid10", 4, 2, 1, running(Action.CHECK, 0)));
    Sample before = host.build();
    host.mdstat(copied("md2", "raid10", 4, 2, 1, running(Action.CHECK, 80_000)));
    Ledger ledger =
        post(
            before,
            later(
                writing(host, 80),
                device("md2").writes(20, 0, 80),
                device("sda").reads(400, 0, 40_000).writes(20, 0, 80),
                device("sdb").reads(400, 0, 40_000).writes(20, 0, 80),
                device("sdc").reads(400, 0, 40_000),
                device("sdd").reads(400, 0, 40_000)));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(
            Map.of(
                "sda md2 check", 40_000L,
                "sdb md2 check", 40_000L,
                "sdc md2 check", 40_000L,
                "sdd md2 check", 40_000L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 80L, "sdb db", 80L));
  }

  /** A recovery's position is the member's own. */
  @Test
  void aRecoveryCountsInSectorsOfTheMember() {
    TestingSamples host =
        four().mdstat(copied("md2", "raid10", 4, 2, 1, running(Action.RECOVERY, 0)));
    Sample before = host.build();
    host.mdstat(copied("md2", "raid10", 4, 2, 1, running(Action.RECOVERY, 40_000)));
    Ledger ledger =
        post(
            before,
            later(host, device("sda").reads(400, 0, 40_000), device("sdb").writes(400, 0, 40_000)));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda md2 recovery", 40_000L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sdb md2 recovery", 40_000L));
  }
}
