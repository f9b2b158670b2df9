package dev.iosleuth.finding.statistics;

import java.util.Arrays;

/** Courses that are level at their end, and what the best of them leaves of a series. */
final class LevelEnd {
  /** Values of a level, at least. */
  private static final int LEAST = 3;

  private static final double EARLIEST = 0.1;
  private static final double EARLY = 2 / 3.0;
  private static final double LATEST = 0.9;

  /**
   * Times the logarithm of the count: what a course explains by chance with one thing more to
   * choose, as the place of a break that may be late, or the height of one more step.
   */
  private static final double CHOICE = 2;

  private LevelEnd() {}

  /** Sum of squares. */
  static double left(double[] times, double[] values) {
    double[] rest = Trend.centred(values);
    double chance = Math.pow(rest.length, CHOICE / rest.length);
    double one = Math.min(step(rest), ended(times, rest, EARLIEST, EARLY));
    double late = chance * ended(times, rest, EARLY, LATEST);
    double two = chance * chance * steps(rest);
    return Math.min(one, Math.min(late, two));
  }

  /** Of one level up to somewhere, and of another one from there. */
  private static double step(double[] rest) {
    double[] sums = sums(rest);
    double explained = 0;
    for (int i = LEAST; i <= rest.length - LEAST; i++) {
      explained = Math.max(explained, level(sums, 0, i) + level(sums, i, rest.length));
    }
    return Trend.squares(rest) - explained;
  }

  /** Of three levels. */
  private static double steps(double[] rest) {
    double[] sums = sums(rest);
    double explained = 0;
    for (int i = LEAST; i <= rest.length - 2 * LEAST; i++) {
      double first = level(sums, 0, i);
      for (int j = i + LEAST; j <= rest.length - LEAST; j++) {
        double others = level(sums, i, j) + level(sums, j, rest.length);
        explained = Math.max(explained, first + others);
      }
    }
    return Trend.squares(rest) - explained;
  }

  private static double[] sums(double[] rest) {
    var sums = new double[rest.length + 1];
    for (int i = 0; i < rest.length; i++) {
      sums[i + 1] = sums[i] + rest[i];
    }
    return sums;
  }

  /** Squares that the mean of a stretch explains. */
  private static double level(double[] sums, int from, int to) {
    double sum = sums[to] - sums[from];
    return sum * sum / (to - from);
  }

  /** Of a straight rise to somewhere between these parts of the series, and a level from there. */
  private static double ended(double[] times, double[] rest, double from, double to) {
    double least = Double.MAX_VALUE;
    for (int i = (int) (from * rest.length); i <= (int) (to * rest.length); i++) {
      double knot = times[i];
      double[] course = Arrays.stream(times).map(time -> Math.min(time, knot)).toArray();
      least = Math.min(least, Trend.squares(Trend.without(rest, Trend.centred(course))));
    }
    return least;
  }
}
