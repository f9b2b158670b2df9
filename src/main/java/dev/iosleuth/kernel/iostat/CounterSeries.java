package dev.iosleuth.kernel.iostat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies of counters one after the other, as reports of what lies between them. Each report is held
 * until the next copy shows whether the counters at its end were damaged.
 */
final class CounterSeries {
  private static final String GOES_ON = "counters between those of the copies before and behind it";

  private final Report.Kind kind;
  private final FirstReports out;
  private final Damage damage;
  private Map<String, Device> devices = Map.of();
  private @Nullable Report held;
  private @Nullable Stamp stampBefore;
  private long lostBefore;
  private boolean first = true;

  CounterSeries(Report.Kind kind, FirstReports out, Damage damage) {
    this.kind = kind;
    this.out = out;
    this.damage = damage;
  }

  /**
   * A device in one copy.
   *
   * @param counters empty if no more than its name was understood
   * @param number of its line in the log
   */
  record Line(String name, Optional<Counters> counters, long number) {}

  /**
   * What is known of a device when the next copy comes.
   *
   * @param last in the copy before
   * @param earlier the last counters before these that can be relied on
   */
  private record Device(Line last, Optional<Counters> earlier) {
    /** Times are printed in whole seconds. */
    private static final double CLOCK_SECONDS = 1;

    private static final double MS = 1000;

    /**
     * Whether the last counters are nobody's: the next ones go on from those before them, and they
     * do not lie in between. A device that began anew (a reboot) would be below both, or not yet
     * have been busy for so long.
     */
    boolean damaged(Line next, double seconds) {
      if (earlier.isEmpty() || last.counters.isEmpty() || next.counters.isEmpty()) {
        return false;
      }
      Counters before = earlier.get();
      Counters between = last.counters.get();
      Counters now = next.counters.get();
      boolean older = now.busyMs() > (seconds + CLOCK_SECONDS) * MS;
      boolean outside = between.goesBack(before) || (older && now.goesBack(between));
      return outside && !now.goesBack(before);
    }

    /** The interval up to the next copy. */
    Row until(Line next, double seconds) {
      if (next.counters.isEmpty()) {
        return Counters.unknown(next.name, Row.State.DAMAGED);
      }
      return last.counters
          .map(before -> next.counters.get().since(before, seconds))
          .orElseGet(() -> Counters.unknown(next.name, Row.State.UNKNOWN));
    }
  }

  /** Whether the copy before has a device of this name. */
  boolean knows(String name) {
    return devices.containsKey(name);
  }

  /**
   * One copy; the first is of all time since the host started.
   *
   * @param lost rows of it of which not even the name was understood
   */
  void add(List<Line> copy, @Nullable Stamp stamp, long lost) {
    if (copy.isEmpty()) {
      return;
    }
    OptionalDouble seconds =
        stamp != null && stampBefore != null ? stamp.since(stampBefore) : OptionalDouble.empty();
    List<Row> rows = rows(copy, seconds.orElse(Double.NaN));
    held =
        new Report(
            kind,
            first ? Report.Basis.SINCE_BOOT : Report.Basis.INTERVAL,
            Optional.ofNullable(stamp).map(Stamp::text),
            Optional.empty(),
            seconds,
            Map.of(),
            rows,
            // without its first reading an interval is lost, too
            lost + lostBefore,
            0);
    lostBefore = lost;
    first = false;
    stampBefore = stamp;
  }

  /** Those up to this copy; what it shows of the report before goes out with that. */
  private List<Row> rows(List<Line> copy, double seconds) {
    var rows = new ArrayList<Row>();
    var now = new HashMap<String, Device>();
    var damaged = new HashSet<String>();
    for (Line line : copy) {
      Device device = devices.get(line.name);
      if (device == null) {
        if (first) {
          rows.add(since(line));
        }
        now.put(line.name, new Device(line, Optional.empty()));
      } else if (device.damaged(line, seconds)) {
        tell(device.last);
        damaged.add(line.name);
        rows.add(Counters.unknown(line.name, Row.State.UNKNOWN));
        now.put(line.name, new Device(line, device.earlier));
      } else {
        rows.add(device.until(line, seconds));
        now.put(line.name, new Device(line, device.last.counters.or(device::earlier)));
      }
    }
    devices = now;
    release(damaged);
    return rows;
  }

  private static Row since(Line line) {
    return line.counters
        .map(Counters::alone)
        .orElseGet(() -> Counters.unknown(line.name, Row.State.DAMAGED));
  }

  private void tell(Line line) {
    damage.add(line.number, GOES_ON, line.counters.map(Counters::text).orElse(line.name));
  }

  /** Something else follows, or nothing. */
  void flush() {
    release(Set.of());
  }

  private void release(Set<String> damaged) {
    Report report = held;
    if (report != null) {
      held = null;
      out.accept(damaged.isEmpty() ? report : without(report, damaged));
    }
  }

  private static Report without(Report report, Set<String> damaged) {
    return report.with(
        report.rows().stream()
            .map(row ->
                damaged.contains(row.name())
                    ? Counters.unknown(row.name(), Row.State.DAMAGED)
                    : row)
            .toList());
  }
}
