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
 */
public record Report(
    Kind kind,
    Basis basis,
    Optional<String> time,
    Optional<String> day,
    OptionalDouble seconds,
    Map<String, Double> cpu,
    List<Row> rows) {
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
  }

  /** What the figures are a mean of. */
  public enum Basis {
    /** The time since the report before it. */
    INTERVAL,
    /** All time since the host started: others follow, and nothing shows that it is an interval. */
    SINCE_BOOT,
    /** Since the host started or of one interval: cannot tell. */
    EITHER,
    /** All reports before it, as sar and pidstat print at their end. */
    AVERAGE
  }

  public Report {
    rows = List.copyOf(rows);
  }

  /** Those whose figures are in no other's: threads only where their processes are not listed. */
  public List<Row> apart() {
    boolean whole = kind == Kind.PIDSTAT && rows.stream().anyMatch(row -> !row.isThread());
    return whole ? rows.stream().filter(row -> !row.isThread()).toList() : rows;
  }

  Report with(Basis other) {
    return new Report(kind, other, time, day, seconds, cpu, rows);
  }

  Report on(Optional<String> printed) {
    return printed.isEmpty() ? this : new Report(kind, basis, time, printed, seconds, cpu, rows);
  }
}
