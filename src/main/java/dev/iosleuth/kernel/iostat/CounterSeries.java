package dev.iosleuth.kernel.iostat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Readings of counters one after the other, as reports of what lies between them. */
final class CounterSeries {
  private final Report.Kind kind;
  private final FirstReports out;
  private Map<String, Counters> before = Map.of();
  private @Nullable Stamp stampBefore;
  private long lostBefore;
  private boolean first = true;

  CounterSeries(Report.Kind kind, FirstReports out) {
    this.kind = kind;
    this.out = out;
  }

  /**
   * One reading; the first is of all time since the host started.
   *
   * @param lost rows of it that were not understood
   */
  void add(List<Counters> reading, @Nullable Stamp stamp, long lost) {
    if (reading.isEmpty()) {
      return;
    }
    OptionalDouble seconds =
        stamp != null && stampBefore != null ? stamp.since(stampBefore) : OptionalDouble.empty();
    var rows = new ArrayList<Row>();
    var now = new HashMap<String, Counters>();
    for (Counters one : reading) {
      Counters earlier = before.get(one.name());
      if (first) {
        rows.add(one.alone());
      } else if (earlier != null) {
        rows.add(one.since(earlier, seconds.orElse(Double.NaN)));
      }
      now.put(one.name(), one);
    }
    out.accept(
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
            0));
    lostBefore = lost;
    first = false;
    before = now;
    stampBefore = stamp;
  }
}
