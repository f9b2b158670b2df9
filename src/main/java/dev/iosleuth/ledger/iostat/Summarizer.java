package dev.iosleuth.ledger.iostat;

import dev.iosleuth.kernel.iostat.LogClock;
import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.iostat.Row;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sums up reports as they come. */
public final class Summarizer implements Consumer<Report> {
  /** Each takes some tens of kilobytes; a log with more names holds no devices. */
  private static final int MOST_DEVICES = 2_000;

  private final Map<String, DeviceGauges> devices = new LinkedHashMap<>();
  private final Before before = new Before();
  private final Attendance attendance = new Attendance();
  private final Set<Report.Kind> kinds = EnumSet.noneOf(Report.Kind.class);
  private @Nullable Report boot;
  private Report.Basis basis = Report.Basis.INTERVAL;
  private long reports;
  private long setAside;
  private long averages;
  private boolean doubtful;
  private boolean understood;
  private long untold;
  private double seconds;

  /** Of the last report that told: one that does not is as long. */
  private double length = 1;

  private String first = "";
  private String last = "";
  private String day = "";
  private LogSummary.Back back = LogSummary.Back.NEVER;
  private LogSummary.Skips skips = LogSummary.Skips.NONE;

  @Override
  public void accept(Report report) {
    kinds.add(report.kind());
    switch (report.basis()) {
      case SINCE_BOOT, PERHAPS_SINCE_BOOT -> {
        setAside++;
        doubtful |= report.basis() == Report.Basis.PERHAPS_SINCE_BOOT;
        boot = report;
        attendance.add(report, report.apart());
      }
      case UNMEASURED -> setAside++;
      case AVERAGE -> averages++;
      case INTERVAL, EITHER -> {
        basis = reports == 0 ? report.basis() : Report.Basis.INTERVAL;
        count(report);
      }
    }
  }

  private void count(Report report) {
    reports++;
    String time = report.time().orElse("");
    seconds += report.seconds().orElse(Double.NaN);
    length = report.seconds().orElse(length);
    first = first.isEmpty() ? time : first;
    if (report.skipped() > 0) {
      skips = skips.and(time, report.skipped());
    }
    if (!time.isEmpty()) {
      clock(time, report.day().orElse(""));
    }
    String when = time.isEmpty() ? "report " + (reports + setAside) : time;
    List<Row> rows = report.apart();
    for (Row row : rows) {
      DeviceGauges gauges = devices.get(row.name());
      if (gauges == null) {
        if (devices.size() == MOST_DEVICES) {
          untold++;
          continue;
        }
        gauges = before.leftOut(report.kind());
        devices.put(row.name(), gauges);
      }
      gauges.add(row, length, when);
      understood |= row.understood();
    }
    Attendance.Missing missing = attendance.add(report, rows);
    for (String name : missing.names()) {
      DeviceGauges gauges = devices.get(name);
      if (gauges != null && gauges.kind() == report.kind()) {
        leftOut(gauges, missing.lost());
      }
    }
    before.add(report.kind(), length);
  }

  private void clock(String time, String printedDay) {
    // asked for of each report, and nearly always the greater text
    if (time.compareTo(last) < 0 && printedDay.equals(day)) {
      OptionalDouble seconds = LogClock.back(last, time);
      if (seconds.isPresent()) {
        back =
            back.times() == 0
                ? new LogSummary.Back(1, last, time, seconds.getAsDouble())
                : new LogSummary.Back(back.times() + 1, back.from(), back.to(), back.seconds());
      }
    }
    last = time;
    day = printedDay;
  }

  private void leftOut(DeviceGauges gauges, boolean lost) {
    if (lost) {
      gauges.lost();
    } else {
      gauges.missing(length);
    }
  }

  /** How many reports there were of each tool, and how long they were. */
  private static final class Before {
    private final Map<Report.Kind, Integer> reports = new EnumMap<>(Report.Kind.class);
    private final Map<Report.Kind, Double> seconds = new EnumMap<>(Report.Kind.class);

    void add(Report.Kind kind, double length) {
      reports.merge(kind, 1, Integer::sum);
      seconds.merge(kind, length, Double::sum);
    }

    /** One that was left out of all of them. */
    DeviceGauges leftOut(Report.Kind kind) {
      var gauges = new DeviceGauges(kind);
      int count = reports.getOrDefault(kind, 0);
      for (int i = 0; i < count; i++) {
        gauges.missing(seconds.getOrDefault(kind, 0.0) / count);
      }
      return gauges;
    }
  }

  /** Of all that came so far. */
  public LogSummary summary() {
    Report since = boot;
    if (reports == 0 && since != null) {
      // nothing else is there
      setAside--;
      boot = null;
      basis = Report.Basis.SINCE_BOOT;
      count(since);
    }
    boolean idle = kinds.stream().allMatch(attendance::leavesOutIdle);
    List<DeviceLog> logs =
        // of a log of which no row was understood the rest of them tells nothing for sure
        (understood ? devices.entrySet() : Set.<Map.Entry<String, DeviceGauges>>of())
            .stream()
                .map(entry -> log(entry.getKey(), entry.getValue()))
                .sorted(
                    Comparator.comparingDouble((DeviceLog device) -> -busy(device, idle))
                        .thenComparingDouble(device -> -zero(device.queue().mean()))
                        .thenComparingDouble(device -> -zero(device.kib().mean()))
                        .thenComparingDouble(device -> -zero(device.transfers().mean()))
                        .thenComparing(device -> !device.kib().known()))
                .toList();
    OptionalDouble length = seconds > 0 ? OptionalDouble.of(seconds) : OptionalDouble.empty();
    return new LogSummary(
        kinds, basis, reports, setAside, doubtful, averages, length, first, last, back, skips, logs,
        idle, untold);
  }

  private DeviceLog log(String name, DeviceGauges gauges) {
    return gauges.log(name, attendance.leavesOutIdle(gauges.kind()));
  }

  /**
   * How busy it was in the mean of all reports: one that stands in a few of them (a disk that was
   * pulled out, a damaged name) is not the busiest for what it did in these. What is not told may
   * be more than nothing.
   *
   * @param idle whether its mean holds the reports without it already
   */
  private static double busy(DeviceLog device, boolean idle) {
    double busy = device.busy().mean();
    if (Double.isNaN(busy)) {
      return Double.MIN_VALUE;
    }
    return idle ? busy : busy * device.reports() / (device.reports() + device.missing());
  }

  private static double zero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
