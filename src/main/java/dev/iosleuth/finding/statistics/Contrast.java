package dev.iosleuth.finding.statistics;

/**
 * Two means held against each other: as a ratio where both are well known, else as a difference.
 *
 * @param before the first mean
 * @param ratio whether {@code shift} is the logarithm of their ratio
 * @param error of the shift; NaN where one of the means has none
 */
public record Contrast(double before, boolean ratio, double shift, double error, double freedom) {
  /** Of the mean: beyond it the logarithm is too crooked for its own error. */
  private static final double MOST_RELATIVE = 0.3;

  /** The share of differences of that size that would be seen. */
  private static final double POWER = 0.8;

  public static Contrast of(Estimate before, Estimate after) {
    double a = before.error() / before.mean();
    double b = after.error() / after.mean();
    boolean ratio = before.mean() > 0 && after.mean() > 0 && a < MOST_RELATIVE && b < MOST_RELATIVE;
    if (ratio) {
      return new Contrast(
          before.mean(),
          true,
          Math.log(after.mean() / before.mean()),
          Math.hypot(a, b),
          freedom(a * a, before.freedom(), b * b, after.freedom()));
    }
    double first = before.error();
    double second = after.error();
    return new Contrast(
        before.mean(),
        false,
        after.mean() - before.mean(),
        Math.hypot(first, second),
        freedom(first * first, before.freedom(), second * second, after.freedom()));
  }

  /** Welch and Satterthwaite. */
  private static double freedom(double a, double freedomOfA, double b, double freedomOfB) {
    double sum = a + b;
    double freedom = sum * sum / (part(a, freedomOfA) + part(b, freedomOfB));
    return Double.isNaN(freedom) ? 1 : freedom;
  }

  private static double part(double variance, double freedom) {
    return variance > 0 ? variance * variance / freedom : 0;
  }

  /** The probability that chance alone makes such a difference; NaN where nothing can be told. */
  public double chance() {
    if (Double.isNaN(error)) {
      return Double.NaN;
    }
    if (error <= 0) {
      return shift == 0 ? 1 : 0;
    }
    return StudentT.outside(shift / error, freedom);
  }

  /** In the figure's own unit. */
  public double change() {
    return difference(shift);
  }

  /** The least that the change is, at that level. */
  public double low(double level) {
    return difference(shift - reach(level));
  }

  /** The most that the change is, at that level. */
  public double high(double level) {
    return difference(shift + reach(level));
  }

  /** A rise that would most likely have been seen, had it been there. */
  public double visible(double level) {
    double also = StudentT.distance(2 * (1 - POWER), freedom) * error;
    return difference(reach(level) + also);
  }

  private double reach(double level) {
    return error > 0 ? StudentT.distance(level, freedom) * error : error;
  }

  private double difference(double value) {
    return ratio ? before * Math.expm1(value) : value;
  }
}
