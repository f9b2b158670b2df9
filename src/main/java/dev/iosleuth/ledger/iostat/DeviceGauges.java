package dev.iosleuth.ledger.iostat;

import dev.iosleuth.kernel.iostat.Figure;
import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.iostat.Row;
import java.util.List;

/** The gauges of one device or process. */
final class DeviceGauges {
  private final Gauge busy = new Gauge();
  private final Gauge waits = new Gauge();
  private final Gauge queue = new Gauge();
  private final Gauge reads = new Gauge();
  private final Gauge writes = new Gauge();
  private final Gauge transfers = new Gauge();
  private final Gauge kib = new Gauge();
  private final Course busyThen = new Course();
  private final Course waitsThen = new Course();
  private final Course kibThen = new Course();
  private final Course readThen = new Course();
  private final Course writtenThen = new Course();
  private final List<Course> courses = List.of(busyThen, waitsThen, kibThen, readThen, writtenThen);
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
    courses.forEach(Course::missing);
  }

  /** It may have stood in a report: a row was damaged, and nothing tells whose it was. */
  void lost() {
    damaged++;
    courses.forEach(course -> course.add(Double.NaN));
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
    busyThen.add(activity.busy());
    waitsThen.add(activity.waits());
    kibThen.add(activity.kib());
    readThen.add(activity.readKib());
    writtenThen.add(activity.writtenKib());
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
        course(busyThen, idle),
        waitsThen,
        course(kibThen, idle),
        course(readThen, idle),
        course(writtenThen, idle));
  }

  private Statistic statistic(Gauge gauge, boolean idle) {
    return idle ? gauge.statistic(missing, missingSeconds) : gauge.statistic();
  }

  private static Course course(Course course, boolean idle) {
    return idle ? course.idle() : course;
  }
}
