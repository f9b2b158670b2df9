package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.PLAIN;
import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.merges;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.rates;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.times;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import org.junit.jupiter.api.Test;

class AccessPatternTest {
  private final AccessPattern rule = new AccessPattern();

  @Test
  void smallAndFarApart() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             80.00   10.00    320.00     40.00   44.00   3.96  99.00
                """));
    assertThat(finding.summary())
        .isEqualTo("sda is read at random: 90 requests/s of 4 KiB, 11 ms of its time each");
    assertThat(amount(finding, "busy time of one request")).isCloseTo(11, within(1e-9));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
  }

  /** Whoever comes finds it free more often than not. */
  @Test
  void aDiskThatRestsHalfItsTimeIsWorthANote() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             40.00    5.00    160.00     20.00   11.00   0.49  49.00
                """));
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
  }

  /** 50 reads of 51 KiB and 75 writes of 18 KiB: more writes, and most of the bytes are read. */
  @Test
  void whatIsReadAndWrittenIsSaidToBeBoth() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             50.00   75.00   2575.00   1368.00    7.71   0.96  96.80
                """));
    assertThat(finding.summary()).startsWith("sda is read and written at random: ");
    assertThat(finding.actions())
        .anyMatch(action -> action.contains("what is read at random"))
        .anyMatch(action -> action.contains("what is written at random"));
  }

  @Test
  void whatIsWrittenIsNotAdvisedOnReads() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             10.00   80.00     40.00    320.00   44.00   3.96  99.00
                """));
    assertThat(finding.summary()).startsWith("sda is written at random: ");
    assertThat(finding.actions()).noneMatch(action -> action.contains("what is read"));
  }

  @Test
  void smallAndCheapIsNotRandom() {
    clear(
        rule,
        rates(
            """
            sda           8000.00   10.00  32000.00     40.00    0.12   0.96  90.00
            """));
  }

  @Test
  void largePiecesAreOnlyWorthKnowing() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sdb            300.00    0.00 153600.00      0.00   10.00   3.00  99.00
                """));
    assertThat(finding.summary()).isEqualTo("sdb moves 150 MiB/s in large pieces of 512 KiB");
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
  }

  @Test
  void writesThatAreWaitedForAreNoPattern() {
    clear(
        rule,
        merges(
            """
            sdb        0.00    40.00  0.00  70.00   0.00  540.00    15.43     0.95   12.20    0.00   12.20  13.80  96.00
            """));
  }

  @Test
  void withoutUtilNobodyCanTell() {
    assertThat(untold(rule, log(PLAIN))).isEqualTo("sda: nothing tells its util_percent");
  }

  /** 60 discards of 14 ms are 840 ms of each second, the one read is half a millisecond. */
  @Test
  void discardsAreNoReadsAndWrites() {
    Finding finding =
        one(
            rule,
            times(
                """
                sda 1.00 8.00 0.50 0.00 0.00 0.00 60.00 245760.00 14.00 0.00 0.00 0.84 85.00
                """));
    assertThat(finding.summary())
        .isEqualTo(
            "sda is busy with discards for 84 % of the time: 60/s, 14 ms each; a read or write"
                + " takes 0.5 ms meanwhile");
    assertThat(amount(finding, "busy with discards")).isCloseTo(84, within(1e-9));
    assertThat(amount(finding, "time of a discard")).isEqualTo(14);
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.actions())
        .anyMatch(action -> action.contains("fstrim.timer"))
        .noneMatch(action -> action.contains("at random"));
  }

  @Test
  void discardsAloneAreToldToo() {
    Finding finding =
        one(
            rule,
            times(
                """
                nvme0n1 0.00 0.00 0.00 0.00 0.00 0.00 50.00 3276800.00 16.00 0.00 0.00 0.80 80.00
                """));
    assertThat(finding.summary())
        .isEqualTo("nvme0n1 is busy with discards for 80 % of the time: 50/s, 16 ms each");
  }

  /** 400 ms of a second are 50 reads, 400 ms are 40 discards: a read takes 8 ms, not 4.4. */
  @Test
  void whatIsReadIsJudgedByItsOwnTime() {
    Finding finding =
        one(
            rule,
            times(
                """
                sda 50.00 200.00 8.20 0.00 0.00 0.00 40.00 163840.00 10.00 0.00 0.00 0.81 81.00
                """));
    assertThat(finding.summary())
        .isEqualTo("sda is read at random: 50 requests/s of 4 KiB, 8.2 ms of its time each");
    assertThat(amount(finding, "busy")).isCloseTo(41, within(1e-9));
    assertThat(finding.cost().share().orElseThrow()).isCloseTo(0.41, within(1e-9));
  }

  /**
   * What writes wait for is in the times of the flushes, and in their own, as Linux counts them.
   */
  @Test
  void writesThatWaitForFlushesAreNotRandom() {
    clear(
        rule,
        times(
            """
            sda 0.00 0.00 0.00 100.00 1600.00 7.90 0.00 0.00 0.00 15.00 50.00 1.54 80.00
            """));
  }

  /** 600 discards took 8.4 s of 10. */
  private static Case discarded(String options) {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(disk("sda").dev(8, 0))
            .mount(new DevNo(8, 0), "/", "/srv", "ext4", "/dev/sda", options);
    var first = host.build();
    host.counters(
        new Diskstats.Row(
            new DevNo(8, 0),
            "sda",
            io(10, 0, 160, 5),
            io(200, 0, 6400, 40),
            0,
            8445,
            8445,
            Reading.known(io(600, 0, 4_915_200, 8400)),
            Reading.known(new Diskstats.Flushes(0, 0))));
    return samples(first, host.later(10).build());
  }

  @Test
  void whoIsMountedWithDiscardIsNamed() {
    Finding finding = one(rule, discarded("rw,discard"));
    assertThat(finding.summary())
        .startsWith("sda is busy with discards for 84 % of the time: 60/s, 14 ms each");
    assertThat(amount(finding, "busy with discards")).isCloseTo(84, within(1e-9));
    assertThat(amount(finding, "time of a read or write meanwhile"))
        .isCloseTo(45.0 / 210, within(1e-9));
    assertThat(finding.actions().getFirst()).startsWith("mount -o remount,nodiscard /srv  #");
    assertThat(one(rule, discarded("rw")).actions().getFirst()).startsWith("grep discard");
  }
}
