package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;

/** How long a device was busy, by the counter that is nearer to the truth. */
final class Busy {
  private Busy() {}

  /**
   * io_ticks counts whole ticks of the kernel's clock, so that many short requests may look like
   * one long one; the requests' own times, where they are known, are more than the true busy time
   * never less.
   */
  static Metric metric(Device device) {
    double own = device.get(Metric.OWN_TIME_PERCENT);
    boolean shorter = own < device.get(Metric.UTIL_PERCENT);
    return shorter ? Metric.OWN_TIME_PERCENT : Metric.UTIL_PERCENT;
  }

  static double percent(Device device) {
    return device.get(metric(device));
  }

  static Source source(Device device) {
    return Sources.device(device, metric(device));
  }

  /** Requests under way while it was busy, on average. */
  static double depth(Device device) {
    return device.get(Metric.QUEUE) * 100 / percent(device);
  }

  static Source depthSource(Device device) {
    return Sources.device(device, Metric.QUEUE).times(100).over(source(device));
  }
}
