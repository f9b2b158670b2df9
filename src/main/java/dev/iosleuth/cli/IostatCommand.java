package dev.iosleuth.cli;

import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.LogCase;
import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.kernel.iostat.LogReader;
import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.ledger.iostat.LogSummary;
import dev.iosleuth.ledger.iostat.Summarizer;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.LogFile;
import dev.iosleuth.view.json.LogJson;
import dev.iosleuth.view.text.LogText;
import dev.iosleuth.view.text.Units;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth iostat}: logs of iostat and its relatives. */
final class IostatCommand implements Command {
  private static final String STANDARD_INPUT = "-";
  private static final int SHOWN_DAMAGE = 3;

  @Override
  public CommandSpec spec() {
    return Specs.command(
            "iosleuth iostat",
            "Which device is busy in a log of iostat (any version and options, text or JSON), sar"
                + " -d, vmstat -d, pidstat -d, iotop -b, or copies of /proc/diskstats one after the"
                + " other: means, worst moments, course over time. What stands around the tables,"
                + " as in mail or markdown, is passed over.",
            List.of(
                Specs.example("iosleuth iostat db1.log", "words, devices, their course"),
                Specs.example("iosleuth iostat db1.log.1.gz db1.log", "one after the other"),
                Specs.example("iostat -x 1 60 | iosleuth iostat -", "a minute of this host"),
                Specs.example("sar -d -f sa21 | iosleuth iostat -", "what sar kept"),
                Specs.example("iosleuth iostat db1.log --json", "each report, then the devices")))
        .addPositional(Specs.several("FILE", "a log, also .gz .xz .zst; - is standard input"))
        .addOption(Specs.flag("--json", "one JSON object (docs/json.md)"))
        .addOption(Looks.option());
  }

  @Override
  public int run(ParseResult options, Console console) {
    List<String> files = List.of(options.matchedPositional(0).<String[]>getValue());
    var logs = new Logs(console, new Summarizer());
    if (options.hasMatchedOption("--json")) {
      json(files, logs, console);
    } else {
      logs.read(files, logs.summarizer.andThen(logs.maker));
      LogSummary summary = logs.summary(files);
      String title =
          files.size() == 1 ? files.getFirst() : Units.count(files.size(), "log", "logs");
      console.print(
          LogText.of(
              summary, logs.explanation(summary), title, logs.notes, Looks.of(options, console)));
    }
    return logs.notes.isEmpty() ? Status.ANSWERED : Status.GAPS;
  }

  private static void json(List<String> files, Logs logs, Console console) {
    var writer = new OutputStreamWriter(console.out(), StandardCharsets.UTF_8);
    LogJson.write(
        writer,
        files,
        json -> logs.read(files, logs.summarizer.andThen(logs.maker).andThen(json)),
        () -> logs.summary(files),
        logs::explanation,
        () -> List.copyOf(logs.notes));
  }

  /** Reads logs one after the other, and remembers what was wrong with them. */
  private static final class Logs {
    private final List<String> notes = new ArrayList<>();
    private final Console console;
    private final Summarizer summarizer;
    private final LogCase maker = new LogCase();

    Logs(Console console, Summarizer summarizer) {
      this.console = console;
      this.summarizer = summarizer;
    }

    void read(List<String> files, Consumer<Report> consumer) {
      try (Progress progress = Progress.working(console)) {
        for (String file : files) {
          read(file, consumer, progress);
        }
      }
    }

    private void read(String file, Consumer<Report> consumer, Progress progress) {
      try (LogFile log =
          file.equals(STANDARD_INPUT) ? LogFile.of(System.in) : LogFile.open(Inputs.path(file))) {
        var reader =
            new LogReader(
                file,
                report -> {
                  consumer.accept(report);
                  progress.reached(log.share(), file);
                });
        try {
          reader.read(log.stream());
        } catch (IOException broken) {
          notes.add(file + " ends early: " + LogFile.why(broken) + "; what is before that counts");
        }
        damage(file, reader);
      } catch (IOException problem) {
        throw new Failure(file + " cannot be read: " + LogFile.why(problem));
      }
    }

    private void damage(String file, LogReader reader) {
      if (reader.damaged() == 0) {
        return;
      }
      reader.firstDamaged().stream()
          .limit(SHOWN_DAMAGE)
          .map(Reading.Malformed::sentence)
          .forEach(notes::add);
      long more = reader.damaged() - SHOWN_DAMAGE;
      if (more > 0) {
        notes.add(
            file
                + ": "
                + Units.count(more, "other row was", "other rows were")
                + " not understood");
      }
    }

    /** What is the matter with the devices; processes have none of what rules look at. */
    Optional<Explanation> explanation(LogSummary summary) {
      return summary.processes()
          ? Optional.empty()
          : Optional.of(Explanation.of(maker.build(), Rules.all()));
    }

    /** Of a log that holds no report nothing can be told. */
    LogSummary summary(List<String> files) {
      LogSummary summary = summarizer.summary();
      if (summary.reports() + summary.averages() == 0) {
        throw new Failure(
            String.join(", ", files)
                + (files.size() == 1 ? " holds" : " hold")
                + " no report of iostat, sar -d, vmstat -d, pidstat -d or iotop -b, and no"
                + " /proc/diskstats");
      }
      if (summary.untold() > 0) {
        notes.add(
            "more names than a log of devices has: "
                + Units.count(summary.untold(), "row is", "rows are")
                + " left out of the table");
      }
      return summary;
    }
  }
}
