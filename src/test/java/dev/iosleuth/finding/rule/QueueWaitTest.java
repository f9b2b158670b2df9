package dev.iosleuth.finding.rule;

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

class QueueWaitTest {
  private final QueueWait rule = new QueueWait();

  @Test
  void mostOfTheTimeIsWaiting() {
    // 100 requests in 980 ms: 9.8 ms each; the rest of 49 ms is waiting
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             10.00   90.00     40.00    360.00   49.00   4.90  98.00
                """));
    assertThat(finding.summary())
        .isEqualTo("of 49 ms that a request takes at sda, 39 ms are waiting behind others");
    assertThat(amount(finding, "share of waiting")).isCloseTo(80, within(1e-9));
    assertThat(amount(finding, "service of one")).isCloseTo(9.8, within(1e-9));
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
  }

  @Test
  void mostOfItIsService() {
    clear(
        rule,
        rates(
            """
            sda             10.00   90.00     40.00    360.00   10.00   1.00  98.00
            """));
  }

  /** Of the requests' own times three quarters are those of reads, and so is the busy time. */
  @Test
  void discardsAreNoServiceOfReads() {
    Finding finding =
        one(
            rule,
            times(
                """
                sda 100.00 400.00 30.00 0.00 0.00 0.00 10.00 40960.00 100.00 0.00 0.00 4.00 96.00
                """));
    assertThat(amount(finding, "time of a request")).isEqualTo(30);
    assertThat(amount(finding, "busy")).isCloseTo(72, within(1e-9));
    assertThat(amount(finding, "service of one")).isCloseTo(7.2, within(1e-9));
  }

  @Test
  void withoutTimesNobodyCanTell() {
    assertThat(
            untold(
                rule,
                log(
                    """
                    Device            r/s     w/s     rkB/s     wkB/s aqu-sz  %util
                    sda             10.00   90.00     40.00    360.00   1.00  98.00
                    """)))
        .isEqualTo("sda: nothing tells its data_wait_ms");
  }
}
