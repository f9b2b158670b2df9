package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingArrays.array;
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
import org.junit.jupiter.api.Test;

/** RAID5 and RAID6: bounded by what parity can cause, apportioned to the writers. */
class ParityTest {
  private static TestingSamples raid5() {
    return TestingSamples.host("h")
        .with(
            disk("sda"),
            disk("sdb"),
            disk("sdc"),
            disk("sdd"),
            md("md5", "raid5", "sda", "sdb", "sdc", "sdd"))
        .process(process(10, "db"))
        .process(process(11, "scan"));
  }

  private static TestingSamples writing(TestingSamples host, long kib) {
    return host.process(with(moved(process(10, "db"), 0, kib * KIB), block("/dev/md5", 9, 5)));
  }

  private static TestingSamples reading(TestingSamples host, long kib) {
    return host.process(with(moved(process(11, "scan"), kib * KIB, 0), block("/dev/md5", 9, 5)));
  }

  private static long sum(Map<String, Long> kib, String account) {
    return kib.entrySet().stream()
        .filter(e -> e.getKey().endsWith(" " + account))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** 3,000 KiB in full stripes of 3 + 1: 1,000 on each member. */
  @Test
  void fullStripes() {
    TestingSamples host = raid5();
    Sample before = host.build();
    Ledger ledger =
        post(
            before,
            later(
                writing(host, 3000),
                device("md5").writes(6, 0, 3000),
                device("sda").writes(2, 248, 1000),
                device("sdb").writes(2, 248, 1000),
                device("sdc").writes(2, 248, 1000),
                device("sdd").writes(2, 248, 1000)));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 1000L, "sdb db", 1000L, "sdc db", 1000L, "sdd db", 1000L));
  }

  /**
   * 100 small writes: each reads the old data and the old parity and writes both. A scanner that
   * reads beside it pays what it asked for.
   */
  @Test
  void smallWritesReadAndWriteParity() {
    TestingSamples host = raid5();
    Sample before = host.build();
    Ledger ledger =
        post(
            before,
            later(
                reading(writing(host, 400), 2000),
                device("md5").reads(20, 0, 2000).writes(100, 0, 400),
                device("sda").reads(55, 0, 700).writes(50, 0, 200),
                device("sdb").reads(55, 0, 700).writes(50, 0, 200),
                device("sdc").reads(55, 0, 700).writes(50, 0, 200),
                device("sdd").reads(55, 0, 700).writes(50, 0, 200)));
    assertThat(sum(kib(ledger, Direction.WRITE), "db")).isEqualTo(800);
    assertThat(sum(kib(ledger, Direction.READ), "scan")).isEqualTo(2000);
    assertThat(sum(kib(ledger, Direction.READ), "db")).isEqualTo(800);
  }

  /** RAID5 of four: at most 2 pages written and 2 read a page; the rest is nobody's. */
  @Test
  void beyondTheBoundsIsUnexplained() {
    TestingSamples host = raid5();
    Sample before = host.build();
    Ledger ledger =
        post(
            before,
            later(
                writing(host, 400),
                device("md5").writes(100, 0, 400),
                device("sda").reads(10, 0, 400).writes(10, 0, 400),
                device("sdb").reads(10, 0, 400).writes(10, 0, 400),
                device("sdc").reads(10, 0, 400).writes(10, 0, 400),
                device("sdd").reads(10, 0, 400).writes(10, 0, 400)));
    assertThat(sum(kib(ledger, Direction.WRITE), "db")).isEqualTo(800);
    assertThat(sum(kib(ledger, Direction.WRITE), "unexplained")).isEqualTo(800);
    assertThat(sum(kib(ledger, Direction.READ), "db")).isEqualTo(800);
    assertThat(sum(kib(ledger, Direction.READ), "unexplained")).isEqualTo(800);
  }

  /** RAID6 of five: three pages written; min(1 + 2, 5 - 2 - 1) = 2 read a page. */
  @Test
  void raid6() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(
                disk("sda"),
                disk("sdb"),
                disk("sdc"),
                disk("sdd"),
                disk("sde"),
                md("md5", "raid6", "sda", "sdb", "sdc", "sdd", "sde"))
            .process(process(10, "db"));
    Sample before = host.build();
    Ledger ledger =
        post(
            before,
            later(
                writing(host, 400),
                device("md5").writes(100, 0, 400),
                device("sda").reads(60, 0, 240).writes(60, 0, 240),
                device("sdb").reads(60, 0, 240).writes(60, 0, 240),
                device("sdc").reads(60, 0, 240).writes(60, 0, 240),
                device("sdd").reads(60, 0, 240).writes(60, 0, 240),
                device("sde").reads(60, 0, 240).writes(60, 0, 240)));
    assertThat(sum(kib(ledger, Direction.WRITE), "db")).isEqualTo(1200);
    assertThat(sum(kib(ledger, Direction.READ), "db")).isEqualTo(800);
    assertThat(sum(kib(ledger, Direction.READ), "unexplained")).isEqualTo(400);
  }

  /** A write of 512 bytes becomes pages: two of 4 KiB. */
  @Test
  void lessThanAPageIsAPage() {
    TestingSamples host = raid5();
    Sample before = host.build();
    Ledger ledger =
        post(
            before,
            later(
                writing(host, 50),
                device("md5").writes(100, 0, 50),
                device("sda").writes(100, 0, 400),
                device("sdb").writes(100, 0, 400)));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda db", 400L, "sdb db", 400L));
  }

  /** The check takes what it came on, the writer what parity needs; nothing is left over. */
  @Test
  void aCheckUnderAWriter() {
    TestingSamples host = raid5().mdstat(array("md5", "raid5", 4, running(Action.CHECK, 0)));
    Sample before = host.build();
    host.mdstat(array("md5", "raid5", 4, running(Action.CHECK, 40_000)));
    Ledger ledger =
        post(
            before,
            later(
                writing(host, 4000),
                device("md5").writes(1000, 0, 4000),
                device("sda").reads(900, 0, 42_000).writes(500, 0, 2000),
                device("sdb").reads(900, 0, 42_000).writes(500, 0, 2000),
                device("sdc").reads(900, 0, 42_000).writes(500, 0, 2000),
                device("sdd").reads(900, 0, 42_000).writes(500, 0, 2000)));
    assertThat(sum(kib(ledger, Direction.READ), "md5 check")).isEqualTo(160_000);
    assertThat(sum(kib(ledger, Direction.READ), "db")).isEqualTo(8000);
  }

  /** Recovery reads all but one and writes that one. */
  @Test
  void aRecovery() {
    TestingSamples host = raid5().mdstat(array("md5", "raid5", 4, running(Action.RECOVERY, 0)));
    Sample before = host.build();
    host.mdstat(array("md5", "raid5", 4, running(Action.RECOVERY, 40_000)));
    Ledger ledger =
        post(
            before,
            later(
                host,
                device("sda").reads(900, 0, 40_000),
                device("sdb").reads(900, 0, 40_000),
                device("sdc").reads(900, 0, 40_000),
                device("sdd").writes(900, 0, 40_000)));
    assertThat(sum(kib(ledger, Direction.READ), "md5 recovery")).isEqualTo(120_000);
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sdd md5 recovery", 40_000L));
  }

  /** An array that nobody writes to: superblocks are the array's own. */
  @Test
  void superblocksOfAnIdleArray() {
    TestingSamples host = raid5();
    Sample before = host.build();
    Ledger ledger =
        post(before, later(host, device("sda").writes(4, 0, 3), device("sdb").writes(4, 0, 3)));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(
            Map.of("sda md5 superblock and bitmap", 3L, "sdb md5 superblock and bitmap", 3L));
  }
}
