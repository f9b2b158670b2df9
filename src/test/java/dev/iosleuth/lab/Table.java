package dev.iosleuth.lab;

import dev.iosleuth.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Figures of many runs: median and worst of each scenario and of all, as a table of Markdown. */
final class Table {
  /** The trace follows a load if it saw that much of the bytes that its disks moved. */
  private static final double FOLLOWED = 0.05;

  /** Shares of less device time than that are noise. */
  private static final double LEAST_NANOS = 50e6;

  /** Writes more or less than blktrace has, within an interval on a disk. */
  private static final int NEAR = 2;

  /** Of what blktrace saw of direct loads at the disks, interval by interval, the part on them. */
  private static final String BY_INTERVALS = "direct by intervals";

  private static final String REPLICAS = "replicas";

  private static final List<String> COLUMNS =
      List.of(
          "direct bytes",
          "written back",
          "operations",
          "disks' bytes",
          REPLICAS,
          "unexplained bytes",
          "unexplained operations",
          BY_INTERVALS,
          "jobs off",
          "device time off");

  private final Map<String, Row> rows = new TreeMap<>();

  /** Figures of one scenario, as shares of 1. */
  private static final class Row {
    private final Map<String, List<Double>> values = new TreeMap<>();
    private int runs;
    private int balanced;
    private int intervals;
    private int sameOrder;
    private final List<SuperblockWrites> superblocks = new ArrayList<>();

    void add(String column, double value) {
      values.computeIfAbsent(column, _ -> new ArrayList<>()).add(value);
    }

    void add(Row other) {
      other.values.forEach((column, all) -> all.forEach(value -> add(column, value)));
      runs += other.runs;
      balanced += other.balanced;
      intervals += other.intervals;
      sameOrder += other.sameOrder;
      superblocks.addAll(other.superblocks);
    }
  }

  void add(Run run) {
    Row row = rows.computeIfAbsent(scenario(run.name()), _ -> new Row());
    Score score = Score.of(run.truth(), run.whole());
    row.runs++;
    row.balanced += score.differences().isEmpty() ? 1 : 0;
    score
        .bytes()
        .forEach((how, share) ->
            row.add(how == Load.How.DIRECT ? "direct bytes" : "written back", share.of()));
    if (score.arrivals().total() > 0) {
      row.add("operations", score.arrivals().of());
    }
    if (score.leaves().total() > 0) {
      row.add("disks' bytes", score.leaves().of());
    }
    if (score.replicas().total() > 0) {
      row.add(REPLICAS, score.replicas().of());
    }
    row.add("unexplained bytes", part(score.unexplainedBytes()));
    row.add("unexplained operations", part(score.unexplainedOps()));
    row.superblocks.addAll(run.superblocks());
    run.deviceTime().ifPresent(time -> traced(run, time, row));
  }

  private static double part(Share share) {
    return share.total() == 0 ? 0 : share.of();
  }

  private static void traced(Run run, DeviceTime whole, Row row) {
    JobBytes.of(run, whole).forEach(job -> row.add("jobs off", job.off()));
    if (!follows(run.truth(), whole)) {
      return;
    }
    Share right = TimeShares.bytes(run);
    if (right.total() > 0) {
      row.add(BY_INTERVALS, right.of());
    }
    for (int i = 0; i < run.eachTime().size(); i++) {
      DeviceTime time = run.eachTime().get(i);
      Ledger ledger = run.each().get(i);
      if (time.all() >= LEAST_NANOS) {
        TimeShares shares = TimeShares.of(run.truth(), ledger, time);
        if (!shares.tell()) {
          continue;
        }
        shares.lines().forEach(line -> row.add("device time off", line.pointsOff() / 100));
        row.intervals++;
        row.sameOrder += shares.sameOrder() ? 1 : 0;
      }
    }
  }

  /** Layers that hand bios to threads of their own (RAID5, thin, loop) hide who sent them. */
  private static boolean follows(Truth truth, DeviceTime time) {
    boolean any = false;
    for (Load load : truth.loads()) {
      Truth.Copies copies = truth.copies().get(load.name());
      if (load.how() != Load.How.DIRECT) {
        continue;
      }
      if (copies == null || copies.reads().isEmpty() || copies.writes().isEmpty()) {
        return false;
      }
      double expected =
          (double) load.readBytes() * copies.reads().getAsDouble()
              + (double) load.writeBytes() * copies.writes().getAsDouble();
      if (Math.abs(time.bytes(load.name()) - expected) > expected * FOLLOWED) {
        return false;
      }
      any = true;
    }
    return any;
  }

  /** Without the seed: raid5-7, drbd-pair-7-node1, program-7-script. */
  private static String scenario(String run) {
    return run.replaceFirst("-[0-9]+(?=$|-(node|script|program))", "");
  }

  List<String> lines() {
    var all = new Row();
    rows.values().forEach(all::add);
    return Stream.of(
            Stream.of(
                "| scenario | runs | balance | "
                    + String.join(" | ", COLUMNS)
                    + " | same order of the first three | superblock and bitmap of md |",
                "|---" + "|---:".repeat(COLUMNS.size() + 4) + "|"),
            rows.entrySet().stream().map(row -> line(row.getKey(), row.getValue())),
            Stream.of(line("**all**", all)))
        .flatMap(lines -> lines)
        .toList();
  }

  private static String line(String name, Row row) {
    var line = new StringBuilder("| " + name + " | " + row.runs + " | ");
    line.append(row.balanced == row.runs ? "exact" : row.balanced + " of " + row.runs);
    for (String column : COLUMNS) {
      boolean right = !column.startsWith("unexplained") && !column.endsWith("off");
      line.append(" | ").append(cell(row.values.getOrDefault(column, List.of()), right));
    }
    String order = row.intervals == 0 ? "" : row.sameOrder + " of " + row.intervals + " intervals";
    return line.append(" | ")
        .append(order)
        .append(" | ")
        .append(same(row.superblocks))
        .append(" |")
        .toString();
  }

  /** How often the ledger has as many writes as blktrace, disk by disk and interval by interval. */
  private static String same(List<SuperblockWrites> superblocks) {
    if (superblocks.isEmpty()) {
      return "";
    }
    long same = superblocks.stream().filter(writes -> writes.off() == 0).count();
    long near = superblocks.stream().filter(writes -> writes.off() <= NEAR).count();
    return same + " of " + superblocks.size() + ", " + near + " within " + NEAR;
  }

  /**
   * @param right whether more is better
   */
  private static String cell(List<Double> values, boolean right) {
    if (values.isEmpty()) {
      return "";
    }
    List<Double> sorted = values.stream().sorted().toList();
    double median = (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    return percent(median) + " / " + percent(right ? sorted.getFirst() : sorted.getLast());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", share * 100);
  }
}
