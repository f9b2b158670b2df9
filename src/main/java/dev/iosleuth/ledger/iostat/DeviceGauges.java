package dev.iosleuth.ledger.iostat;

import dev.iosleuth.kernel.iostat.Figure;
import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.iostat.Row;

/** The gauges of one device or process. */
final class DeviceGauges {
  private final Gauge busy = new Gauge();
  private final Gauge waits = new Gauge();
  private final Gauge queue = new Gauge();
  private final Gauge reads = new Gauge();
  private final Gauge writes = new Gauge();
  private final Gauge transfers = new Gauge();
  private final Gauge kib = new Gauge();
  private final Course read = new Course();
  private final Course written = new Course();
  private final Report.Kind kind;
  private long reports;
  private long damaged;

  /** Reports whose %util cannot be, and the highest of these. */
  private long absurd;

  private double highest = Double.NaN;

  /** Reports in which it does not stand, and their seconds. */
  private long missing;

  private double missingSeconds;

  /** Of what was moved by requests, where both are told. */
  private double movedKib;

  private double movedBy;

  /**
   * @param kind the tool whose reports it is in
   */
  DeviceGauges(Report.Kind kind) {
    this.kind = kind;
  }

  Report.Kind kind() {
    return kind;
  }

  /** It does not stand in a report. */
  void missing(double seconds) {
    missing++;
    missingSeconds += seconds;
    for (Gauge gauge : new Gauge[] {busy, waits, queue, reads, writes, transfers, kib}) {
      gauge.missing();
    }
    read.missing();
    written.missing();
  }

  /** It may have stood in a report: a row was damaged, and nothing tells whose it was. */
  void lost() {
    damaged++;
    for (Gauge gauge : new Gauge[] {busy, waits, queue, reads, writes, transfers, kib}) {
      gauge.add(Double.NaN, 1, "");
    }
    read.add(Double.NaN);
    written.add(Double.NaN);
  }

  void add(Row row, double seconds, String time) {
    Activity activity = Activity.of(row);
    reports++;
    damaged += row.whole() ? 0 : 1;
    busy.add(activity.busy(), seconds, time);
    double cannot = row.impossible(Figure.UTIL_PERCENT);
    if (!Double.isNaN(cannot)) {
      absurd++;
      highest = highest >= cannot ? highest : cannot;
    }
    double requests = activity.transfers() > 0 ? activity.transfers() * seconds : seconds;
    waits.add(activity.waits(), requests, time);
    queue.add(activity.queue(), seconds, time);
    reads.add(activity.reads(), seconds, time);
    writes.add(activity.writes(), seconds, time);
    transfers.add(activity.transfers(), seconds, time);
    kib.add(activity.kib(), seconds, time);
    read.add(activity.readKib());
    written.add(activity.writtenKib());
    sized(activity, row.figure(Figure.SIZE_KIB), seconds);
  }

  /**
   * For the mean size of reads and writes: what is discarded moves nothing. Where these are not
   * told apart the printed mean is of all of them.
   */
  private void sized(Activity activity, double printed, double seconds) {
    double apart = activity.reads() + activity.writes();
    double requests = Double.isNaN(apart) ? activity.transfers() : apart;
    boolean ofAll = Double.isNaN(apart) && !Double.isNaN(printed);
    double moved = ofAll ? printed * requests : activity.kib();
    if (!Double.isNaN(moved + requests)) {
      movedKib += moved * seconds;
      movedBy += requests * seconds;
    }
  }

  /**
   * @param idle whether it did nothing in the reports in which it does not stand
   */
  DeviceLog log(String name, boolean idle) {
    return new DeviceLog(
        name,
        reports,
        damaged,
        missing,
        absurd,
        highest,
        statistic(busy, idle),
        waits.statistic(),
        statistic(queue, idle),
        statistic(reads, idle),
        statistic(writes, idle),
        statistic(transfers, idle),
        statistic(kib, idle),
        movedBy > 0 ? movedKib / movedBy : Double.NaN,
        course(busy.course(), idle),
        waits.course(),
        course(kib.course(), idle),
        course(read, idle),
        course(written, idle));
  }

  private Statistic statistic(Gauge gauge, boolean idle) {
    return idle ? gauge.statistic(missing, missingSeconds) : gauge.statistic();
  }

  private static Course course(Course course, boolean idle) {
    return idle ? course.idle() : course;
  }
}
