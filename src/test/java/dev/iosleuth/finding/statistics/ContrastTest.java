package dev.iosleuth.finding.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContrastTest {
  private static final double LEVEL = 0.05;
  private static final int PAIRS = 4_000;

  /** So well known that the error of the error does not matter. */
  private static Estimate mean(double mean, double error) {
    return new Estimate(mean, error, 1e6, 100, 100);
  }

  /** Means as they are drawn round the true ones; none of them is negative. */
  private static List<Contrast> drawn(
      double before, double errorBefore, double after, double errorAfter) {
    var random = new Random(7);
    var drawn = new ArrayList<Contrast>();
    while (drawn.size() < PAIRS) {
      double first = before + errorBefore * random.nextGaussian();
      double second = after + errorAfter * random.nextGaussian();
      if (first >= 0 && second >= 0) {
        drawn.add(Contrast.of(mean(first, errorBefore), mean(second, errorAfter)));
      }
    }
    return drawn;
  }

  /** What a range of 95 % is: of many pairs it holds the true quotient in so many. */
  @ParameterizedTest
  @CsvSource({"100, 25, 20, 10", "100, 35, 100, 35", "20, 12, 100, 20", "20, 10, 60, 25"})
  void theRangeHoldsTheTruthAsOftenAsItSays(
      double before, double errorBefore, double after, double errorAfter) {
    double truth = after / before - 1;

    long held =
        drawn(before, errorBefore, after, errorAfter).stream()
            .filter(contrast ->
                contrast.low(LEVEL) / contrast.before().mean() <= truth
                    && truth <= contrast.high(LEVEL) / contrast.before().mean())
            .count();

    assertThat((double) held / PAIRS).isBetween(0.94, 0.975);
  }

  @ParameterizedTest
  @CsvSource({"67, 18, 7, 5", "100, 40, 10, 10", "10, 9, 100, 20", "50, 25, 50, 25"})
  void nothingFallsByMoreThanAllOfIt(
      double before, double errorBefore, double after, double errorAfter) {
    assertThat(drawn(before, errorBefore, after, errorAfter))
        .allSatisfy(contrast -> {
          assertThat(contrast.low(LEVEL)).isGreaterThanOrEqualTo(-contrast.before().mean());
          assertThat(contrast.low(LEVEL)).isLessThanOrEqualTo(contrast.change() + 1e-9);
          assertThat(contrast.high(LEVEL)).isGreaterThanOrEqualTo(contrast.change() - 1e-9);
        });
  }

  /** The range and the verdict are one answer. */
  @Test
  void aDifferenceThatShowsIsARangeWithoutNothing() {
    assertThat(drawn(100, 25, 30, 12))
        .allSatisfy(contrast ->
            assertThat(contrast.low(LEVEL) > 0 || contrast.high(LEVEL) < 0)
                .isEqualTo(contrast.chance() < LEVEL));
  }

  @Test
  void ofWhatMayHaveBeenNothingAnythingIsAMultiple() {
    Contrast contrast = Contrast.of(mean(10, 8), mean(100, 5));

    assertThat(contrast.low(LEVEL)).isPositive();
    assertThat(contrast.high(LEVEL)).isInfinite();
  }

  @Test
  void whereNothingWasThereIsNothingToFall() {
    Contrast contrast = Contrast.of(mean(0, 0), mean(5, 4));

    assertThat(contrast.low(LEVEL)).isZero();
    assertThat(contrast.high(LEVEL)).isCloseTo(5 + 1.96 * 4, within(0.01));
  }
}
