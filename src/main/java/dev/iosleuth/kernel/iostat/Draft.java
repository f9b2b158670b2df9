package dev.iosleuth.kernel.iostat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The report that is being read: its tables, until it is known to be whole. */
final class Draft {
  private record Part(Table table, List<Row> rows) {}

  private final List<Part> parts = new ArrayList<>();
  private final Map<String, Double> cpu = new LinkedHashMap<>();
  private List<Row> rows = List.of();
  private @Nullable Stamp stamp;
  private boolean average;
  private double told;
  private long lost;

  void begin(Table table) {
    rows = new ArrayList<>();
    parts.add(new Part(table, rows));
  }

  void add(Row row) {
    rows.add(row);
  }

  void cpu(String heading, double value) {
    cpu.put(heading, value);
  }

  void stamp(@Nullable Stamp time) {
    stamp = time;
  }

  /** How long it is, where the tool says so itself. */
  void seconds(double length) {
    told = length;
  }

  boolean timed() {
    return told > 0;
  }

  /** A row of it was not understood, and nothing tells whose it is. */
  void lost() {
    lost++;
  }

  /** Of all reports before it. */
  void average() {
    average = true;
  }

  @Nullable Stamp stamp() {
    return stamp;
  }

  boolean hasCpu() {
    return !cpu.isEmpty();
  }

  boolean hasTables() {
    return !parts.isEmpty();
  }

  /** Whether it has one of these columns: then they are of another report. */
  boolean has(Table table) {
    return parts.stream()
        .flatMap(part -> part.table().layout().headings().stream())
        .anyMatch(table.layout().headings()::contains);
  }

  boolean startedWith(String name) {
    return !rows.isEmpty() && rows.getFirst().name().equals(name);
  }

  /** Whether its table has the same figures of that device. */
  boolean has(Row row) {
    return rows.stream()
        .filter(of -> of.name().equals(row.name()))
        .anyMatch(of -> Arrays.equals(of.printed(), row.printed()));
  }

  /** A device's second row: where the two differ, one is another's, and nothing tells which. */
  void twice(Row second) {
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (!row.name().equals(second.name()) || !second.understood()) {
        continue;
      }
      if (!row.understood()) {
        rows.set(i, second);
      } else if (!Arrays.equals(row.printed(), second.printed())) {
        double[] nothing = unknown(row.printed().length);
        rows.set(i, new Row(row.name(), row.layout(), nothing, Row.State.DAMAGED));
        lost();
      }
    }
  }

  /** What was read; empty if that is nothing. */
  Optional<Report> finish(@Nullable Stamp before) {
    if (parts.isEmpty() && cpu.isEmpty()) {
      return Optional.empty();
    }
    Report.Kind kind = parts.isEmpty() ? Report.Kind.IOSTAT : parts.getFirst().table().kind();
    List<Row> all = parts.size() == 1 ? rows : joined();
    return Optional.of(
        new Report(
            kind,
            average ? Report.Basis.AVERAGE : Report.Basis.INTERVAL,
            Optional.ofNullable(stamp).map(Stamp::text),
            Optional.empty(),
            seconds(all, before),
            cpu,
            all,
            lost,
            0));
  }

  private OptionalDouble seconds(List<Row> all, @Nullable Stamp before) {
    if (timed()) {
      return OptionalDouble.of(told);
    }
    OptionalDouble length = Totals.seconds(all);
    if (length.isPresent() || stamp == null || before == null || average) {
      return length;
    }
    return stamp.since(before);
  }

  /** iostat --pretty prints reads, writes, discards and the rest of the same devices apart. */
  private List<Row> joined() {
    Layout layout = Layout.joined(parts.stream().map(part -> part.table().layout()).toList());
    var printed = new LinkedHashMap<String, double[]>();
    var states = new HashMap<String, Row.State>();
    int column = 0;
    for (Part part : parts) {
      for (Row row : part.rows()) {
        double[] whole =
            printed.computeIfAbsent(row.name(), _ -> unknown(layout.headings().size()));
        System.arraycopy(row.printed(), 0, whole, column, row.printed().length);
        states.merge(
            row.name(), row.state(), (one, other) -> one.compareTo(other) > 0 ? one : other);
      }
      column += part.table().layout().headings().size();
    }
    var joined = new ArrayList<Row>();
    printed.forEach((name, figures) ->
        joined.add(new Row(name, layout, figures, states.getOrDefault(name, Row.State.WHOLE))));
    return joined;
  }

  private static double[] unknown(int count) {
    var figures = new double[count];
    Arrays.fill(figures, Double.NaN);
    return figures;
  }
}
