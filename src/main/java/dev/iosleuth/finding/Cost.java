package dev.iosleuth.finding;

import java.util.OptionalDouble;

/**
 * What a matter costs.
 *
 * @param device whose time it takes; empty if it is no device's
 * @param share of the device's time that it takes: of 1
 * @param latencyMs that it adds to an operation
 * @param whose operations; empty if nobody's
 */
public record Cost(String device, OptionalDouble share, OptionalDouble latencyMs, String whose) {
  public static final Cost NONE = new Cost("", OptionalDouble.empty(), OptionalDouble.empty(), "");

  /**
   * @param share at most all of it, though clocks that are read one after the other may say more
   */
  public static Cost time(String device, double share) {
    return new Cost(device, told(Math.min(1, share)), OptionalDouble.empty(), "");
  }

  public static Cost latency(String device, double ms, String whose) {
    return new Cost(device, OptionalDouble.empty(), told(ms), whose);
  }

  public Cost andLatency(double ms, String ofWhom) {
    return new Cost(device, share, told(ms), ofWhom);
  }

  private static OptionalDouble told(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(Math.max(0, value)) : OptionalDouble.empty();
  }
}
