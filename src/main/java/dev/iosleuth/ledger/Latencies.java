package dev.iosleuth.ledger;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the summed times of a device's requests say of who had it: reads, writes, discards and
 * flushes each have their own in the kernel's counters.
 *
 * <p>Where all of them took no longer than the device was busy, they followed each other, and their
 * times are the shares. Else the time of one that waits beside others holds the others', too: then
 * what requests cost on such a device divides the busy time, and their times bound it.
 *
 * <p>A request's time begins when it is made, so that it holds the wait in a plug or a scheduler
 * (block/blk-mq.c, blk_account_io_start). In a guest that gets too little of its processors that
 * wait is longer than what the disk did: of a hypervisor's disk only the flushes' times are taken,
 * which have nothing to wait for, and the others bound what their costs give them.
 */
final class Latencies {
  /**
   * No direction had the device for longer than its requests took. The busy time is divided to the
   * last, though it holds waits before requests reach the device, too: hence the half.
   */
  private static final double MOST = 1.5;

  private Latencies() {}

  /**
   * By what the cost of each direction is to be multiplied; only ratios matter.
   *
   * @param costs of all that went in a direction, in any unit
   * @param virtual whether it is a hypervisor's disk
   * @return a factor for each direction in {@code costs}
   */
  static Map<Direction, Double> factors(Flow flow, Map<Direction, Double> costs, boolean virtual) {
    Map<Direction, Double> times = times(flow, costs);
    double all = sum(times);
    Map<Direction, Double> bounded =
        all <= flow.busyMs() ? times : bounded(costs, times, (double) flow.busyMs());
    Map<Direction, Double> charged = virtual ? flushesFirst(bounded, costs, times) : bounded;
    var factors = new EnumMap<Direction, Double>(Direction.class);
    costs.forEach((direction, cost) -> {
      double factor = charged.getOrDefault(direction, 0.0) / cost;
      factors.put(direction, all > 0 && Double.isFinite(factor) ? factor : 1);
    });
    return factors;
  }

  /** Flushes as charged, and the others by their costs. */
  private static Map<Direction, Double> flushesFirst(
      Map<Direction, Double> charged, Map<Direction, Double> costs, Map<Direction, Double> times) {
    double flushes = charged.getOrDefault(Direction.FLUSH, 0.0);
    var others = new EnumMap<Direction, Double>(costs);
    others.remove(Direction.FLUSH);
    Map<Direction, Double> result =
        sum(others) > 0 ? bounded(others, times, sum(charged) - flushes) : others;
    if (costs.containsKey(Direction.FLUSH)) {
      result.put(Direction.FLUSH, flushes);
    }
    return result;
  }

  private static double sum(Map<Direction, Double> of) {
    return of.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * How long all requests of a direction took. One that has no times of its own (flushes before
   * Linux 5.5) goes with the others, by its cost.
   */
  private static Map<Direction, Double> times(Flow flow, Map<Direction, Double> costs) {
    double ms = 0;
    double cost = 0;
    for (Map.Entry<Direction, Double> one : costs.entrySet()) {
      double own = ms(flow, one.getKey());
      ms += own;
      cost += own > 0 ? one.getValue() : 0;
    }
    double usual = cost > 0 ? ms / cost : 0;
    var times = new EnumMap<Direction, Double>(Direction.class);
    costs.forEach((direction, of) -> {
      double own = ms(flow, direction);
      times.put(direction, own > 0 ? own : of * usual);
    });
    return times;
  }

  /** Divides the busy time by cost, nobody far above what its requests took. */
  private static Map<Direction, Double> bounded(
      Map<Direction, Double> costs, Map<Direction, Double> times, double busyMs) {
    var charged = new EnumMap<Direction, Double>(Direction.class);
    var open = new EnumMap<Direction, Double>(costs);
    double left = busyMs;
    boolean more = true;
    while (more) {
      double scale = left / sum(open);
      more = false;
      for (Map.Entry<Direction, Double> one : times.entrySet()) {
        Double cost = open.get(one.getKey());
        if (cost != null && cost * scale >= MOST * one.getValue()) {
          charged.put(one.getKey(), MOST * one.getValue());
          open.remove(one.getKey());
          left -= MOST * one.getValue();
          more = !open.isEmpty();
        }
      }
      if (!more) {
        open.forEach((direction, cost) -> charged.put(direction, cost * scale));
      }
    }
    return charged;
  }

  private static double ms(Flow flow, Direction direction) {
    return switch (direction) {
      case READ -> flow.reads().ms();
      // a write that waits for a flush counts the flush's time, too
      case WRITE -> Math.max(0, flow.writes().ms() - ms(flow, Direction.FLUSH));
      case DISCARD -> flow.discards().map(Flow.Io::ms).orElse(0L);
      case FLUSH -> flow.flushes().map(Flow.Flushes::ms).orElse(0L);
    };
  }
}
