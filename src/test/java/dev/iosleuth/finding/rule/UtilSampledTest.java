package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import org.junit.jupiter.api.Test;

class UtilSampledTest {
  private static final String SHORT =
      "sda            100.00    400.00      0.50  0.00  0.00    0.00   0.05 100.00\n";

  private final UtilSampled rule = new UtilSampled();

  /** 7,497 writes of 0.03 ms take 225 ms of a second: an interval that somebody asked about. */
  @Test
  void ticksWithoutTimesBehindThem() {
    Finding finding =
        one(
            rule,
            log(
                """
                Device            w/s     wkB/s   w_await   r/s rkB/s r_await aqu-sz  %util
                nvme1n1       7497.00 105250.50      0.03  0.00  0.00    0.00   0.23 100.00
                """));

    assertThat(finding.summary())
        .isEqualTo(
            "nvme1n1 is less busy than %util says: 100 % of clock ticks, 22 % by the requests' own"
                + " times");
    assertThat(amount(finding, "%util less own times")).isCloseTo(100 - 22.491, within(1e-3));
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
  }

  /** 20 flushes of 40 ms, which older logs do not print: the queue holds them. */
  @Test
  void whatTheQueueHoldsAndTheLogDoesNotPrintIsNoMistakeOfTicks() {
    String report =
        """
        Device            w/s     wkB/s   w_await   r/s rkB/s r_await %s aqu-sz  %%util
        sda             20.00     80.00      0.10  0.00  0.00    0.00 %s   0.80  79.28
        """;

    assertThat(untold(rule, log(report.formatted("", "")))).contains("sda: by its queue");
    clear(rule, log(report.formatted("f/s f_await", "20.00 40.00")));
  }

  @Test
  void moreRequestsThanAnyQueueHolds() {
    Finding finding =
        one(
            rule,
            log(
                """
                Device:         rrqm/s   wrqm/s     r/s     w/s  avgqu-sz   await r_await w_await  svctm  %util
                sdx               0.00     0.58    0.00    5.00      1.50  300.00    0.00  300.00   0.06   0.03
                """));
    assertThat(amount(finding, "requests under way while busy")).isCloseTo(5000, within(1e-6));
  }

  private static String report(int requests, int util) {
    return """

    Device            r/s     w/s     rkB/s     wkB/s r_await w_await aqu-sz  %%util
    sda            %d.00    0.00     40.00      0.00    9.00    0.00   4.00 %d.00
    """
        .formatted(requests, util);
  }

  /** Of what is under way and never completed there are no own times: %util is right. */
  @Test
  void aDeviceThatHangsIsBusy() {
    var given = log(report(9, 9) + report(90, 81) + report(0, 100).repeat(8));
    assertThat(one(new HungDevice(), given).subject().name()).isEqualTo("sda");
    clear(rule, given);
    clear(rule, log(report(9, 9) + report(0, 100).repeat(3)));
  }

  /**
   * One device, two rules: aqu-sz says 90, the requests' own times 1. Which of them is right nobody
   * knows, so that %util is not held against them. Where they agree, it is.
   */
  @Test
  void ofCountersThatContradictEachOtherOneRuleSpeaks() {
    String heading =
        "Device            w/s     wkB/s   w_await   r/s rkB/s r_await aqu-sz  %util\n";
    Case contradicts =
        log(
            heading
                + "sda            100.00    400.00     10.00  0.00  0.00    0.00  90.00 100.00\n");
    assertThat(one(new AbsurdCounters(), contradicts).subject().name()).isEqualTo("sda");
    clear(new AbsurdCounters(), log(heading + SHORT));
    assertThat(one(rule, log(heading + SHORT)).subject().name()).isEqualTo("sda");

    Case both =
        log(
            heading
                + "sda            100.00    400.00      0.50  0.00  0.00    0.00  90.00 100.00\n");
    assertThat(one(new AbsurdCounters(), both).subject().name()).isEqualTo("sda");
    assertThat(untold(rule, both)).contains("contradict each other, see absurd-counters");

    Case impossible =
        log(
            heading
                + "sda            100.00    400.00      0.50  0.00  0.00    0.00   0.05 9900.0\n");
    assertThat(one(new AbsurdCounters(), impossible).subject().name()).isEqualTo("sda");
    assertThat(untold(rule, impossible)).isEqualTo("sda: nothing tells its util_percent");
  }

  @Test
  void bothSayTheSame() {
    clear(
        rule,
        log(
            """
            Device            w/s     wkB/s   w_await   r/s rkB/s r_await aqu-sz  %util
            sda            100.00    400.00      8.00  0.00  0.00    0.00   0.80  80.00
            """));
  }

  @Test
  void withoutTimesNobodyCanTell() {
    assertThat(
            untold(
                rule,
                log(
                    """
                    Device            w/s     wkB/s   r/s rkB/s aqu-sz  %util
                    sda            100.00    400.00  0.00  0.00   0.80  80.00
                    """)))
        .isEqualTo("sda: nothing tells its own_time_percent");
  }
}
