package dev.iosleuth.cli;

import dev.iosleuth.finding.LogCase;
import dev.iosleuth.finding.app.Applications;
import dev.iosleuth.kernel.iostat.LogClock;
import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.ledger.iostat.LogSummary;
import dev.iosleuth.sample.Note;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Consumer;

/** Holds response times against a log whose reports have times. */
final class LoggedApp implements Consumer<Report> {
  private final AppFile file;
  private final ResponseTimes times;
  private final LogClock clock;
  private final LogCase devices;
  private final LogCase processes;

  LoggedApp(AppFile file) {
    this.file = file;
    times = file.read();
    clock =
        new LogClock(
            ZoneId.systemDefault(),
            times.first().orElse(Instant.EPOCH),
            times.last().orElse(Instant.EPOCH));
    devices = new LogCase(clock::end, false);
    processes = new LogCase(clock::end, true);
  }

  @Override
  public void accept(Report report) {
    devices.accept(report);
    processes.accept(report);
  }

  /** When all reports are read; what is to be known about it stands among the log's notes. */
  Applications against(LogSummary summary, Logs logs) {
    Applications all =
        summary.processes()
            ? file.against(processes.build(), times, "process")
            : file.against(devices.build(), times, "device");
    file.notes().stream().map(Note::text).forEach(logs::note);
    if (clock.undated()) {
      logs.note(
          "the log's times have no day: taken for that of the first response time in "
              + file.name());
    }
    return all;
  }
}
