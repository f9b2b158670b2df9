package dev.iosleuth.kernel.iostat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One report of a log: what a tool printed about one interval.
 *
 * @param time as printed
 * @param day as the banner above it has it: sar's times have none
 * @param seconds of the interval, where the report tells
 * @param cpu by heading as printed: %user, %iowait …; empty if none was
 * @param lost rows of it that were not understood, whose ever they are
 * @param skipped seconds since the report above it that it cannot be of: a gap, or a damaged time
 */
public record Report(
    Kind kind,
    Basis basis,
    Optional<String> time,
    Optional<String> day,
    OptionalDouble seconds,
    Map<String, Double> cpu,
    List<Row> rows,
    long lost,
    double skipped) {
  /** Whose print it is. */
  public enum Kind {
    IOSTAT,
    SAR,
    VMSTAT,
    PIDSTAT,
    IOTOP,
    DISKSTATS;

    /** Whether rows are processes. */
    public boolean processes() {
      return this == PIDSTAT || this == IOTOP;
    }

    /** Whether it prints counters, which are no rates without the time between them. */
    public boolean counters() {
      return this == VMSTAT || this == DISKSTATS;
    }
  }

  /** What the figures are a mean of. */
  public enum Basis {
    /** The time since the report before it. */
    INTERVAL,
    /** All time since the host started: the log shows it. */
    SINCE_BOOT,
    /** Taken for the same: others follow, and nothing shows which it is ({@code iostat -y}). */
    PERHAPS_SINCE_BOOT,
    /** No time at all: iotop's first one, before which there was nothing to measure from. */
    UNMEASURED,
    /** Since the host started or of one interval: cannot tell. */
    EITHER,
    /** All reports before it, as sar and pidstat print at their end. */
    AVERAGE;

    /** Whether it says nothing of the time that the log is of, where others follow. */
    public boolean isSetAside() {
      return this == SINCE_BOOT || this == PERHAPS_SINCE_BOOT || this == UNMEASURED;
    }
  }

  public Report {
    rows = List.copyOf(rows);
  }

  Report(
      Kind kind,
      Basis basis,
      Optional<String> time,
      Optional<String> day,
      OptionalDouble seconds,
      Map<String, Double> cpu,
      List<Row> rows) {
    this(kind, basis, time, day, seconds, cpu, rows, 0, 0);
  }

  /** Those whose figures are in no other's: threads only where their processes are not listed. */
  public List<Row> apart() {
    boolean whole = kind == Kind.PIDSTAT && rows.stream().anyMatch(row -> !row.isThread());
    return whole ? rows.stream().filter(row -> !row.isThread()).toList() : rows;
  }

  Report with(Basis other) {
    return new Report(kind, other, time, day, seconds, cpu, rows, lost, skipped);
  }

  Report with(List<Row> others) {
    return new Report(kind, basis, time, day, seconds, cpu, others, lost, skipped);
  }

  Report lasting(OptionalDouble other) {
    return new Report(kind, basis, time, day, other, cpu, rows, lost, skipped);
  }

  Report after(double gap) {
    return new Report(kind, basis, time, day, seconds, cpu, rows, lost, gap);
  }

  Report on(Optional<String> printed) {
    return printed.isEmpty()
        ? this
        : new Report(kind, basis, time, printed, seconds, cpu, rows, lost, skipped);
  }
}
