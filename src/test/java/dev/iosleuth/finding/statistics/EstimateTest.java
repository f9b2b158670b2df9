package dev.iosleuth.finding.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EstimateTest {
  private static double[] ones(int count) {
    var ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Each is so much of the one before it, and as much noise as keeps the variance at 1. */
  private static double[] series(long seed, int count, double memory) {
    var random = new Random(seed);
    var series = new double[count];
    double now = random.nextGaussian();
    for (int i = 0; i < count; i++) {
      series[i] = 10 + now;
      now = memory * now + Math.sqrt(1 - memory * memory) * random.nextGaussian();
    }
    return series;
  }

  @Test
  void withoutMemoryTheErrorIsThatOfTheBooks() {
    Estimate estimate = Estimate.of(series(1, 4000, 0), ones(4000), 0);

    assertThat(estimate.mean()).isCloseTo(10, within(0.06));
    assertThat(estimate.error()).isCloseTo(1 / Math.sqrt(4000), within(0.002));
  }

  /**
   * Of a series that keeps 0.8 of itself, nine tell as much as one alone: (1 + 0.8) / (1 - 0.8).
   */
  @Test
  void whatRemembersTellsLess() {
    Estimate estimate = Estimate.of(series(2, 4000, 0.8), ones(4000), 0);

    assertThat(4000 / estimate.independent()).isCloseTo(9, within(2.5));
    assertThat(estimate.error()).isCloseTo(3 / Math.sqrt(4000), within(0.008));
  }

  @Test
  void weightsAreTheTimeOrTheOperations() {
    double[] ms = {10, 40, 0, 5, 5, 5, 5, 5, 5};
    double[] operations = {1, 2, 0, 1, 1, 1, 1, 1, 1};

    Estimate estimate = Estimate.of(ms, operations, 0);

    assertThat(estimate.mean()).isCloseTo(80.0 / 9, within(1e-9));
    assertThat(estimate.steps()).isEqualTo(8);
  }

  @Test
  void fewOperationsAreNeverKnownExactly() {
    double[] steady = ones(16);

    assertThat(Estimate.of(steady, ones(16), 0).error()).isZero();
    assertThat(Estimate.of(steady, ones(16), 16).error()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void sevenIntervalsTellNoError() {
    assertThat(Estimate.of(ones(7), ones(7), 0).bounded()).isFalse();
    assertThat(Estimate.of(ones(7), ones(7), 0).mean()).isEqualTo(1);
    assertThat(Estimate.of(ones(8), ones(8), 0).bounded()).isTrue();
    assertThat(Estimate.of(new double[0], new double[0], 0).known()).isFalse();
  }

  /**
   * Nine intervals beside 120: by how the long series varies half as much again is seen, which
   * their own show in 58 of 100, and equal ones are not called different for it.
   */
  @Test
  void aShortSeriesIsHeldToHowALongOneVaries() {
    int found = 0;
    int alarms = 0;
    for (int seed = 1; seed <= 100; seed++) {
      Estimate before = Estimate.of(series(seed, 120, 0.5), ones(120), 0);
      double[] like = series(1000 + seed, 9, 0.5);
      double[] more = Arrays.stream(like).map(value -> 1.5 * value).toArray();
      found += Contrast.of(before, Estimate.of(more, ones(9), 0)).chance() < 0.01 ? 1 : 0;
      alarms += Contrast.of(before, Estimate.of(like, ones(9), 0)).chance() < 0.01 ? 1 : 0;
    }

    assertThat(found).isGreaterThanOrEqualTo(95);
    assertThat(alarms).isLessThanOrEqualTo(4);
  }

  /** What happens once in 20 intervals does not happen in 9 of them more often than not. */
  @Test
  void nothingInFewIntervalsIsNoFall() {
    var seldom = new double[120];
    for (int i = 5; i < seldom.length; i += 20) {
      seldom[i] = 1;
    }
    Estimate before = Estimate.of(seldom, ones(120), 0);
    Estimate none = Estimate.of(new double[9], ones(9), 0);

    assertThat(Contrast.of(before, none).chance()).isGreaterThan(0.2);
    assertThat(Contrast.of(none, before).chance()).isGreaterThan(0.2);
  }
}
