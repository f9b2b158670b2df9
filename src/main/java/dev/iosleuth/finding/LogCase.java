package dev.iosleuth.finding;

import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.iostat.Row;
import dev.iosleuth.ledger.iostat.Attendance;
import dev.iosleuth.reading.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a case of the reports of a log, as they come and in bounded memory. */
public final class LogCase implements Consumer<Report> {
  private static final String LOG = "a log says nothing of it: take a recording (iosleuth capture)";

  private static final String NO_TIMES =
      "nothing tells how long the intervals are, so there are no rates (vmstat -dt; date beside"
          + " /proc/diskstats)";

  /** A log with more names holds no devices. */
  private static final int MOST_DEVICES = 2_000;

  private final Timeline timeline = new Timeline();
  private final Figures.Draft draft = new Figures.Draft();
  private final Map<String, Listed> names = new LinkedHashMap<>();
  private final Attendance attendance = new Attendance();
  private final Map<String, Double> cpu = new LinkedHashMap<>();
  private double cpuSeconds;
  private double seconds;

  /** Of the last report that told: one that does not is as long. */
  private double length = 1;

  private final Function<Report, Optional<Instant>> clock;
  private final boolean wanted;
  private @Nullable Report boot;
  private Report.Basis basis = Report.Basis.INTERVAL;
  private boolean any;
  private boolean processes;

  /** Whether any row was: what is left of damaged ones alone tells nothing for sure. */
  private boolean understood;

  /** Whether any report said how long it is: only then are the others known to be as long. */
  private boolean timed;

  /** Whether it counts without saying from when to when. */
  private boolean untimed;

  /** Whom the log lists. */
  private static final class Listed {
    private Report.Kind kind;

    /** Whether a row without damage was read. */
    private boolean understood;

    Listed(Report.Kind kind) {
      this.kind = kind;
    }
  }

  /** Of devices, at no known time. */
  public LogCase() {
    this(_ -> Optional.empty(), false);
  }

  /**
   * @param clock tells when the interval of a report ended
   * @param wanted whether processes are what is looked for, in the place of devices
   */
  public LogCase(Function<Report, Optional<Instant>> clock, boolean wanted) {
    this.clock = clock;
    this.wanted = wanted;
  }

  @Override
  public void accept(Report report) {
    if (report.kind().processes() != wanted) {
      processes |= report.kind().processes();
      return;
    }
    switch (report.basis()) {
      case SINCE_BOOT, PERHAPS_SINCE_BOOT -> {
        boot = report;
        attendance.add(report, report.apart());
      }
      case AVERAGE, UNMEASURED -> {
        // of the others, or of no time: nothing new
      }
      case INTERVAL, EITHER -> {
        basis = any ? Report.Basis.INTERVAL : report.basis();
        any = true;
        add(report);
      }
    }
  }

  private void add(Report report) {
    untimed |= report.kind().counters() && report.seconds().isEmpty();
    timed |= report.seconds().isPresent();
    length = report.seconds().orElse(length);
    seconds += length;
    long nanos = (long) (length * 1e9);
    Step.Sum sum =
        timeline.open(
            report.time().orElse(""), clock.apply(report).map(end -> end.minusNanos(nanos)));
    List<Row> rows = report.apart();
    for (Row row : rows) {
      add(report.kind(), row, sum);
    }
    Attendance.Missing missing = attendance.add(report, rows);
    if (!missing.names().isEmpty()) {
      missing(missing, sum);
    }
    if (!report.cpu().isEmpty()) {
      report.cpu().forEach((heading, share) -> cpu.merge(heading, share * length, Double::sum));
      cpuSeconds += length;
    }
    sum.add(length, report.cpu());
    timeline.counted();
  }

  private void missing(Attendance.Missing missing, Step.Sum sum) {
    Figures.Gaps gap =
        missing.lost() ? new Figures.Gaps(length, 0, 0) : new Figures.Gaps(0, 0, length);
    missing.names().stream().filter(names::containsKey).forEach(name -> sum.gap(name, gap));
  }

  /** Of a damaged row the rest counts only where there is nothing better. */
  private void add(Report.Kind kind, Row row, Step.Sum sum) {
    Listed listed = names.get(row.name());
    if (listed == null) {
      if (names.size() == MOST_DEVICES) {
        return;
      }
      listed = new Listed(kind);
      names.put(row.name(), listed);
    }
    listed.kind = kind;
    listed.understood |= row.whole();
    understood |= row.understood();
    if (row.whole()) {
      sum.add(row.name(), draft.fill(row, length), length);
    } else if (listed.understood) {
      sum.gap(row.name(), new Figures.Gaps(length, 0, 0));
    } else {
      sum.add(row.name(), draft.fill(row, length), length);
      sum.gap(row.name(), new Figures.Gaps(0, length, 0));
    }
  }

  /** Of all that came. */
  public Case build() {
    Report since = boot;
    if (!any && since != null) {
      basis = Report.Basis.SINCE_BOOT;
      add(since);
    }
    String nothing = processes ? "the log lists processes, not devices" : "the log holds no report";
    Map<String, Figures> whole = new LinkedHashMap<>();
    List<Step> steps = steps(whole);
    boolean told = !names.isEmpty() && understood;
    return new Case(
        ceiling(),
        told && timed && !untimed ? seconds : Double.NaN,
        told ? Reading.known(devices(whole)) : Reading.absent(nothing),
        told ? Reading.known(steps) : Reading.absent(nothing),
        cpuSeconds > 0
            ? Reading.known(shares())
            : Reading.absent("the log does not say what the processors did"),
        Reading.absent(LOG),
        Reading.absent(LOG),
        Reading.absent(LOG),
        Reading.absent(LOG),
        Optional.empty());
  }

  private Confidence ceiling() {
    return switch (basis) {
      case INTERVAL, AVERAGE, UNMEASURED -> Confidence.HIGH;
      case EITHER -> Confidence.MEDIUM;
      case SINCE_BOOT, PERHAPS_SINCE_BOOT -> Confidence.LOW;
    };
  }

  private Map<String, Double> shares() {
    var shares = new LinkedHashMap<>(cpu);
    shares.replaceAll((_, sum) -> sum / cpuSeconds);
    return shares;
  }

  /**
   * All intervals, by what it means not to be listed in one.
   *
   * @param whole takes what each device did in all of them
   */
  private List<Step> steps(Map<String, Figures> whole) {
    List<Step> listed = timeline.steps();
    names.keySet().forEach(name -> whole.put(name, Figures.nothing()));
    // a damaged row that came before any other tells less than those after it
    Map<String, Figures> best = new HashMap<>();
    for (Step step : listed) {
      step.devices()
          .forEach((name, figures) -> {
            if (!figures.empty()) {
              best.merge(name, figures, (one, other) -> one.tells(other) ? one : other);
            }
          });
    }
    var steps = new ArrayList<Step>(listed.size());
    for (Step step : listed) {
      var devices = new HashMap<String, Figures>();
      step.devices()
          .forEach((name, figures) -> {
            Figures told = told(name, figures, best.getOrDefault(name, figures));
            whole.merge(name, told, Figures::plus);
            if (!told.empty()) {
              devices.put(name, told);
            }
          });
      steps.add(step.with(devices));
    }
    // one that came later had been left out before
    whole.replaceAll(
        (name, figures) -> idle(name) ? figures.within(seconds).idleWhereMissing() : figures);
    return List.copyOf(steps);
  }

  private Figures told(String name, Figures figures, Figures best) {
    Figures known = figures.empty() || figures.tells(best) ? figures : figures.asDamaged();
    return idle(name) ? known.idleWhereMissing() : known;
  }

  private boolean idle(String name) {
    Listed listed = names.get(name);
    return listed != null && attendance.leavesOutIdle(listed.kind);
  }

  /** Where no name is known for a disk's, each may be one. */
  private List<Device> devices(Map<String, Figures> whole) {
    boolean disks =
        whole.keySet().stream().anyMatch(name -> DeviceKinds.bottom(DeviceKinds.of(name)));
    var devices = new ArrayList<Device>();
    whole.forEach((name, figures) -> {
      Device.Kind kind = DeviceKinds.of(name);
      boolean bottom = disks ? DeviceKinds.bottom(kind) : kind != Device.Kind.PARTITION;
      devices.add(new Device(name, name, kind, bottom, told(figures), Optional.empty()));
    });
    return devices;
  }

  private Reading<Figures> told(Figures figures) {
    return untimed ? Reading.absent(NO_TIMES) : Reading.known(figures);
  }
}
