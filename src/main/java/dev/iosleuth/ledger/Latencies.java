package dev.iosleuth.ledger;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the summed times of a device's requests say of who had it: reads, writes, discards and
 * flushes each have their own in the kernel's counters.
 *
 * <p>They alone say too much of writes: many wait at once, and each counts the wait. What requests
 * cost on such a device alone knows nothing of this one. The geometric mean of the two was off by 6
 * points of 100 (median over the laboratory's disks, against issue and completion of each request),
 * the times alone by 12, the costs alone by 20.
 */
final class Latencies {
  private Latencies() {}

  /**
   * By what the cost of each direction is to be multiplied.
   *
   * @param costs of all that went in a direction, in any unit
   * @return a factor for each direction in {@code costs}
   */
  static Map<Direction, Double> factors(Flow flow, Map<Direction, Double> costs) {
    double allMs = 0;
    double allCosts = 0;
    for (Map.Entry<Direction, Double> one : costs.entrySet()) {
      double ms = ms(flow, one.getKey());
      allMs += ms;
      allCosts += ms > 0 ? one.getValue() : 0;
    }
    var factors = new EnumMap<Direction, Double>(Direction.class);
    for (Map.Entry<Direction, Double> one : costs.entrySet()) {
      double ms = ms(flow, one.getKey());
      double cost = ms > 0 ? one.getValue() : allCosts;
      // a direction without times of its own (flushes before Linux 5.5) goes with the others
      double mean = (ms > 0 ? ms : allMs) / cost;
      factors.put(one.getKey(), mean > 0 && Double.isFinite(mean) ? Math.sqrt(mean) : 1);
    }
    return factors;
  }

  private static double ms(Flow flow, Direction direction) {
    return switch (direction) {
      case READ -> flow.reads().ms();
      case WRITE -> flow.writes().ms();
      case DISCARD -> flow.discards().map(Flow.Io::ms).orElse(0L);
      case FLUSH -> flow.flushes().map(Flow.Flushes::ms).orElse(0L);
    };
  }
}
