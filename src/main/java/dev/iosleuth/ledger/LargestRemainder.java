package dev.iosleuth.ledger;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Rounds shares to integers that add up exactly (Hamilton's method). */
final class LargestRemainder {
  private LargestRemainder() {}

  /**
   * Splits {@code total} in proportion to {@code shares} (none negative); ties go to the earlier
   * index, so callers sort by account first. All zero shares with a total: the first takes it.
   */
  static long[] split(long total, double[] shares) {
    var parts = new long[shares.length];
    if (shares.length == 0 || total == 0) {
      return parts;
    }
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    if (!(sum > 0)) {
      parts[0] = total;
      return parts;
    }
    var rests = new double[shares.length];
    long given = 0;
    for (int i = 0; i < shares.length; i++) {
      double exact = total * (shares[i] / sum);
      parts[i] = Math.min((long) exact, total - given);
      rests[i] = exact - parts[i];
      given += parts[i];
    }
    int[] order =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -rests[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; given < total; i = (i + 1) % order.length) {
      if (shares[order[i]] > 0) {
        parts[order[i]]++;
        given++;
      }
    }
    return parts;
  }
}
