package dev.iosleuth.finding.compare;

import dev.iosleuth.finding.Figures;
import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.iostat.Row;
import java.util.function.Consumer;

/** Reports of a log as observations: of each device, or each process of pidstat and iotop. */
public final class ReportIntervals implements Consumer<Report> {
  private final Observations observations = new Observations();
  private double length = 1;
  private boolean timed = true;
  private long setAside;

  @Override
  public void accept(Report report) {
    if (report.basis().isSetAside()) {
      setAside++;
      // what is left out of later ones did nothing
      report.rows().forEach(row -> observations.knows(subject(report.kind(), row)));
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

  /** Reports of no interval. */
  public long setAside() {
    return setAside;
  }

  private void row(Report.Kind kind, Row row) {
    Subject subject = subject(kind, row);
    if (kind.processes()) {
      observations.tells(Observations.Payers.PROCESSES);
    }
    observations.device(subject, Figures.of(row, length), length);
  }

  private static Subject subject(Report.Kind kind, Row row) {
    return kind.processes() ? Subject.process(row.name()) : Subject.device(row.name());
  }
}
