package dev.iosleuth.view.text;

import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.ledger.iostat.DeviceLog;
import dev.iosleuth.ledger.iostat.LogSummary;
import dev.iosleuth.ledger.iostat.Statistic;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A log in sentences: which device, how busy, what for. */
final class LogWords {
  private static final double KIB = 1024;
  private static final double DAY = 86_400;
  private static final int MOST_ABSURD = 3;

  private LogWords() {}

  /**
   * @param damaged rows that were not understood
   */
  static String of(LogSummary log, long damaged) {
    if (log.devices().isEmpty() && damaged > 0) {
      return "Not one row was understood ("
          + Units.count(damaged, "is", "are")
          + " not, see below), so nothing tells what was active.";
    }
    if (log.devices().isEmpty()) {
      return "The log holds reports, and no device in them: none was active, or none was asked"
          + " for.";
    }
    DeviceLog first = log.devices().getFirst();
    String name = Escape.terminal(first.name(), 32);
    if (log.processes() && !first.kib().known()) {
      return "Nothing tells what "
          + Units.count(log.devices().size(), "process", "processes")
          + " read and wrote.";
    }
    if (log.kinds().stream().anyMatch(Report.Kind::counters)
        && log.devices().stream().anyMatch(d -> !d.kib().known() && !d.busy().known())) {
      return "Nothing tells how long the intervals are, so there are no rates: print the time with"
          + " each reading (vmstat -dt; date beside /proc/diskstats).";
    }
    if (!first.kib().known() && !first.busy().known()) {
      return "Nothing tells how busy "
          + name
          + " is, or how much it moves."
          + absurd(first, log)
          + work(first);
    }
    if (!(first.busy().worst() > 0) && !(first.kib().worst() > 0)) {
      return (log.processes() ? "No process" : "No device") + " did anything in it.";
    }
    if (log.processes()) {
      return name + " moves most: " + mebi(first.kib()) + worst(log, first.kib()) + ".";
    }
    var text = new StringBuilder(name);
    if (first.busy().known()) {
      text.append(log.devices().size() == 1 ? " is " : " is the busiest: ")
          .append(Units.percent(first.busy().mean() / 100))
          .append(" busy");
      if (several(log)) {
        text.append(" on average, ")
            .append(Units.percent(first.busy().worst() / 100))
            .append(" at worst")
            .append(when(first.busy()));
      }
    } else {
      text.append(log.devices().size() == 1 ? " moves " : " moves most: ")
          .append(mebi(first.kib()))
          .append(worst(log, first.kib()));
    }
    text.append('.').append(damaged(first, log)).append(absurd(first, log)).append(work(first));
    if (first.waits().known()) {
      text.append(" A request takes ").append(Units.span(first.waits().mean()));
      if (several(log)) {
        text.append(", ")
            .append(Units.span(first.waits().worst()))
            .append(" at worst")
            .append(when(first.waits()));
      }
      text.append('.');
    }
    // those whose %util is not known stand behind the others, however busy they were
    log.devices().stream()
        .skip(1)
        .filter(device -> device.absurd() > 0)
        .limit(MOST_ABSURD)
        .forEach(device -> text.append(absurd(device, log)));
    return text.toString();
  }

  private static String work(DeviceLog device) {
    double transfers = device.transfers().mean();
    if (!(transfers > 0)) {
      return "";
    }
    String size = device.size() > 0 ? " of " + Units.size(device.size() * KIB) : "";
    return device.reads().known() && device.writes().known()
        ? " It does "
            + Units.spokenRate(device.reads().mean())
            + " reads/s and "
            + Units.spokenRate(device.writes().mean())
            + " writes/s"
            + (size.isEmpty() ? "" : ", " + size.strip() + " each on average")
            + "."
        : " It does " + Units.spokenRate(transfers) + " requests/s" + size + ".";
  }

  private static String absurd(DeviceLog device, LogSummary log) {
    return device.absurd() == 0
        ? ""
        : " The %util of "
            + Escape.terminal(device.name(), 32)
            + " cannot be: "
            + printed(device.mostAbsurd())
            + (several(log)
                ? " at worst, in "
                    + Units.whole(device.absurd())
                    + " of its "
                    + Units.whole(log.reports())
                    + " reports, which are left out of how busy it is"
                : "")
            + ".";
  }

  /** {@code -0.50 %} as it stands there, {@code 300 %}. */
  private static String printed(double percent) {
    return Math.abs(percent) < 100
        ? String.format(Locale.ROOT, "%.2f %%", percent)
        : Units.percent(percent / 100);
  }

  private static String damaged(DeviceLog device, LogSummary log) {
    return device.doubtful()
        ? " That is of what was understood: "
            + Units.whole(device.damaged())
            + " of its "
            + Units.whole(log.reports())
            + " reports are damaged."
        : "";
  }

  /** What was made of devices that do not stand in all reports; empty where all do. */
  static String missing(LogSummary log) {
    List<DeviceLog> some = log.devices().stream().filter(device -> device.missing() > 0).toList();
    if (some.isEmpty() || log.processes()) {
      return "";
    }
    if (log.idle()) {
      return "No row is all zero and devices come and go, as iostat -z prints it: a device that a"
          + " report leaves out is counted as idle in it.";
    }
    DeviceLog first = some.getFirst();
    int others = some.size() - 1;
    return Escape.terminal(first.name(), 32)
        + " stands in "
        + Units.whole(log.reports() - first.missing())
        + " of "
        + Units.whole(log.reports())
        + " reports"
        + (others > 0 ? ", " + Units.count(others, "other", "others") + " not in all, either" : "")
        + ": taken not to have been there in the rest, which its means leave out."
        + (log.devices().stream().allMatch(LogWords::neverIdle)
            ? " Had iostat -z left it out for doing nothing, they would be lower."
            : "");
  }

  /** Where too much time lies between two reports; empty where it does not. */
  static String skips(LogSummary log) {
    LogSummary.Skips skips = log.skips();
    return skips.times() == 0
        ? ""
        : "Before "
            + Escape.terminal(skips.first(), 32)
            + " "
            + span(skips.seconds())
            + " are missing"
            + (skips.times() == 1
                ? ""
                : ", and before " + Units.count(skips.times() - 1, "other report", "other reports"))
            + ": a gap, or a damaged time; what follows it counts for as long as the others.";
  }

  /** Where its times go back; empty where they do not. */
  static String back(LogSummary log) {
    LogSummary.Back back = log.back();
    if (back.times() == 0) {
      return "";
    }
    return "Its times go back by "
        + span(back.seconds())
        + (back.times() == 1
            ? ""
            : " and " + Units.count(back.times() - 1, "other time", "other times"))
        + ", from "
        + Escape.terminal(back.from(), 32)
        + " to "
        + Escape.terminal(back.to(), 32)
        + ": the clock was set, or its parts stand in another order.";
  }

  /** Whether nothing shows that devices are listed that do nothing. */
  private static boolean neverIdle(DeviceLog device) {
    return device.transfers().mean() > 0 || device.busy().mean() > 0;
  }

  private static String mebi(Statistic kib) {
    return Units.mebi(kib.mean() * KIB) + " MiB/s";
  }

  private static String worst(LogSummary log, Statistic kib) {
    return several(log) && kib.known()
        ? " on average, " + Units.mebi(kib.worst() * KIB) + " at most" + when(kib)
        : "";
  }

  private static boolean several(LogSummary log) {
    return log.reports() > 1;
  }

  private static String when(Statistic statistic) {
    return statistic.when().isEmpty() ? "" : " (" + Escape.terminal(statistic.when(), 32) + ")";
  }

  /** What the figures are means of; empty where that goes without saying. */
  static String basis(LogSummary log) {
    String span = log.seconds().isPresent() ? " of " + span(log.seconds().getAsDouble()) : "";
    return switch (log.basis()) {
      case EITHER ->
          "One report alone: the average since boot, or one interval"
              + span
              + ": cannot tell. Trust it less. (--keep-first: it is an interval, since the log was"
              + " made with iostat -y.)";
      case SINCE_BOOT, PERHAPS_SINCE_BOOT, UNMEASURED ->
          "All of it is the average since boot: nothing of the present.";
      case INTERVAL, AVERAGE -> log.setAside() == 0 ? "" : setAside(log);
    };
  }

  private static String setAside(LogSummary log) {
    if (log.kinds().equals(Set.of(Report.Kind.IOTOP))) {
      return "The first report is of no time, as iotop's is, and set aside.";
    }
    boolean one = log.setAside() == 1;
    if (log.doubtful()) {
      return (one
              ? "The first report is taken as the average since boot, and set aside."
              : Units.whole(log.setAside())
                  + " first reports, one of each run, are taken as averages since boot, and set"
                  + " aside.")
          + " iostat -y would leave that average out: then the first report is an interval like the"
          + " others, and --keep-first counts it.";
    }
    return one
        ? "The first report is the average since boot, and set aside."
        : Units.whole(log.setAside())
            + " reports are averages since boot, one of each run, and set aside.";
  }

  private static String span(double seconds) {
    return seconds < 2 * DAY
        ? Units.span(seconds * 1000)
        : Units.whole(Math.round(seconds / DAY)) + " days";
  }

  static String what(LogSummary log) {
    String kinds =
        log.kinds().stream()
            .sorted()
            .map(Report.Kind::name)
            .map(name -> name.toLowerCase(java.util.Locale.ROOT))
            .reduce((one, other) -> one + ", " + other)
            .orElse("");
    return kinds + " · " + Units.count(log.reports(), "report", "reports");
  }
}
