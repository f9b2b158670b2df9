package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Figures;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Quantity;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.Threshold;
import java.util.List;
import java.util.Optional;

/**
 * The longest time in which a device held requests and completed none.
 *
 * @param atEnd whether it lasts still
 */
record Standstill(double seconds, boolean atEnd) {
  static final Threshold LONG =
      new Threshold(
          "standing still",
          4,
          "s",
          "longer than any regular command takes, and what two samples 5 s apart surely cover (the"
              + " first takes its time); a drive for arrays ends its own repair after 7 s (SCT error"
              + " recovery control), and Linux gives a SCSI command up after 30 s (device/timeout)");
  private static final double ALL_BUSY = 90;

  static Standstill longest(Device device, List<Step> steps) {
    var longest = new Standstill(0, false);
    double seconds = 0;
    for (Step step : steps) {
      Figures figures = step.devices().get(device.name());
      seconds = figures != null && in(figures) ? seconds + part(figures, seconds) : 0;
      if (seconds > longest.seconds()) {
        longest = new Standstill(seconds, false);
      }
    }
    return new Standstill(longest.seconds(), seconds > 0 && seconds == longest.seconds());
  }

  /**
   * Seconds of a time in which nothing was completed in which something was under way. What was not
   * there at the beginning came later: the clock's ticks tell when, since Linux 5.10 also of what
   * is not completed (block/genhd.c, diskstats_show(), update_io_ticks()).
   *
   * @param before seconds in which it stood still up to then
   */
  private static double part(Figures figures, double before) {
    boolean began = before == 0 && figures.get(Quantity.IN_FLIGHT_BEFORE) == 0;
    double busy = figures.get(Metric.UTIL_PERCENT) / 100;
    return figures.seconds() * (began ? Math.min(1, busy) : 1);
  }

  /** Of the time that the steps tell of it; NaN where they tell of none. */
  double share(Device device, List<Step> steps) {
    double all =
        steps.stream()
            .flatMap(step -> Optional.ofNullable(step.devices().get(device.name())).stream())
            .mapToDouble(Figures::seconds)
            .sum();
    return all > 0 ? seconds / all : Double.NaN;
  }

  boolean hangs() {
    return seconds >= LONG.value();
  }

  /** Whether nothing was completed in this time though something was under way. */
  static boolean in(Figures figures) {
    if (figures.get(Quantity.TRANSFERS) != 0 || figures.get(Quantity.FLUSHES) > 0) {
      return false;
    }
    double underway = figures.get(Quantity.IN_FLIGHT);
    return Double.isNaN(underway) ? figures.get(Metric.UTIL_PERCENT) >= ALL_BUSY : underway > 0;
  }
}
