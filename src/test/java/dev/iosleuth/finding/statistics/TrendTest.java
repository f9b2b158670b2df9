package dev.iosleuth.finding.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrendTest {
  private static Trend of(int count, IntToDoubleFunction course, double noise, double memory) {
    return new Trend(times(count), values(count, course, noise, memory));
  }

  private static double[] times(int count) {
    return IntStream.range(0, count).mapToDouble(i -> i).toArray();
  }

  private static double[] values(
      int count, IntToDoubleFunction course, double noise, double memory) {
    double[] walk = TestingWalks.of(new Random(count), count, memory);
    return IntStream.range(0, count)
        .mapToDouble(i -> course.applyAsDouble(i) + noise * walk[i])
        .toArray();
  }

  @Test
  void theLineAndItsEnd() {
    var trend = new Trend(new double[] {0, 1, 2, 3}, new double[] {1, 3, 2, 6});
    // (-1.5 x 1 - 0.5 x 3 + 0.5 x 2 + 1.5 x 6) / 5
    assertThat(trend.slope()).isCloseTo(1.4, within(1e-12));

    Trend line = of(100, i -> 2 * i, 0, 0);
    assertThat(line.slope()).isCloseTo(2, within(1e-12));
    assertThat(line.end()).isCloseTo(2 * 94.5, within(1e-9));
    assertThat(line.endTime()).isCloseTo(94.5, within(1e-9));
  }

  /** Generalized least squares by the inverse of the covariance (Aitken 1936), not by a filter. */
  @Test
  void theErrorIsThatOfAnAutoregression() {
    int count = 39;
    double[] values = values(count, i -> 0.2 * i, 5, 0.6);
    double memory = memory(values);
    assertThat(memory).isBetween(0.2, 0.75);
    var inverse = new double[count][count];
    for (int i = 0; i < count; i++) {
      inverse[i][i] = i == 0 || i == count - 1 ? 1 : 1 + memory * memory;
      if (i > 0) {
        inverse[i][i - 1] = -memory;
        inverse[i - 1][i] = -memory;
      }
    }
    double[] ones = IntStream.range(0, count).mapToDouble(_ -> 1).toArray();
    double[] times = times(count);
    double cc = form(ones, inverse, ones);
    double ct = form(ones, inverse, times);
    double tt = form(times, inverse, times);
    double cv = form(ones, inverse, values);
    double tv = form(times, inverse, values);
    double slope = (cc * tv - ct * cv) / (cc * tt - ct * ct);
    double level = (cv - slope * ct) / cc;
    double[] rest =
        IntStream.range(0, count).mapToDouble(i -> values[i] - level - slope * i).toArray();
    double variance = form(rest, inverse, rest) / (count - 2);
    double error = Math.sqrt(variance * cc / (cc * tt - ct * ct));

    assertThat(new Trend(times, values).significance()).isCloseTo(slope / error, within(1e-9));
  }

  private static double form(double[] one, double[][] matrix, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      for (int j = 0; j < other.length; j++) {
        sum += one[i] * matrix[i][j] * other[j];
      }
    }
    return sum;
  }

  /** Of what the parabola through evenly spaced points leaves, by orthogonal polynomials. */
  private static double memory(double[] values) {
    int n = values.length;
    double middle = (n - 1) / 2.0;
    double bend = (n * n - 1.0) / 12;
    double[] rest = values.clone();
    for (IntToDoubleFunction part :
        new IntToDoubleFunction[] {
          _ -> 1, i -> i - middle, i -> (i - middle) * (i - middle) - bend
        }) {
      double all = 0;
      double own = 0;
      for (int i = 0; i < n; i++) {
        all += part.applyAsDouble(i) * part.applyAsDouble(i);
        own += part.applyAsDouble(i) * rest[i];
      }
      for (int i = 0; i < n; i++) {
        rest[i] -= own / all * part.applyAsDouble(i);
      }
    }
    double squares = 0;
    double neighbours = 0;
    for (int i = 0; i < n; i++) {
      squares += rest[i] * rest[i];
      neighbours += i > 0 ? rest[i] * rest[i - 1] : 0;
    }
    double found = neighbours / squares;
    return found + (3 + 5 * found) / n;
  }

  /** What cannot be told from a random walk has its error: that of the mean of its steps. */
  @Test
  void aWalkIsTakenForOne() {
    double[] values = values(38, i -> 10 * Math.sin(i / 4.0), 0, 0);
    assertThat(memory(values)).isGreaterThan(1 - 1.5 / Math.sqrt(38));
    double[] steps = IntStream.range(1, 38).mapToDouble(i -> values[i] - values[i - 1]).toArray();
    double mean = Trend.mean(steps);
    double variance = Trend.squares(Trend.centred(steps)) / 36;

    assertThat(new Trend(times(38), values).significance())
        .isCloseTo(mean / Math.sqrt(variance / 37), within(1e-9));
  }

  @Test
  void coursesThatAreLevelAtTheirEnd() {
    assertThat(of(90, i -> i, 5, 0).left()).isLessThan(1);
    assertThat(of(90, i -> i < 40 ? 0 : 60, 5, 0).left()).isGreaterThan(2);
    assertThat(of(90, i -> i < 75 ? 0 : 60, 5, 0).left()).isGreaterThan(2);
    assertThat(of(90, i -> i < 30 ? 0 : i < 60 ? 30 : 60, 3, 0).left()).isGreaterThan(1.5);
    assertThat(of(90, i -> Math.min(i, 50), 5, 0).left()).isGreaterThan(1.5);
    assertThat(of(90, i -> Math.min(i, 75), 2, 0).left()).isGreaterThan(1);
    // of 1,200 values 240 means
    assertThat(of(1200, i -> i / 10.0, 20, 0).left()).isLessThan(1);
    assertThat(of(1200, i -> i < 700 ? 0 : 60, 20, 0).left()).isGreaterThan(1.5);
  }

  @Test
  void aLineWithoutNoiseLeavesNothing() {
    assertThat(of(60, i -> 3 * i, 0, 0).left()).isCloseTo(0, within(1e-9));
    assertThat(of(60, _ -> 3, 0, 0).left()).isZero();
  }
}
