package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.TestingSeries;
import dev.iosleuth.finding.TestingSeries.Course;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoisyNeighbourTest {
  private final NoisyNeighbour rule = new NoisyNeighbour();

  /** One reads always the same; the other more and less, and everybody waits then. */
  private static Case two(boolean felt) {
    return TestingSeries.of(
        80,
        1,
        List.of("victim", "backup"),
        new Course() {
          @Override
          public long requests(int step, int reader) {
            return reader == 0 ? 10 + step % 3 : load(step);
          }

          @Override
          public long ms(int step) {
            return felt ? 2 + load(step) / 5 : 2 + step * 7L % 5;
          }

          private long load(int step) {
            return 1 + step * 37L % 60;
          }
        });
  }

  @Test
  void oneWaitsWheneverTheOtherWorks() {
    Finding finding = one(rule, two(true));
    assertThat(finding.subject().name()).isEqualTo("backup");
    assertThat(finding.summary()).startsWith("victim waits ").endsWith("works on sda");
    assertThat(amount(finding, "rank correlation")).isGreaterThan(0.95);
    assertThat(amount(finding, "latency when it works most"))
        .isGreaterThan(2 * amount(finding, "latency when it works least"));
    assertThat(finding.evidence().getFirst().source())
        .isEqualTo("correlation(\"process\", \"backup\", \"process\", \"victim\", \"sda\")");
  }

  @Test
  void latencyThatHasOtherReasons() {
    clear(rule, two(false));
  }

  @Test
  void fewIntervalsTellNothing() {
    assertThat(untold(rule, recording("raid1-lvm-7"))).startsWith("it takes 60 intervals or more");
  }
}
