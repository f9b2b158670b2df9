package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Finding;
import org.junit.jupiter.api.Test;

class BurstsTest {
  private static final String CALM =
      """

      Device            r/s     w/s     rkB/s     wkB/s   await aqu-sz  %util
      sda             10.00    0.00     40.00      0.00    8.00   0.08   8.00
      """;
  private static final String FULL =
      """

      Device            r/s     w/s     rkB/s     wkB/s   await aqu-sz  %util
      sda            100.00    0.00    400.00      0.00  100.00  10.00  99.00
      """;

  private final Bursts rule = new Bursts();

  @Test
  void aMeanThatHidesThem() {
    // the first report is set aside: 16 calm ones and 4 full ones
    Finding finding = one(rule, log(CALM + (CALM.repeat(4) + FULL).repeat(4)));
    assertThat(amount(finding, "busy on average")).isCloseTo(26.2, within(1e-9));
    assertThat(amount(finding, "intervals in bursts")).isCloseTo(20, within(1e-9));
    assertThat(amount(finding, "worst for median")).isEqualTo(12.5);
    assertThat(amount(finding, "worst time of a request")).isEqualTo(100);
    // 8 ms otherwise: the mean is one of the bursts' own requests
    assertThat(finding.cost().latencyMs()).hasValue(92);
  }

  @Test
  void alwaysTheSame() {
    clear(rule, log(CALM.repeat(30)));
    clear(rule, log(FULL.repeat(30)));
  }

  @Test
  void fewIntervalsTellNothing() {
    assertThat(untold(rule, log(CALM.repeat(5))))
        .isEqualTo("it takes 20 intervals or more, and there are 4");
  }
}
