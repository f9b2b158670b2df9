package dev.iosleuth.finding.statistics;

import java.util.Random;

/** Series with memory. */
public final class TestingWalks {
  private TestingWalks() {}

  /**
   * An autoregression of the first order around 0, of variance 1.
   *
   * @param memory from 0, none, to 1
   */
  public static double[] of(Random random, int count, double memory) {
    var series = new double[count];
    double now = random.nextGaussian();
    for (int i = 0; i < count; i++) {
      series[i] = now;
      now = memory * now + Math.sqrt(1 - memory * memory) * random.nextGaussian();
    }
    return series;
  }
}
