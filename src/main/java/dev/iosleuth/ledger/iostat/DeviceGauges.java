package dev.iosleuth.ledger.iostat;

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

  /** Tells which figures there are. */
  private Activity last;

  private long reports;

  /**
   * @param kind the tool whose reports it is in
   * @param first what is told of it first
   */
  DeviceGauges(Report.Kind kind, Row first) {
    this.kind = kind;
    this.last = Activity.of(first);
  }

  Report.Kind kind() {
    return kind;
  }

  /** It was left out of a report, as it did nothing. */
  void idle(double seconds, String time) {
    add(last.idle(), seconds, time);
  }

  void add(Row row, double seconds, String time) {
    last = Activity.of(row);
    reports++;
    add(last, seconds, time);
  }

  private void add(Activity activity, double seconds, String time) {
    busy.add(activity.busy(), seconds, time);
    double requests = activity.transfers() > 0 ? activity.transfers() * seconds : seconds;
    waits.add(activity.waits(), requests, time);
    queue.add(activity.queue(), seconds, time);
    reads.add(activity.reads(), seconds, time);
    writes.add(activity.writes(), seconds, time);
    transfers.add(activity.transfers(), seconds, time);
    kib.add(activity.kib(), seconds, time);
    read.add(activity.readKib());
    written.add(activity.writtenKib());
  }

  DeviceLog log(String name) {
    return new DeviceLog(
        name,
        reports,
        busy.statistic(),
        waits.statistic(),
        queue.statistic(),
        reads.statistic(),
        writes.statistic(),
        transfers.statistic(),
        kib.statistic(),
        busy.course(),
        waits.course(),
        kib.course(),
        read,
        written);
  }
}
