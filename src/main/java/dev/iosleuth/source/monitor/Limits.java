package dev.iosleuth.source.monitor;

import java.time.Duration;

/**
 * What one guest may cost.
 *
 * @param silence until the monitor greets, or the agent answers
 * @param held from the greeting to the last answer
 * @param bytes of all that it says
 * @param together so many are asked at once; more would keep each other waiting while they are held
 * @param youth one that has been asked for longer is waited for, but keeps no other from being
 *     asked
 */
record Limits(Duration silence, Duration held, int bytes, int together, Duration youth) {
  static final Limits USUAL =
      new Limits(Duration.ofMillis(200), Duration.ofMillis(50), 4 << 20, 8, Duration.ofMillis(10));
}
