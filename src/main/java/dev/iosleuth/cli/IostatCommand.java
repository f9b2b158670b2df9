package dev.iosleuth.cli;

import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.LogCase;
import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.ledger.iostat.LogSummary;
import dev.iosleuth.ledger.iostat.Summarizer;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.view.graph.LogSvg;
import dev.iosleuth.view.graph.Png;
import dev.iosleuth.view.json.LogJson;
import dev.iosleuth.view.text.AppText;
import dev.iosleuth.view.text.LogText;
import dev.iosleuth.view.text.Look;
import dev.iosleuth.view.text.Units;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth iostat}: logs of iostat and its relatives. */
final class IostatCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
                "iosleuth iostat",
                "Which device is busy in a log of iostat (any version and options, text or JSON),"
                    + " sar -d, vmstat -d, pidstat -d, iotop -b, or copies of /proc/diskstats one"
                    + " after the other: means, worst moments, course over time. What stands around"
                    + " the tables, as in mail or markdown, is passed over.",
                List.of(
                    Specs.example("iosleuth iostat db1.log", "words, devices, their course"),
                    Specs.example("iosleuth iostat db1.log.1.gz db1.log", "one after the other"),
                    Specs.example("iostat -x 1 60 | iosleuth iostat -", "a minute of this host"),
                    Specs.example("sar -d -f sa21 | iosleuth iostat -", "what sar kept"),
                    Specs.example(
                        "iosleuth iostat db1.log --json", "each report, then the devices"),
                    Specs.example(
                        "iosleuth iostat db1.log --app p99.csv", "what response times move with")))
            .addPositional(Specs.several("FILE", "a log, also .gz .xz .zst; - is standard input"))
            .addOption(Specs.flag("--json", "one JSON object (docs/json.md)"))
            .addOption(Specs.flag("--svg", "a picture over time: busy, waits, read and written"))
            .addOption(Specs.flag("--png", "the same as a PNG, to standard output"))
            .addOption(
                Specs.flag(
                    "--keep-first",
                    "the log was made with iostat -y: its first report is an interval (else it is"
                        + " taken as the average since boot, and set aside, unless the log shows"
                        + " what it is)"))
            .addOption(Looks.option());
    return AppFile.addTo(
        Specs.ends(spec, "answered, and some of the log was not understood or cannot be told"));
  }

  @Override
  public int run(ParseResult options, Console console) {
    List<String> files = List.of(options.matchedPositional(0).<String[]>getValue());
    Optional<String> picture = picture(options, console);
    requireReadable(files);
    Optional<LoggedApp> app = AppFile.of(options).map(LoggedApp::new);
    var logs = new Logs(console, options.hasMatchedOption("--keep-first"));
    var summarizer = new Summarizer();
    var maker = new LogCase();
    Consumer<Report> reader = summarizer.andThen(maker);
    Consumer<Report> all = app.map(held -> reader.andThen(held)).orElse(reader);
    Function<LogSummary, LogJson.Answers> answers =
        summary ->
            new LogJson.Answers(
                Explanation.of(maker.build(), Rules.all()),
                app.map(held -> held.against(summary, logs)));
    if (options.hasMatchedOption("--json")) {
      json(files, logs, summarizer, all, answers, console);
    } else {
      logs.read(files, all);
      LogSummary summary = summary(files, logs, summarizer);
      String title =
          files.size() == 1 ? files.getFirst() : Units.count(files.size(), "log", "logs");
      if (picture.isPresent()) {
        logs.notes().forEach(console::error);
        print(LogSvg.of(summary, title), picture.get(), console);
      } else {
        LogJson.Answers told = answers.apply(summary);
        Look look = Looks.of(options, console);
        var read = new LogText.Read(title, logs.damaged(), logs.notes());
        console.print(
            LogText.of(summary, explanation(summary, told), read, look)
                + told.applications().map(what -> AppText.of(what, look)).orElse(""));
      }
    }
    return logs.status();
  }

  /** Processes have none of what rules look at, which needs no list of rules to say. */
  private static Optional<Explanation> explanation(LogSummary summary, LogJson.Answers told) {
    return summary.processes() ? Optional.empty() : Optional.of(told.explanation());
  }

  /** Which picture is asked for, if one is. */
  private static Optional<String> picture(ParseResult options, Console console) {
    List<String> asked = Stream.of("--svg", "--png").filter(options::hasMatchedOption).toList();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    String picture = asked.getFirst();
    if (asked.size() > 1
        || options.hasMatchedOption("--json")
        || options.hasMatchedOption("--app")) {
      throw new Failure(
          picture + " shows the log alone: leave out --json, --app and other pictures");
    }
    if (picture.equals("--png") && console.terminal().out()) {
      throw new Failure("a PNG is nothing for a terminal: iosleuth iostat FILE --png > FILE.png");
    }
    return Optional.of(picture);
  }

  private static void print(String svg, String picture, Console console) {
    if (picture.equals("--svg")) {
      console.print(svg);
      return;
    }
    Reading<byte[]> png = Png.of(svg);
    console
        .out()
        .print(png.optional().orElseThrow(() -> new Failure(png.whyNot().orElse("no picture"))));
  }

  /** Before anything is written: half an answer would look like one. */
  private static void requireReadable(List<String> files) {
    for (String file : files) {
      if (!file.equals(Logs.STANDARD_INPUT)) {
        Logs.requireReadable(file);
      }
    }
  }

  private static void json(
      List<String> files,
      Logs logs,
      Summarizer summarizer,
      Consumer<Report> reader,
      Function<LogSummary, LogJson.Answers> answers,
      Console console) {
    var writer = new OutputStreamWriter(console.out(), StandardCharsets.UTF_8);
    try {
      LogJson.write(
          writer,
          files,
          json -> {
            logs.read(files, reader.andThen(json));
            // nothing is written before the first report
            summary(files, logs, summarizer);
          },
          summarizer::summary,
          answers,
          logs::notes);
    } catch (UncheckedIOException failed) {
      if (!console.out().failed()) {
        throw failed;
      }
      // remembered, and told at the end
    }
  }

  /** Of iotop only sums without times are not told as rates. */
  private static String unread(LogSummary summary) {
    return summary.kinds().equals(Set.of(Report.Kind.IOTOP))
        ? " read and wrote is told as sums (iotop -a), and not in what time: iotop -b -a -t prints"
            + " that"
        : " read and wrote is not told: pidstat prints -1.00 where it may not read /proc/PID/io;"
            + " run it as root";
  }

  /** Of a log that holds no report nothing can be told. */
  private static LogSummary summary(List<String> files, Logs logs, Summarizer summarizer) {
    LogSummary summary = summarizer.summary();
    if (summary.reports() + summary.averages() == 0) {
      throw logs.nothing(files);
    }
    if (summary.unreadable() > 0) {
      logs.note(
          "what " + Units.count(summary.unreadable(), "process", "processes") + unread(summary));
    }
    if (summary.untold() > 0) {
      logs.note(
          "more names than a log of devices has: "
              + Units.count(summary.untold(), "row is", "rows are")
              + " left out of the table");
    }
    return summary;
  }
}
