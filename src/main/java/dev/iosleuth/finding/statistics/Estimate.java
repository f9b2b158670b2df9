package dev.iosleuth.finding.statistics;

/**
 * A mean over intervals, and how far it may be from the mean of intervals like these for ever.
 *
 * <p>Neighbouring intervals resemble each other, so that n of them tell less than n that are drawn
 * alone: as much as {@code independent}. By how much less is estimated twice, as if the series were
 * an autoregression of the first order (with Kendall's correction of its bias), and from its own
 * autocovariances up to where they vanish (Geyer's initial monotone sequence), and the worse of the
 * two counts. What changes more slowly than the whole series lasts cannot be seen in it.
 *
 * @param mean NaN where nothing is known
 * @param error standard error; NaN where there are too few intervals to tell
 * @param freedom of the error, itself an estimate
 * @param steps intervals that tell the figure
 * @param independent as many intervals without memory would tell as much
 */
public record Estimate(double mean, double error, double freedom, int steps, double independent) {
  /** From fewer nothing is told of the rest. */
  public static final int LEAST_STEPS = 8;

  /** Nearer to 1 the series is a trend. */
  private static final double MOST_CORRELATION = 0.97;

  private static final double LEAST_INDEPENDENT = 2;

  /** With fewer degrees of freedom hardly any difference would be seen. */
  private static final double LEAST_FREEDOM = 6;

  /** What a series must know of how it varies, to stand in for another. */
  private static final double LENDING_FREEDOM = 4;

  /** As variance: a short series shows three times as much of the same one in twenty (F). */
  private static final double MOST_VARIANCE = 4;

  public static final Estimate UNKNOWN = new Estimate(Double.NaN, Double.NaN, 0, 0, 0);

  /**
   * The sum of values for one of weights, step by step in the order of time: operations over
   * seconds, milliseconds over operations.
   *
   * @param weights 0 where a step does not tell
   * @param events that the values stand for: from so many a mean is known to their root at best; 0:
   *     not counted
   */
  public static Estimate of(double[] values, double[] weights, double events) {
    int steps = 0;
    double value = 0;
    double weight = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        steps++;
        value += values[i];
        weight += weights[i];
      }
    }
    if (steps == 0) {
      return UNKNOWN;
    }
    double mean = value / weight;
    if (steps < LEAST_STEPS) {
      return new Estimate(mean, Double.NaN, 0, steps, 0);
    }
    var residuals = new double[steps];
    double variance = 0;
    int at = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        residuals[at] = (values[i] - mean * weights[i]) * steps / weight;
        variance += residuals[at] * residuals[at] / steps;
        at++;
      }
    }
    double independent = independent(residuals, variance);
    double error = Math.sqrt(variance / (independent - 1));
    double least = events > 0 ? Math.abs(mean) / Math.sqrt(events) : 0;
    return new Estimate(mean, Math.max(error, least), independent - 1, steps, independent);
  }

  public boolean known() {
    return !Double.isNaN(mean);
  }

  /** Whether there is enough to say how sure it is. */
  public boolean bounded() {
    return !Double.isNaN(error);
  }

  /**
   * The same mean with an error by how a series of the same figure varies and remembers that is at
   * least twice as long, where its own error shows less: it is too short, or happened to vary less.
   * If nothing changed both are one series. By few intervals of its own even the tenfold may not be
   * seen; and in few intervals nothing may happen by chance of what happens now and then. One that
   * varies more than the other goes by its own.
   */
  Estimate by(Estimate longer) {
    if (!bounded()
        || 2 * steps > longer.steps
        || longer.freedom < LENDING_FREEDOM
        || !(longer.mean > 0)) {
      return this;
    }
    double drawn = Math.max(1, steps * longer.independent / longer.steps);
    double others = square(longer.error / longer.mean) * longer.independent;
    if (mean == 0) {
      double least = longer.error * Math.sqrt(longer.independent / drawn);
      return new Estimate(mean, Math.max(error, least), longer.freedom, steps, drawn);
    }
    double own = square(error / mean) * independent;
    boolean vague = freedom < LEAST_FREEDOM;
    if (own > (vague ? MOST_VARIANCE : 1) * others) {
      return this;
    }
    double relative = Math.sqrt(Math.max(own, others) / drawn);
    return new Estimate(mean, relative * mean, longer.freedom, steps, drawn);
  }

  private static double square(double value) {
    return value * value;
  }

  private static double independent(double[] residuals, double variance) {
    int n = residuals.length;
    if (!(variance > 0)) {
      return n;
    }
    double memory = Math.max(autoregression(residuals, variance), sequence(residuals, variance));
    return Math.max(LEAST_INDEPENDENT, n / Math.max(1, memory));
  }

  private static double autoregression(double[] residuals, double variance) {
    double found = covariance(residuals, 1) / variance;
    double corrected = found + (1 + 3 * found) / residuals.length;
    double correlation = Math.clamp(corrected, 0, MOST_CORRELATION);
    return (1 + correlation) / (1 - correlation);
  }

  /** Of pairs of neighbours the sums fall and stay positive in any series without a rhythm. */
  private static double sequence(double[] residuals, double variance) {
    int n = residuals.length;
    double before = Double.MAX_VALUE;
    double memory = -1;
    for (int lag = 0; lag < n / 2; lag += 2) {
      double pair = (covariance(residuals, lag) + covariance(residuals, lag + 1)) / variance;
      if (pair <= 0) {
        break;
      }
      before = Math.min(pair, before);
      memory += 2 * before;
    }
    double positive = Math.max(1, memory);
    return positive * (1 + 2 * positive / n);
  }

  private static double covariance(double[] residuals, int lag) {
    double sum = 0;
    for (int i = lag; i < residuals.length; i++) {
      sum += residuals[i] * residuals[i - lag];
    }
    return sum / residuals.length;
  }
}
