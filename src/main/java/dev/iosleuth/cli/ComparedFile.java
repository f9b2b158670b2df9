package dev.iosleuth.cli;

import dev.iosleuth.finding.compare.Circumstances;
import dev.iosleuth.finding.compare.CircumstancesReader;
import dev.iosleuth.finding.compare.LedgerIntervals;
import dev.iosleuth.finding.compare.ReportIntervals;
import dev.iosleuth.finding.compare.Side;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.GuestFlows;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Waits;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one of two files that are compared: a recording, or a log. */
final class ComparedFile {
  /** Devices of which it is told what was not understood, or where they are missing. */
  private static final int MOST_TOLD = 8;

  private final Console console;
  private final String file;
  private final boolean keepFirst;
  private final Set<Note> notes = new LinkedHashSet<>();
  private final Reading<Recording> recording;
  private int status = Status.ANSWERED;

  /**
   * @param keepFirst whether a log's first report is an interval where nothing shows what it is
   */
  ComparedFile(String file, boolean keepFirst, Console console) {
    this.file = file;
    this.keepFirst = keepFirst;
    this.console = console;
    this.recording =
        file.equals(Logs.STANDARD_INPUT)
            ? Reading.absent("standard input")
            : Recording.open(Inputs.path(file));
  }

  boolean isLog() {
    return !(recording instanceof Reading.Known<Recording>);
  }

  /** What is to be known about it. */
  List<Note> notes() {
    return List.copyOf(notes);
  }

  int status() {
    return status;
  }

  /**
   * @param seconds at least, of an interval of a recording; 0: from every sample to the next
   * @param partial whether a recording cut short will do
   * @param beside a log, which may tell of any device
   */
  Side side(double seconds, boolean partial, boolean beside) {
    return recording instanceof Reading.Known<Recording>(Recording known)
        ? ofRecording(known, new Input.Choice.Each(seconds, 0), partial, beside)
        : ofLog();
  }

  private Side ofRecording(
      Recording known, Input.Choice.Each choice, boolean partial, boolean beside) {
    var input = new Input.Recorded(file, choice, partial);
    var books = new LedgerIntervals(beside);
    var circumstances = new CircumstancesReader();
    try (Samples samples = new RecordedSamples(input, console, known)) {
      var viewer = new Viewer(books, circumstances);
      long shown = Intervals.show(samples, choice, ZoneId.systemDefault(), viewer);
      Inputs.requireShown(shown, input, console);
      status = Math.max(status, Inputs.end(samples, input, status, console));
      return samples
          .last()
          .map(last ->
              new Side(
                  file,
                  last.host(),
                  viewer.start,
                  viewer.end,
                  true,
                  books.observations(),
                  circumstances.circumstances(known.samples().getLast(), last)))
          .orElseThrow(() -> new Failure(file + ": interrupted before its first interval"));
    }
  }

  private Side ofLog() {
    var logs = new Logs(console, keepFirst);
    var reports = new ReportIntervals();
    if (!file.equals(Logs.STANDARD_INPUT)) {
      Logs.requireReadable(file);
    }
    logs.read(List.of(file), reports);
    if (reports.observations().intervals() == 0) {
      throw new Failure(
          file
              + " is neither a recording"
              + recording.whyNot().map(why -> " (" + why + ")").orElse("")
              + " nor a log with a report of an interval");
    }
    logs.notes().forEach(text -> notes.add(new Note(Note.Kind.GAP, file, text)));
    reports.damaged().stream()
        .limit(MOST_TOLD)
        .forEach(text -> notes.add(new Note(Note.Kind.GAP, file, text)));
    reports.missing().stream()
        .limit(MOST_TOLD)
        .forEach(text -> notes.add(new Note(Note.Kind.METHOD, file, text)));
    int told = reports.damaged().isEmpty() ? Status.ANSWERED : Status.GAPS;
    status = Math.max(status, Math.max(told, logs.status()));
    return new Side(
        file,
        "",
        Optional.empty(),
        Optional.empty(),
        reports.timed(),
        reports.observations(),
        Circumstances.UNKNOWN);
  }

  /** Posts every interval. */
  private final class Viewer implements Intervals.Viewer {
    private final Bookkeeper bookkeeper = new Bookkeeper();
    private final LedgerIntervals books;
    private final CircumstancesReader circumstances;
    private Optional<Instant> start = Optional.empty();
    private Optional<Instant> end = Optional.empty();

    Viewer(LedgerIntervals books, CircumstancesReader circumstances) {
      this.books = books;
      this.circumstances = circumstances;
    }

    @Override
    public void begin(Sample first) {
      circumstances.look(first);
    }

    @Override
    public boolean show(Sample before, Sample after) {
      Ledger ledger = bookkeeper.post(before, after);
      books.add(ledger, Waits.of(ledger, GuestFlows.between(before, after).waits()));
      circumstances.look(after);
      if (ledger.dated()) {
        start = start.or(() -> Optional.of(ledger.start()));
        end = Optional.of(ledger.end());
      }
      ledger.notes().stream()
          .filter(note -> note.kind() != Note.Kind.METHOD)
          .forEach(
              note -> notes.add(new Note(note.kind(), file + ": " + note.subject(), note.text())));
      status = Math.max(status, Status.of(ledger.notes()));
      return !console.stopping().asked();
    }
  }
}
