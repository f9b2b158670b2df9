package dev.iosleuth.ledger.iostat;

import java.util.Arrays;

/** Takes the values of one figure, however many come, and keeps what a {@link Statistic} needs. */
final class Gauge {
  /** Steps within a doubling: each is 0.5 to 1.1 % wide around its middle. */
  private static final int STEP_BITS = 6;

  private static final int SHIFT = 52 - STEP_BITS;

  /** 2^-10 to 2^40: from a thousandth to a million million. */
  private static final int LEAST = (1023 - 10) << STEP_BITS;

  private static final int BUCKETS = 50 << STEP_BITS;
  private static final double P95 = 0.95;

  /** So many are kept as they are: of few reports the figure is exact. */
  private static final int EXACT = 128;

  private double[] exact = new double[4];
  private int[] buckets = {};
  private long count;
  private double sum;
  private double weights;
  private double worst = Double.NaN;
  private String when = "";

  /** NaN is a report that did not tell. */
  void add(double value, double weight, String time) {
    if (Double.isNaN(value)) {
      return;
    }
    count++;
    sum += value * weight;
    weights += weight;
    if (!(value <= worst)) {
      worst = value;
      when = time;
    }
    if (count <= EXACT) {
      keep(value);
    } else {
      buckets[bucket(value)]++;
    }
  }

  private void keep(double value) {
    int last = (int) count - 1;
    exact = last < exact.length ? exact : Arrays.copyOf(exact, 2 * exact.length);
    exact[last] = value;
    if (count == EXACT) {
      buckets = new int[BUCKETS];
      for (double one : exact) {
        buckets[bucket(one)]++;
      }
    }
  }

  private static int bucket(double value) {
    int at = (int) (Double.doubleToRawLongBits(Math.max(0, value)) >>> SHIFT) - LEAST;
    return Math.clamp(at, 0, BUCKETS - 1);
  }

  Statistic statistic() {
    return statistic(0, 0);
  }

  /**
   * @param idle reports in which it was 0, beside those that told it
   * @param more their weight
   */
  Statistic statistic(long idle, double more) {
    double mean = weights > 0 ? sum / (weights + more) : Double.NaN;
    return new Statistic(mean, count == 0 ? Double.NaN : p95(idle), worst, when);
  }

  private double p95(long idle) {
    long wanted = (long) Math.ceil((count + idle) * P95) - idle;
    if (wanted <= 0) {
      return 0;
    }
    if (count <= EXACT) {
      double[] sorted = Arrays.copyOf(exact, (int) count);
      Arrays.sort(sorted);
      return sorted[(int) wanted - 1];
    }
    int at = -1;
    long seen = 0;
    while (seen < wanted) {
      at++;
      seen += buckets[at];
    }
    if (at == 0) {
      return 0;
    }
    double low = Double.longBitsToDouble((long) (at + LEAST) << SHIFT);
    double high = Double.longBitsToDouble((long) (at + 1 + LEAST) << SHIFT);
    return Math.min((low + high) / 2, worst);
  }
}
