package dev.iosleuth.finding;

import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.iostat.Row;
import dev.iosleuth.reading.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Map<String, Report.Kind> names = new LinkedHashMap<>();
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

  /** Whether any report said how long it is: only then are the others known to be as long. */
  private boolean timed;

  /** Whether it counts without saying from when to when. */
  private boolean untimed;

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
      case SINCE_BOOT, PERHAPS_SINCE_BOOT -> boot = report;
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
    for (Row row : report.apart()) {
      if (names.size() == MOST_DEVICES && !names.containsKey(row.name())) {
        continue;
      }
      names.put(row.name(), report.kind());
      sum.add(row.name(), draft.fill(row, length), length);
    }
    if (report.apart().size() < names.size()) {
      leftOut(report).forEach(name -> sum.idle(name, length));
    }
    if (!report.cpu().isEmpty()) {
      report.cpu().forEach((heading, share) -> cpu.merge(heading, share * length, Double::sum));
      cpuSeconds += length;
    }
    sum.add(length, report.cpu());
    timeline.counted();
  }

  /** Tools leave out what did nothing ({@code iostat -z}, pidstat), though they had it before. */
  private Set<String> leftOut(Report report) {
    var missing = new LinkedHashSet<String>();
    names.forEach((name, kind) -> {
      if (kind == report.kind()) {
        missing.add(name);
      }
    });
    report.apart().forEach(row -> missing.remove(row.name()));
    return missing;
  }

  /** Of all that came. */
  public Case build() {
    Report since = boot;
    if (!any && since != null) {
      basis = Report.Basis.SINCE_BOOT;
      add(since);
    }
    String nothing = processes ? "the log lists processes, not devices" : "the log holds no report";
    List<Step> steps = timeline.steps();
    boolean told = !names.isEmpty();
    return new Case(
        ceiling(),
        told && timed && !untimed ? seconds : Double.NaN,
        told ? Reading.known(devices(steps)) : Reading.absent(nothing),
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

  /** Where no name is known for a disk's, each may be one. */
  private List<Device> devices(List<Step> steps) {
    Map<String, Figures> whole = new LinkedHashMap<>();
    names.keySet().forEach(name -> whole.put(name, Figures.nothing()));
    for (Step step : steps) {
      step.devices().forEach((name, figures) -> whole.merge(name, figures, Figures::plus));
    }
    // one that came later had been left out before
    whole.replaceAll((_, figures) -> figures.within(seconds));
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
