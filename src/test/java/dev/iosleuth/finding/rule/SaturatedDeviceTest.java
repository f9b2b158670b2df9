package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.PLAIN;
import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.rates;
import static dev.iosleuth.finding.TestingCases.times;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import org.junit.jupiter.api.Test;

class SaturatedDeviceTest {
  private final SaturatedDevice rule = new SaturatedDevice();

  @Test
  void aDiskWithAQueueThatIsAlwaysBusy() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             10.00   90.00     40.00    360.00   30.00   3.00  98.00
                sdb              1.00    1.00      4.00      4.00    1.00   0.01   0.20
                """));

    assertThat(finding.subject().name()).isEqualTo("sda");
    assertThat(finding.summary()).isEqualTo("sda is at its limit: 98 % busy, 3 requests under way");
    assertThat(amount(finding, "busy")).isEqualTo(98);
    assertThat(amount(finding, "requests under way")).isEqualTo(3);
    assertThat(finding.cost().share()).hasValue(0.98);
    // 2 of 3 requests wait for another: 30 ms x 2 / 3
    assertThat(finding.cost().latencyMs().orElse(0)).isCloseTo(20, within(1e-9));
    assertThat(finding.evidence().getFirst().source()).isEqualTo("device(\"sda\", util_percent)");
  }

  /** 20 of the 20.6 under way are discards, which no reader or writer waits for as long. */
  @Test
  void discardsThatFillItAreNamed() {
    Finding finding =
        one(
            rule,
            times(
                """
                nvme0n1 0.00 0.00 0.00 20.00 320.00 30.00 50.00 3276800.00 400.00 0.00 0.00 20.60 100.00
                """));
    assertThat(finding.summary())
        .isEqualTo(
            "nvme0n1 is at its limit: 100 % busy, 21 requests under way, most of it for discards");
    assertThat(amount(finding, "time of a request")).isEqualTo(30);
  }

  @Test
  void oneReportAloneIsTrustedLess() {
    var given =
        rates(
            """
            sda             10.00   90.00     40.00    360.00   30.00   3.00  98.00
            """);
    assertThat(given.ceiling()).isEqualTo(Confidence.MEDIUM);
  }

  @Test
  void fastAndBusyIsNoLimitOfWhatDoesSeveralAtOnce() {
    clear(
        rule,
        rates(
            """
            nvme0n1       20000.00   90.00  80000.00    360.00    0.15   3.00 100.00
            """));
  }

  @Test
  void ticksThatLieAreNotBelieved() {
    // 7,497 writes of 0.03 ms are 23 % of the time, whatever io_ticks says
    clear(
        rule,
        log(
            """
            Device            r/s     w/s     rkB/s     wkB/s  r_await w_await aqu-sz  %util
            sda              0.00 7497.00      0.00 105250.00     0.00    0.03   2.23 100.00
            """));
  }

  @Test
  void withoutUtilNobodyCanTell() {
    assertThat(untold(rule, log(PLAIN))).isEqualTo("sda: nothing tells its util_percent");
  }
}
