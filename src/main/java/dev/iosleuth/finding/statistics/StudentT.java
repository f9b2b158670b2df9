package dev.iosleuth.finding.statistics;

/**
 * Student's t distribution: how far the mean of a sample strays whose variance is estimated from
 * that sample itself.
 */
public final class StudentT {
  /** With so many degrees of freedom it is the normal distribution. */
  private static final double MOST_FREEDOM = 10_000;

  private static final double HIGHEST = 1e9;
  private static final int STEPS = 200;
  private static final double TINY = 1e-300;
  private static final double PRECISION = 1e-14;

  /** Lanczos' approximation of the gamma function, g = 7, n = 9. */
  private static final double[] LANCZOS = {
    0.9999999999998099,
    676.5203681218851,
    -1259.1392167224028,
    771.3234287776531,
    -176.6150291621406,
    12.507343278686905,
    -0.13857109526572012,
    9.984369578019572e-6,
    1.5056327351493116e-7
  };

  private StudentT() {}

  /** The probability of being at least so far from 0, on either side. */
  public static double outside(double t, double freedom) {
    double v = Math.min(freedom, MOST_FREEDOM);
    if (Double.isInfinite(t)) {
      return 0;
    }
    return incompleteBeta(v / (v + t * t), v / 2, 0.5);
  }

  /** How far from 0 is what lies {@link #outside} with that probability. */
  public static double distance(double probability, double freedom) {
    double low = 0;
    double high = 1;
    while (outside(high, freedom) > probability && high < HIGHEST) {
      high *= 2;
    }
    for (int i = 0; i < STEPS && high - low > PRECISION * high; i++) {
      double middle = (low + high) / 2;
      if (outside(middle, freedom) > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Regularized: NIST's Digital Library of Mathematical Functions, 8.17. */
  private static double incompleteBeta(double x, double a, double b) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    double front =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? front * fraction(x, a, b) / a
        : 1 - front * fraction(1 - x, b, a) / b;
  }

  /** Its continued fraction (8.17.22), by Lentz's method. */
  private static double fraction(double x, double a, double b) {
    double c = 1;
    double d = 1 / away(1 - (a + b) * x / (a + 1));
    double value = d;
    double step = 0;
    for (int m = 1; m < 10_000 && Math.abs(step - 1) > PRECISION; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / away(1 + even * d);
      c = away(1 + even / c);
      value *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / away(1 + odd * d);
      c = away(1 + odd / c);
      step = d * c;
      value *= step;
    }
    return value;
  }

  private static double away(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  private static double logGamma(double x) {
    if (x < 0.5) {
      return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
    }
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (x - 1 + i);
    }
    double t = x + 6.5;
    return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
  }
}
