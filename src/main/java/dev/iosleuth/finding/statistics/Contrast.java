package dev.iosleuth.finding.statistics;

/**
 * Two means held against each other: as a ratio where both are well known, else as a difference.
 *
 * @param before the first
 * @param after the second
 * @param ratio whether {@code shift} is the logarithm of their ratio
 * @param error of the shift; NaN where one of the means has none
 */
public record Contrast(
    Estimate before, Estimate after, boolean ratio, double shift, double error, double freedom) {
  /** Of the mean: beyond it the logarithm is too crooked for its own error. */
  private static final double MOST_RELATIVE = 0.3;

  /** The share of differences of that size that would be seen. */
  private static final double POWER = 0.8;

  /** Of two of which the one is short, its error is by how the other varies. */
  public static Contrast of(Estimate before, Estimate after) {
    return between(before.by(after), after.by(before));
  }

  private static Contrast between(Estimate before, Estimate after) {
    double a = before.error() / before.mean();
    double b = after.error() / after.mean();
    boolean ratio = before.mean() > 0 && after.mean() > 0 && a < MOST_RELATIVE && b < MOST_RELATIVE;
    if (ratio) {
      return new Contrast(
          before,
          after,
          true,
          Math.log(after.mean() / before.mean()),
          Math.hypot(a, b),
          freedom(a * a, before.freedom(), b * b, after.freedom()));
    }
    double first = before.error();
    double second = after.error();
    return new Contrast(
        before,
        after,
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

  /** The least that the change is, at that level: never less than all of what was there. */
  public double low(double level) {
    return ratio ? difference(shift - reach(level)) : bounds(level).low;
  }

  /** The most that the change is, at that level; infinite where nothing bounds it. */
  public double high(double level) {
    return ratio ? difference(shift + reach(level)) : bounds(level).high;
  }

  private record Bounds(double low, double high) {}

  /**
   * Fieller's interval of the quotient of two means that vary: all quotients q for which {@code
   * after - q * before} may be nothing but chance. It holds 1 where the difference does not show.
   * Rates and times are not negative, and so is no quotient.
   */
  private Bounds bounds(double level) {
    double reach = reach(level);
    double b = before.mean();
    double a = after.mean();
    if (!(b > 0)) {
      return new Bounds(Math.max(0, shift - reach), shift + reach);
    }
    double distance = error > 0 ? reach / error : 0;
    double square = b * b - square(distance * before.error());
    double rest = a * a - square(distance * after.error());
    double root = Math.sqrt(Math.max(0, square(a * b) - square * rest));
    if (square > 0) {
      return new Bounds(
          b * (Math.max(0, (a * b - root) / square) - 1), b * ((a * b + root) / square - 1));
    }
    // before may be as good as nothing: of that anything is a multiple
    double least = rest > 0 ? rest / (a * b + root) : 0;
    return new Bounds(b * (least - 1), Double.POSITIVE_INFINITY);
  }

  private static double square(double value) {
    return value * value;
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
    return ratio ? before.mean() * Math.expm1(value) : value;
  }
}
