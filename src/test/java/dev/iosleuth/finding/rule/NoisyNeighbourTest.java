package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.TestingSeries;
import dev.iosleuth.finding.TestingSeries.Course;
import dev.iosleuth.finding.statistics.TestingWalks;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(amount(finding, "chance of that")).isLessThan(0.01);
    assertThat(finding.evidence().getFirst().source())
        .isEqualTo("correlation(\"process\", \"backup\", \"process\", \"victim\", \"sda\")");
  }

  @Test
  void latencyThatHasOtherReasons() {
    clear(rule, two(false));
  }

  /**
   * A load and a latency that wander apart: less than 1 in 100 looks like a neighbour, where memory
   * that is not counted makes it 1 in 20.
   */
  @Test
  void whoWandersApartIsNoNeighbour() {
    int shown = 0;
    int alike = 0;
    int all = 0;
    for (double memory : new double[] {0.5, 0.8, 0.93, 0.97}) {
      var random = new Random(1);
      for (int i = 0; i < 500; i++) {
        double weight = NoisyNeighbour.weight(apart(random, 60, memory));
        shown += weight > 1 ? 1 : 0;
        alike += memory > 0.9 && weight > 0 ? 1 : 0;
        all++;
      }
    }
    assertThat(alike).isGreaterThan(30);
    assertThat(shown).isLessThan(all / 100);
  }

  private static List<double[]> apart(Random random, int count, double memory) {
    double[] load = TestingWalks.of(random, count, memory);
    double[] latency = TestingWalks.of(random, count, memory);
    double[] own = TestingWalks.of(random, count, memory);
    return IntStream.range(0, count)
        .mapToObj(i -> new double[] {Math.exp(load[i]), Math.exp(latency[i]), Math.exp(own[i])})
        .toList();
  }

  /** It works in one long spell, and the other waits in it: that may be, and may be chance. */
  @Test
  void oneSpellAloneIsANote() {
    Case given =
        TestingSeries.of(
            60,
            1,
            List.of("victim", "backup"),
            new Course() {
              @Override
              public long requests(int step, int reader) {
                return reader == 0 ? 10 + step % 3 : works(step) ? 40 + step % 5 : 1;
              }

              @Override
              public long ms(int step) {
                return works(step) ? 9 + step % 2 : 2 + step * 7L % 3;
              }

              private boolean works(int step) {
                return step >= 28;
              }
            });
    Finding finding = one(rule, given);
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(amount(finding, "chance of that")).isGreaterThan(1);
    assertThat(finding.alternatives()).anyMatch(or -> or.startsWith("chance: both change slowly"));
  }

  @Test
  void fewIntervalsTellNothing() {
    assertThat(untold(rule, recording("raid1-lvm-7"))).startsWith("it takes 60 intervals or more");
  }
}
