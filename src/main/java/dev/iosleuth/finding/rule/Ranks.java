package dev.iosleuth.finding.rule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How far two figures rise and fall together, by their ranks: outliers do not count more. */
final class Ranks {
  private Ranks() {}

  /** Spearman's rank correlation, -1 to 1; NaN where one of them never changes. */
  static double correlation(double[] one, double[] other) {
    return pearson(ranks(one), ranks(other));
  }

  private static double[] ranks(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    var ranks = new double[values.length];
    int from = 0;
    while (from < order.length) {
      int to = from;
      while (to + 1 < order.length && values[order[to + 1]] == values[order[from]]) {
        to++;
      }
      // equal ones share the mean of their ranks
      for (int i = from; i <= to; i++) {
        ranks[order[i]] = (from + to) / 2.0;
      }
      from = to + 1;
    }
    return ranks;
  }

  private static double pearson(double[] one, double[] other) {
    double meanOne = Arrays.stream(one).average().orElse(Double.NaN);
    double meanOther = Arrays.stream(other).average().orElse(Double.NaN);
    double both = 0;
    double squaresOne = 0;
    double squaresOther = 0;
    for (int i = 0; i < one.length; i++) {
      both += (one[i] - meanOne) * (other[i] - meanOther);
      squaresOne += (one[i] - meanOne) * (one[i] - meanOne);
      squaresOther += (other[i] - meanOther) * (other[i] - meanOther);
    }
    return both / Math.sqrt(squaresOne * squaresOther);
  }
}
