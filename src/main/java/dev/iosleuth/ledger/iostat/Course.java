package dev.iosleuth.ledger.iostat;

import java.util.Arrays;

/**
 * A figure over time in a fixed number of steps: each stands for one report at first, and for twice
 * as many whenever there is no room for more.
 */
public final class Course {
  private static final int STEPS = 128;

  private final double[] sums = new double[STEPS];
  private final int[] counts = new int[STEPS];

  /** Reports in which it did not stand; nearly always none, and then no array. */
  private int[] missing = {};

  private int used;
  private long each = 1;
  private long inLast;

  void add(double value) {
    next();
    if (!Double.isNaN(value)) {
      sums[used - 1] += value;
      counts[used - 1]++;
    }
  }

  /** A report in which it does not stand. */
  void missing() {
    next();
    missing = missing.length == 0 ? new int[STEPS] : missing;
    missing[used - 1]++;
  }

  private void next() {
    if (used == 0 || inLast == each) {
      if (used == STEPS) {
        halve();
      }
      if (used == 0 || inLast == each) {
        used++;
        inLast = 0;
      }
    }
    inLast++;
  }

  /** The same where it did nothing in the reports in which it does not stand. */
  Course idle() {
    var idle = new Course();
    System.arraycopy(sums, 0, idle.sums, 0, used);
    for (int i = 0; i < used; i++) {
      idle.counts[i] = counts[i] + (missing.length == 0 ? 0 : missing[i]);
    }
    idle.used = used;
    idle.each = each;
    idle.inLast = inLast;
    return idle;
  }

  private void halve() {
    for (int i = 0; i < STEPS / 2; i++) {
      sums[i] = sums[2 * i] + sums[2 * i + 1];
      counts[i] = counts[2 * i] + counts[2 * i + 1];
    }
    Arrays.fill(sums, STEPS / 2, STEPS, 0);
    Arrays.fill(counts, STEPS / 2, STEPS, 0);
    for (int i = 0; i < missing.length; i++) {
      missing[i] = i < STEPS / 2 ? missing[2 * i] + missing[2 * i + 1] : 0;
    }
    used = STEPS / 2;
    each *= 2;
    inLast = each;
  }

  /** Means of so many steps of equal length, or fewer; NaN where none of their reports told. */
  public double[] steps(int most) {
    int length = Math.min(most, used);
    var means = new double[length];
    for (int i = 0; i < length; i++) {
      int from = (int) ((long) i * used / length);
      int to = (int) ((i + 1L) * used / length);
      double sum = 0;
      long count = 0;
      for (int step = from; step < to; step++) {
        sum += sums[step];
        count += counts[step];
      }
      means[i] = count == 0 ? Double.NaN : sum / count;
    }
    return means;
  }
}
