package dev.iosleuth.model;

import java.util.Random;

/**
 * How busy a load is from moment to moment: its logarithm wanders about a middle to which it is
 * drawn back (an Ornstein-Uhlenbeck process), so that neighbouring intervals resemble each other.
 */
final class Mood {
  private static final long STEP = 50 * Clock.MS;

  private final Clock clock;
  private final Random random;
  private final double spread;
  private final double memory;
  private double deviation;
  private long until;

  /**
   * @param spread standard deviation of the logarithm
   * @param seconds after which a deviation has fallen to 1/e of what it was
   */
  Mood(Clock clock, Random random, double spread, double seconds) {
    this.clock = clock;
    this.random = random;
    this.spread = spread;
    this.memory = Math.exp(-STEP / (seconds * Clock.SECOND));
    this.deviation = spread * random.nextGaussian();
  }

  /** 1 on average. */
  double level() {
    while (until < clock.now()) {
      deviation =
          memory * deviation + spread * Math.sqrt(1 - memory * memory) * random.nextGaussian();
      until += STEP;
    }
    return Math.exp(deviation - spread * spread / 2);
  }
}
