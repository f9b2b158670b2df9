package dev.iosleuth.kernel.iostat;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the first report of a run is. iostat's own first one is of all time since the host
 * started, unless -y left it out or the log begins later, which nothing but the figures shows;
 * iotop's is of no time.
 */
final class FirstReports {
  /** Intervals of one run differ by less: the tool sleeps for so long each time. */
  private static final double ALIKE = 1.5;

  /** Figures above zero: fewer may be whole by chance. */
  private static final int ENOUGH = 3;

  private final Consumer<Report> consumer;
  private @Nullable Report held;
  private boolean begun;
  private boolean banner;
  private Optional<String> day = Optional.empty();

  FirstReports(Consumer<Report> consumer) {
    this.consumer = consumer;
  }

  void accept(Report printed) {
    Report report = printed.on(day);
    boolean iotop = report.kind() == Report.Kind.IOTOP;
    if ((report.kind() != Report.Kind.IOSTAT && !iotop)
        || report.basis() != Report.Basis.INTERVAL) {
      consumer.accept(report);
      return;
    }
    Report first = held;
    if (first != null) {
      held = null;
      consumer.accept(first.with(basis(first, report)));
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
    banner = true;
    day = printed;
  }

  void flush() {
    if (held != null) {
      boolean iotop = held.kind() == Report.Kind.IOTOP;
      consumer.accept(iotop ? held : held.with(Report.Basis.EITHER));
      held = null;
    }
  }

  private Report.Basis basis(Report first, Report next) {
    if (first.kind() == Report.Kind.IOTOP) {
      return idle(first) ? Report.Basis.UNMEASURED : Report.Basis.INTERVAL;
    }
    if (alike(first, next) || (counts(first) && counts(next))) {
      return Report.Basis.INTERVAL;
    }
    return banner ? Report.Basis.SINCE_BOOT : Report.Basis.PERHAPS_SINCE_BOOT;
  }

  private static boolean idle(Report report) {
    return report.rows().stream()
        .flatMapToDouble(row -> Arrays.stream(row.printed()))
        .noneMatch(value -> value > 0);
  }

  /**
   * Whether rates are counts of one second: whole numbers all, of sectors too, beside figures that
   * are not, so that they were printed with a fraction. Averages of a longer time are none.
   */
  private static boolean counts(Report report) {
    int told = 0;
    boolean fraction = report.cpu().values().stream().anyMatch(value -> value % 1 != 0);
    for (Row row : report.rows()) {
      for (Figure figure : Figure.values()) {
        double value = row.figure(figure);
        if (figure.isRate() && !whole(figure, value)) {
          return false;
        }
        told += figure.isRate() && value > 0 ? 1 : 0;
        fraction |= !figure.isRate() && value % 1 != 0 && !Double.isNaN(value);
      }
    }
    return fraction && told >= ENOUGH;
  }

  private static boolean whole(Figure figure, double value) {
    double sectors = figure.isKib() ? 2 * value : value;
    return Double.isNaN(value) || sectors % 1 == 0;
  }

  private static boolean alike(Report first, Report next) {
    double one = first.seconds().orElse(Double.NaN);
    double other = next.seconds().orElse(Double.NaN);
    return one < other * ALIKE && other < one * ALIKE;
  }
}
