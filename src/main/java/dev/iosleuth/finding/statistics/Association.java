package dev.iosleuth.finding.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How closely two series move together: Spearman's rank correlation at the lag at which it is
 * strongest.
 *
 * <p>Series with memory move together by chance: as many pairs as are left of n are counted as tell
 * independently, n / (1 + 2 sum of r_x(k) r_y(k)) (Bartlett 1946; Pyper and Peterman 1998), and
 * that the best of several lags was chosen is paid for (Bonferroni).
 *
 * @param strength from -1 to 1; NaN where there is too little to tell
 * @param lag steps by which the second follows the first
 * @param chance that series without any connection look like this
 * @param pairs that the strength is of
 * @param independent as many pairs without memory would tell as much
 * @param lags that were tried beside none
 */
public record Association(
    double strength, int lag, double chance, int pairs, double independent, int lags) {
  /** With fewer anything fits anything. */
  public static final int LEAST_PAIRS = 12;

  private static final double MOST_STRENGTH = 0.999_999;

  private static final Association UNKNOWN = new Association(Double.NaN, 0, Double.NaN, 0, 0, 0);

  public boolean known() {
    return !Double.isNaN(strength);
  }

  /**
   * @param causes NaN where a step does not tell
   * @param effects of the same steps
   * @param lags the most steps by which an effect may come later
   */
  public static Association of(double[] causes, double[] effects, int lags) {
    Association best = UNKNOWN;
    int tried = 0;
    for (int lag = 0; lag <= lags; lag++) {
      Association one = at(causes, effects, lag);
      if (one.known()) {
        tried++;
        boolean stronger = !best.known() || Math.abs(one.strength) > Math.abs(best.strength);
        best = stronger ? one : best;
      }
    }
    return tried == 0
        ? UNKNOWN
        : new Association(
            best.strength,
            best.lag,
            Math.min(1, best.chance * tried),
            best.pairs,
            best.independent,
            tried - 1);
  }

  /** The least strength that chance has no more often than that, of series with this memory. */
  public double visible(double level) {
    double freedom = Math.max(1, independent - 2);
    double t = StudentT.distance(level / (lags + 1), freedom);
    return t / Math.sqrt(t * t + freedom);
  }

  private static Association at(double[] causes, double[] effects, int lag) {
    int[] told =
        IntStream.range(lag, effects.length)
            .filter(i -> !Double.isNaN(effects[i]) && !Double.isNaN(causes[i - lag]))
            .toArray();
    double[] first = ranks(Arrays.stream(told).mapToDouble(i -> causes[i - lag]).toArray());
    double[] second = ranks(Arrays.stream(told).mapToDouble(i -> effects[i]).toArray());
    double strength = product(first, second, 0) / norm(first, second);
    if (told.length < LEAST_PAIRS || Double.isNaN(strength)) {
      return UNKNOWN;
    }
    double independent = independent(first, second);
    double freedom = Math.max(1, independent - 2);
    double bounded = Math.clamp(strength, -MOST_STRENGTH, MOST_STRENGTH);
    double t = bounded * Math.sqrt(freedom / (1 - bounded * bounded));
    double chance = StudentT.outside(t, freedom);
    return new Association(strength, lag, chance, told.length, independent, 0);
  }

  private static double independent(double[] first, double[] second) {
    int n = first.length;
    double sum = 0;
    for (int k = 1; k <= n / 4; k++) {
      double one = product(first, first, k) / product(first, first, 0);
      double other = product(second, second, k) / product(second, second, 0);
      sum += Math.max(0, one * other) * (n - k) / n;
    }
    return Math.max(3, n / (1 + 2 * sum));
  }

  private static double norm(double[] first, double[] second) {
    return Math.sqrt(product(first, first, 0) * product(second, second, 0));
  }

  private static double product(double[] first, double[] second, int lag) {
    double sum = 0;
    for (int i = lag; i < first.length; i++) {
      sum += first[i] * second[i - lag];
    }
    return sum;
  }

  /** About their mean; equal values share their ranks. */
  private static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    var ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int first = first(sorted, values[i]);
      int last = first;
      while (last + 1 < sorted.length && sorted[last + 1] == values[i]) {
        last++;
      }
      ranks[i] = (first + last) / 2.0 - (values.length - 1) / 2.0;
    }
    return ranks;
  }

  private static int first(double[] sorted, double value) {
    int at = Arrays.binarySearch(sorted, value);
    while (at > 0 && sorted[at - 1] == value) {
      at--;
    }
    return at;
  }
}
