package dev.iosleuth.kernel.iostat;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the first report of a run is. iostat's own first one is of all time since the host
 * started, unless -y left it out or the log begins later. Which of them it is, totals show, figures
 * that are whole counts of so many seconds, or the call itself where it was pasted, too. Times do
 * not: with -y the tool prints its banner, too, and the first time after the first interval.
 * iotop's first one is of no time.
 */
final class FirstReports {
  /** Intervals of one run differ by less: the tool sleeps for so long each time. */
  private static final double ALIKE = 1.5;

  /** Nobody reads more. */
  private static final int MOST_HOSTS = 100;

  private final Map<Report.Kind, Rhythm> rhythms = new EnumMap<>(Report.Kind.class);
  private final Consumer<Report> consumer;
  private final boolean kept;
  private @Nullable Report held;
  private final Set<String> hosts = new LinkedHashSet<>();
  private boolean begun;
  private Optional<Call> call = Optional.empty();
  private Optional<String> day = Optional.empty();

  /**
   * @param kept whether one of which nothing tells is an interval: somebody knows
   */
  FirstReports(Consumer<Report> consumer, boolean kept) {
    this.consumer =
        report ->
            consumer.accept(rhythms.computeIfAbsent(report.kind(), _ -> new Rhythm()).of(report));
    this.kept = kept;
  }

  /** Where the tools ran, in the order in which they first say so. */
  Set<String> hosts() {
    return Collections.unmodifiableSet(hosts);
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
      consumer.accept(told(first, report));
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
   * @param host where it ran, as it printed it
   */
  void newRun(Optional<String> printed, Optional<String> host) {
    host.filter(_ -> hosts.size() < MOST_HOSTS).ifPresent(hosts::add);
    flush();
    rhythms.clear();
    // the call above a banner is that of its run
    call = begun ? Optional.empty() : call;
    begun = false;
    day = printed;
  }

  /** What follows was printed by this call of iostat. */
  void called(Call typed) {
    newRun(Optional.empty(), Optional.empty());
    call = Optional.of(typed);
  }

  void flush() {
    Report alone = held;
    if (alone != null) {
      held = null;
      boolean iotop = alone.kind() == Report.Kind.IOTOP;
      consumer.accept(iotop ? alone : alone.with(typed().orElse(Report.Basis.EITHER)));
    }
  }

  private Report told(Report first, Report next) {
    if (first.kind() == Report.Kind.IOTOP) {
      return first.with(idle(first) ? Report.Basis.UNMEASURED : Report.Basis.INTERVAL);
    }
    Report.Basis basis = shown(first, next).or(this::typed).orElse(Report.Basis.PERHAPS_SINCE_BOOT);
    Report told = first.with(basis);
    // the tool sleeps for the same time before each
    return basis == Report.Basis.INTERVAL && first.seconds().isEmpty()
        ? told.lasting(next.seconds())
        : told;
  }

  /** By the figures. */
  private static Optional<Report.Basis> shown(Report first, Report next) {
    if (first.seconds().isPresent() && next.seconds().isPresent()) {
      // kB_wrtn by kB_wrtn/s
      return Optional.of(alike(first, next) ? Report.Basis.INTERVAL : Report.Basis.SINCE_BOOT);
    }
    return WholeCounts.alike(first, next) ? Optional.of(Report.Basis.INTERVAL) : Optional.empty();
  }

  /** By who reads the log, or made it. */
  private Optional<Report.Basis> typed() {
    if (kept) {
      return Optional.of(Report.Basis.INTERVAL);
    }
    return call.map(known -> known.omits() ? Report.Basis.INTERVAL : Report.Basis.SINCE_BOOT);
  }

  private static boolean idle(Report report) {
    return report.rows().stream()
        .flatMapToDouble(row -> Arrays.stream(row.printed()))
        .noneMatch(value -> value > 0);
  }

  private static boolean alike(Report first, Report next) {
    double one = first.seconds().orElse(Double.NaN);
    double other = next.seconds().orElse(Double.NaN);
    return one < other * ALIKE && other < one * ALIKE;
  }
}
