package dev.iosleuth.finding.compare;

import dev.iosleuth.finding.Figures;
import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.iostat.Row;
import dev.iosleuth.ledger.iostat.Attendance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reports of a log as observations: of each device, or each process of pidstat and iotop. */
public final class ReportIntervals implements Consumer<Report> {
  private final Observations observations = new Observations();
  private final Attendance attendance = new Attendance();
  private final Map<Subject, Tally> tallies = new TreeMap<>();
  private double length = 1;
  private long skips;
  private boolean timed = true;
  private long setAside;
  private Optional<Report.Kind> last = Optional.empty();

  @Override
  public void accept(Report report) {
    if (report.basis().isSetAside()) {
      setAside++;
      attendance.add(report, report.apart());
      // what is left out of later ones did nothing
      report.rows().forEach(row -> observations.knows(subject(report.kind(), row)));
    }
    if (report.basis() == Report.Basis.INTERVAL || report.basis() == Report.Basis.EITHER) {
      last = Optional.of(report.kind());
      timed &= report.seconds().isPresent();
      length = report.seconds().orElse(length);
      skips += report.skipped() > 0 ? 1 : 0;
      observations.begin(length);
      report.rows().forEach(row -> row(report.kind(), row));
      missing(report.kind(), attendance.add(report, report.apart()));
    }
  }

  /** Whose row was damaged beyond its name: it may be any of those that are missing. */
  private void missing(Report.Kind kind, Attendance.Missing missing) {
    if (missing.lost()) {
      missing
          .names()
          .forEach(name -> {
            Subject subject = subject(kind, name);
            tallies.computeIfAbsent(subject, _ -> new Tally()).lost++;
            observations.lists(subject, length);
            observations.unknown(subject, length);
          });
    }
  }

  /** Of all that came. */
  public Observations observations() {
    if (last.isPresent() && !attendance.leavesOutIdle(last.get())) {
      observations.countsListedOnly();
    }
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
    Tally tally = tallies.computeIfAbsent(subject, _ -> new Tally());
    tally.rows++;
    tally.absurd += row.impossible().isEmpty() ? 0 : 1;
    tally.damaged += row.whole() ? 0 : 1;
    observations.lists(subject, length);
    // figures of one interval belong together: the rest of a damaged row is no more than a
    // makeshift
    if (row.whole() || (row.understood() && tally.damaged == tally.rows)) {
      observations.device(subject, Figures.of(row, length), length);
    } else {
      observations.unknown(subject, length);
    }
  }

  private static final class Tally {
    private long rows;
    private long damaged;
    private long lost;

    /** Rows with a figure that cannot be: below zero, or a %util far above 100. */
    private long absurd;
  }

  /** What is to be known of who was not understood in all intervals, not escaped. */
  public List<String> damaged() {
    var told = new ArrayList<String>();
    if (skips > 0) {
      told.add(
          skips
              + (skips == 1 ? " report comes" : " reports come")
              + " long after the ones above: a gap, or a damaged time; counted as long as the others");
    }
    tallies.forEach((subject, tally) -> {
      if (tally.absurd > 0 && subject.isDevice()) {
        told.add(
            subject.name()
                + ": "
                + tally.absurd
                + " of "
                + tally.rows
                + " intervals have figures that cannot be; what is computed from them is left out");
      }
      long damaged = tally.damaged + tally.lost;
      if (damaged > 0) {
        told.add(
            subject.name()
                + ": "
                + damaged
                + " of "
                + (tally.rows + tally.lost)
                + " intervals were not understood; its figures are of the others");
      }
    });
    return told;
  }

  /** What was made of who is not listed in all intervals, not escaped; of processes nothing. */
  public List<String> missing() {
    var told = new ArrayList<String>();
    boolean idle = last.isPresent() && attendance.leavesOutIdle(last.get());
    tallies.forEach((subject, tally) -> {
      long here = tally.rows + tally.lost;
      if (subject.isDevice() && here < observations.intervals()) {
        told.add(
            subject.name()
                + " stands in "
                + here
                + " of "
                + observations.intervals()
                + " intervals: "
                + (idle
                    ? "taken to have done nothing in the others, as iostat -z leaves it out"
                    : "taken not to have been there in the others"));
      }
    });
    return told;
  }

  private static Subject subject(Report.Kind kind, Row row) {
    return subject(kind, row.name());
  }

  private static Subject subject(Report.Kind kind, String name) {
    return kind.processes() ? Subject.process(name) : Subject.device(name);
  }
}
