package dev.iosleuth.finding.compare;

import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.iostat.Row;
import dev.iosleuth.ledger.iostat.Activity;
import java.util.function.Consumer;

/** Reports of a log as observations: of each device, or each process of pidstat and iotop. */
public final class ReportIntervals implements Consumer<Report> {
  private static final double KIB = 1024;

  /** Milliseconds of a second in a percent of it. */
  private static final double MS_OF_PERCENT = 10;

  private final Observations observations = new Observations();
  private double length = 1;
  private boolean timed = true;
  private long setAside;

  @Override
  public void accept(Report report) {
    if (report.basis() == Report.Basis.SINCE_BOOT) {
      setAside++;
    }
    if (report.basis() == Report.Basis.INTERVAL || report.basis() == Report.Basis.EITHER) {
      timed &= report.seconds().isPresent();
      length = report.seconds().orElse(length);
      observations.begin(length);
      report.rows().forEach(row -> row(report.kind(), row));
    }
  }

  public Observations observations() {
    return observations;
  }

  /** Whether each report tells how long it is. */
  public boolean timed() {
    return timed;
  }

  /** Reports since boot. */
  public long setAside() {
    return setAside;
  }

  private void row(Report.Kind kind, Row row) {
    Subject subject = kind.processes() ? Subject.process(row.name()) : Subject.device(row.name());
    Activity activity = Activity.of(row);
    rate(subject, Figure.OPERATIONS, activity.transfers());
    rate(subject, Figure.BYTES, activity.kib() * KIB);
    rate(subject, Figure.DEVICE_TIME, activity.busy() * MS_OF_PERCENT);
    double operations = activity.transfers() * length;
    if (operations > 0 && !Double.isNaN(activity.waits())) {
      observations.wait(subject, activity.waits() * operations, operations);
    }
  }

  private void rate(Subject subject, Figure figure, double perSecond) {
    if (!Double.isNaN(perSecond)) {
      observations.rate(subject, figure, perSecond * length);
    } else if (observations.has(subject, figure)) {
      observations.unknown(subject, figure, length);
    }
  }
}
