package dev.iosleuth.kernel.iostat;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the first report of a run is. iostat's own first one is of all time since the host
 * started, unless -y left it out, which nothing but the figures shows.
 */
final class FirstReports {
  /** Intervals of one run differ by less: the tool sleeps for so long each time. */
  private static final double ALIKE = 1.5;

  private final Consumer<Report> consumer;
  private @Nullable Report held;
  private boolean begun;
  private Optional<String> day = Optional.empty();

  FirstReports(Consumer<Report> consumer) {
    this.consumer = consumer;
  }

  void accept(Report printed) {
    Report report = printed.on(day);
    if (report.kind() != Report.Kind.IOSTAT || report.basis() != Report.Basis.INTERVAL) {
      consumer.accept(report);
      return;
    }
    Report first = held;
    if (first != null) {
      held = null;
      consumer.accept(alike(first, report) ? first : first.with(Report.Basis.SINCE_BOOT));
    }
    if (begun) {
      consumer.accept(report);
    } else {
      held = report;
      begun = true;
    }
  }

  /**
   * What follows was printed by another call of the tool.
   *
   * @param printed its day, as it printed it
   */
  void newRun(Optional<String> printed) {
    flush();
    begun = false;
    day = printed;
  }

  void flush() {
    if (held != null) {
      consumer.accept(held.with(Report.Basis.EITHER));
      held = null;
    }
  }

  private static boolean alike(Report first, Report next) {
    double one = first.seconds().orElse(Double.NaN);
    double other = next.seconds().orElse(Double.NaN);
    return one < other * ALIKE && other < one * ALIKE;
  }
}
