package dev.iosleuth.finding.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A straight line through a series, how sure it is that the series rises, and whether it still does
 * at its end.
 *
 * <p>Neighbouring intervals resemble each other: a load that wanders and one that stepped up once
 * fit a line by many of the standard errors that the books have for independent figures. Its error
 * is therefore that of an autoregression of the first order (Prais and Winsten 1954), whose
 * coefficient is taken for 1, a random walk, where it is near it (as Perron and Yabu 2009 do:
 * nearer nobody can tell them apart). The coefficient is estimated from what a parabola leaves, so
 * that growth which is no straight line does not pass for memory. Noise on top of a slow wander
 * hides its memory from neighbours, but not from blocks of intervals.
 */
public final class Trend {
  /** Blocks that a series is divided into at least. */
  private static final int LEAST_BLOCKS = 20;

  /** A coefficient nearer to 1 than so many over the root of the count is taken for 1. */
  private static final double NEAR_ONE = 1.5;

  /** So many tell a course's shape; more take the square of their number in time. */
  private static final int MOST_BLOCKS = 240;

  /** The part of the series that is its end. */
  private static final int END = 10;

  private final double[] times;
  private final double[] values;

  /**
   * @param times of the values, rising
   */
  public Trend(double[] times, double[] values) {
    this.times = times.clone();
    this.values = values.clone();
  }

  /** Of the line of least squares. */
  public double slope() {
    return product(centred(times), values) / squares(centred(times));
  }

  /** The mean of the last tenth of the values. */
  public double end() {
    return mean(last(values));
  }

  /** The time that {@link #end} is the level of. */
  public double endTime() {
    return mean(last(times));
  }

  private static double[] last(double[] series) {
    int count = Math.max(1, series.length / END);
    return Arrays.copyOfRange(series, series.length - count, series.length);
  }

  /**
   * The slope for its standard error: the least over blocks of 1, 2, 4 and so on intervals. Without
   * any trend it is rarely far from 0, however long the series' memory.
   */
  public double significance() {
    double least = significance(times, values);
    for (int size = 2; values.length / size >= LEAST_BLOCKS; size *= 2) {
      least = Math.min(least, significance(blocks(times, size), blocks(values, size)));
    }
    return least;
  }

  /** Means of so many each, the last one whole. */
  private static double[] blocks(double[] series, int size) {
    int count = series.length / size;
    int from = series.length - count * size;
    return IntStream.range(0, count)
        .mapToDouble(i -> mean(Arrays.copyOfRange(series, from + i * size, from + (i + 1) * size)))
        .toArray();
  }

  private static double significance(double[] x, double[] y) {
    double memory = memory(x, y);
    var ones = new double[y.length];
    Arrays.fill(ones, 1);
    double[] constant = renewed(ones, memory);
    double[] time = without(renewed(centred(x), memory), constant);
    double[] value = without(renewed(y, memory), constant);
    double variance = squares(without(value, time)) / (y.length - 2);
    return product(time, value) / squares(time) / Math.sqrt(variance / squares(time));
  }

  /** By Prais and Winsten: what is new in each, of equal variance. */
  private static double[] renewed(double[] series, double memory) {
    var renewed = new double[series.length];
    renewed[0] = Math.sqrt(1 - memory * memory) * series[0];
    for (int i = 1; i < series.length; i++) {
      renewed[i] = series[i] - memory * series[i - 1];
    }
    return renewed;
  }

  private static double memory(double[] x, double[] y) {
    double[] time = centred(x);
    double[] square = without(centred(Arrays.stream(time).map(one -> one * one).toArray()), time);
    double[] rest = without(without(centred(y), time), square);
    double neighbours = 0;
    for (int i = 1; i < rest.length; i++) {
      neighbours += rest[i] * rest[i - 1];
    }
    double found = squares(rest) > 0 ? neighbours / squares(rest) : 0;
    // a parabola takes some of the memory along: Kendall's correction of a mean's 1 + 3 r, for it
    double corrected = Math.clamp(found + (3 + 5 * found) / rest.length, 0, 1);
    return corrected > 1 - NEAR_ONE / Math.sqrt(rest.length) ? 1 : corrected;
  }

  /**
   * What the line leaves (sum of squares) for what the best course leaves that is level at its end:
   * one step, or a rise that ended by two thirds of the time; one that ended later, and two steps,
   * where they leave less by more than chance makes of that choice. More than 1: the rise does not
   * go on. Of more than 240 values it is of means of as many as make 240 or fewer.
   */
  public double left() {
    int size = Math.ceilDiv(values.length, MOST_BLOCKS);
    double[] x = blocks(times, size);
    double[] y = blocks(values, size);
    double line = squares(without(centred(y), centred(x)));
    return line > 0 ? line / LevelEnd.left(x, y) : 0;
  }

  static double mean(double[] series) {
    return Arrays.stream(series).average().orElse(Double.NaN);
  }

  static double[] centred(double[] series) {
    double mean = mean(series);
    return Arrays.stream(series).map(one -> one - mean).toArray();
  }

  /** What is left of a series when as much of another is taken off as can be. */
  static double[] without(double[] series, double[] other) {
    double all = squares(other);
    double part = all > 0 ? product(series, other) / all : 0;
    return IntStream.range(0, series.length)
        .mapToDouble(i -> series[i] - part * other[i])
        .toArray();
  }

  static double squares(double[] series) {
    return product(series, series);
  }

  private static double product(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
