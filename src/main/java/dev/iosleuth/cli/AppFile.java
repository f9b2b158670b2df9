package dev.iosleuth.cli;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.app.Applications;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf16;
import dev.iosleuth.sample.Note;
import dev.iosleuth.source.LogFile;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The file of response times that {@code --app} names. */
final class AppFile {
  /** A year of answers a second is less. */
  private static final int MOST_BYTES = 256 << 20;

  private static final int SHOWN_DAMAGE = 3;

  private final String file;
  private final Optional<ResponseTimes.Unit> unit;
  private final List<Note> notes = new ArrayList<>();

  private AppFile(String file, Optional<ResponseTimes.Unit> unit) {
    this.file = file;
    this.unit = unit;
  }

  /** As it is typed. */
  private enum Unit {
    S(ResponseTimes.Unit.SECONDS),
    MS(ResponseTimes.Unit.MILLISECONDS);

    private final ResponseTimes.Unit unit;

    Unit(ResponseTimes.Unit unit) {
      this.unit = unit;
    }
  }

  static CommandSpec addTo(CommandSpec spec) {
    return spec.addOption(
            Specs.value(
                "--app",
                String.class,
                "FILE",
                "response times of an application: which device, guest or job they move with. A CSV"
                    + " of times and response times, or Prometheus' answer to a range query"))
        .addOption(
            Specs.value(
                "--app-unit",
                Unit.class,
                "UNIT",
                "unit of the numbers in --app's file: s or ms (usually told by the column's name,"
                    + " as in http_duration_seconds)"));
  }

  /** Empty where none was asked for. */
  static Optional<AppFile> of(ParseResult options) {
    Optional<ResponseTimes.Unit> unit =
        Optional.ofNullable(options.matchedOptionValue("--app-unit", (Unit) null))
            .map(chosen -> chosen.unit);
    String file = options.matchedOptionValue("--app", "");
    if (file.isEmpty() && options.hasMatchedOption("--app")) {
      throw new Failure("--app takes the name of a file of response times");
    }
    if (file.isEmpty() && unit.isPresent()) {
      throw new Failure("--app-unit says what the numbers in --app FILE are: add --app FILE");
    }
    return file.isEmpty() ? Optional.empty() : Optional.of(new AppFile(file, unit));
  }

  String name() {
    return file;
  }

  /** Before somebody waits for it. */
  void requireReadable() {
    if (!file.equals(Logs.STANDARD_INPUT)) {
      Logs.requireReadable(file);
    }
  }

  /** What it holds; ends the command where that is nothing. */
  ResponseTimes read() {
    Reading<ResponseTimes> times =
        ResponseTimes.parse(new Text(file, bytes(), 0), ZoneId.systemDefault(), unit);
    ResponseTimes known = times.optional().orElseThrow(() -> new Failure(Inputs.why(file, times)));
    known.damaged().stream()
        .limit(SHOWN_DAMAGE)
        .forEach(bad -> notes.add(new Note(Note.Kind.GAP, file, bad.sentence())));
    int more = known.damaged().size() - SHOWN_DAMAGE;
    if (more > 0) {
      notes.add(new Note(Note.Kind.GAP, file, more + " more of its entries were not understood"));
    }
    return known;
  }

  /** Held against what the disks did. */
  Applications against(Case given, ResponseTimes times, String kind) {
    Applications all = Applications.of(given, times, file, kind);
    all.applications()
        .forEach(one -> one.movers().whyNot().ifPresent(_ -> notes.add(unanswered(one.name()))));
    return all;
  }

  /** Why stands beside the answers. */
  private Note unanswered(String name) {
    return new Note(
        Note.Kind.GAP,
        "--app " + file,
        "nothing could be told of the response times " + (name.equals(file) ? "in " : "") + name);
  }

  /** What is to be known about it. */
  List<Note> notes() {
    return List.copyOf(notes);
  }

  private byte[] bytes() {
    boolean standard = file.equals(Logs.STANDARD_INPUT);
    try (LogFile log = standard ? LogFile.of(System.in) : LogFile.open(Inputs.path(file))) {
      byte[] bytes = Utf16.decoded(log.stream()).readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new Failure(
            String.format(Locale.ROOT, "%s is larger than %d MiB", file, MOST_BYTES >> 20));
      }
      return bytes;
    } catch (IOException problem) {
      throw new Failure(file + " cannot be read: " + LogFile.why(problem));
    }
  }
}
