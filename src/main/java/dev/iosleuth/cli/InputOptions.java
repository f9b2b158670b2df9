package dev.iosleuth.cli;

import dev.iosleuth.cli.Input.Choice;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options by which every reading command says what it reads: host, recording or trees. */
final class InputOptions {
  /** A day: longer intervals are surely slips of the keyboard, and counters wrap in them. */
  private static final double MOST_SECONDS = 86_400;

  private static final double YEAR_SECONDS = 366 * MOST_SECONDS;

  /** Java would take NaN, 0x1p3 and, as if d were for days, 5d. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?");

  /** A sample takes about so long on a large host. */
  static final double LEAST_SECONDS = 0.1;

  private InputOptions() {}

  /** Behind the command's own: {@code explain} has no --interval. */
  static CommandSpec addTo(CommandSpec spec) {
    String further =
        spec.optionsMap().containsKey("--interval") ? " (with --interval S the next S later)" : "";
    return spec.addOption(
            Specs.values("--from", "RECORDING", "read a recording instead of this host"))
        .addOption(Specs.flag("--each", "of a recording: every sample to the next" + further))
        .addOption(
            Specs.value("--at", String.class, "T", "of a recording: the interval that holds T"))
        .addOption(
            OptionSpec.builder("--between")
                .type(String[].class)
                .arity("2")
                .paramLabel("T")
                .description(
                    "of a recording: from T to T, as 10:20, 10:20:05, 2026-04-22T10:20Z or +90"
                        + " (seconds after its first sample)")
                .build())
        .addOption(Specs.flag("--partial", "of what was cut short: what is whole of it"))
        .addOption(
            Specs.value(
                "--before",
                String.class,
                "TREE",
                "with --after: two captured trees (directories or tar files, also .gz .xz .zst)"
                    + " that hold proc/ and sys/"))
        .addOption(Specs.value("--after", String.class, "TREE", "see --before"))
        .addOption(
            Specs.value(
                "--elapsed",
                Double.class,
                "S",
                "seconds between the two trees, where their proc/uptime does not tell"));
  }

  /** What the options ask for; {@code live} where they name neither recording nor trees. */
  static Input of(ParseResult options, Input.Live live) {
    boolean recorded = options.hasMatchedOption("--from");
    boolean trees = options.hasMatchedOption("--before") || options.hasMatchedOption("--after");
    if (recorded && trees) {
      throw new Failure("--from reads a recording, --before and --after two trees: take one");
    }
    if (recorded) {
      return recorded(options);
    }
    refuse(options, "a recording: add --from", "--each", "--at", "--between");
    if (trees) {
      String host = "this host or a recording, two trees are one interval";
      refuse(options, host, "--interval", "--count");
      return trees(options);
    }
    refuse(options, "what was captured: add --from, or --before and --after", "--partial");
    refuse(options, "two trees: add --before and --after", "--elapsed");
    return live;
  }

  static double seconds(ParseResult options, String name, double usual) {
    if (!options.hasMatchedOption(name)) {
      return usual;
    }
    OptionSpec option = options.matchedOption(name);
    String typed = option.originalStringValues().getLast();
    if (!NUMBER.matcher(typed).matches()) {
      throw new Failure(name + " takes " + Usage.kind(option) + ", not '" + typed + "'");
    }
    double seconds = options.matchedOptionValue(name, usual);
    // two trees may lie as close as they like, and weeks apart
    boolean trees = name.equals("--elapsed");
    double least = trees ? Double.MIN_NORMAL : LEAST_SECONDS;
    if (seconds >= least && seconds <= (trees ? YEAR_SECONDS : MOST_SECONDS)) {
      return seconds;
    }
    String range = trees ? "more than 0, up to 31622400 (a year)" : "from 0.1 up to 86400 (a day)";
    throw new Failure(name + " takes seconds, " + range + ", not " + typed);
  }

  private static Input recorded(ParseResult options) {
    refuse(options, "two trees, not of a recording", "--elapsed");
    long choices =
        Stream.of("--each", "--at", "--between").filter(options::hasMatchedOption).count();
    if (choices > 1) {
      throw new Failure("--each, --at and --between exclude each other: take one");
    }
    List<Input.Recorded> recordings = recordings(options);
    if (recordings.size() > 1) {
      throw new Failure("one --from at a time; iosleuth ledger joins recordings of several hosts");
    }
    return recordings.getFirst();
  }

  /** Each --from. */
  static List<Input.Recorded> recordings(ParseResult options) {
    return Stream.of(options.matchedOptionValue("--from", new String[0]))
        .map(file ->
            new Input.Recorded(file, choice(options), options.hasMatchedOption("--partial")))
        .toList();
  }

  private static Choice choice(ParseResult options) {
    boolean divided = options.hasMatchedOption("--interval") || options.hasMatchedOption("--count");
    if (divided && (options.hasMatchedOption("--at") || options.hasMatchedOption("--between"))) {
      throw new Failure("--at and --between choose one interval: leave out --interval and --count");
    }
    if (divided || options.hasMatchedOption("--each")) {
      boolean told = options.hasMatchedOption("--interval");
      return new Choice.Each(
          told ? seconds(options, "--interval", 0) : 0, options.matchedOptionValue("--count", 0L));
    }
    if (options.hasMatchedOption("--at")) {
      return new Choice.At(time(options.matchedOptionValue("--at", "")));
    }
    if (options.hasMatchedOption("--between")) {
      String[] times = options.matchedOptionValue("--between", new String[] {"", ""});
      return new Choice.Between(time(times[0]), time(times[1]));
    }
    return new Choice.Whole();
  }

  private static When time(String word) {
    return When.parse(word)
        .orElseThrow(() ->
            new Failure(
                "no time: '"
                    + word
                    + "'; write 10:20, 10:20:05, 2026-04-22T10:20:05Z or +90 (seconds)"));
  }

  private static Input trees(ParseResult options) {
    String before = options.matchedOptionValue("--before", "");
    String after = options.matchedOptionValue("--after", "");
    if (before.isEmpty() || after.isEmpty()) {
      throw new Failure("--before TREE and --after TREE belong together: give both");
    }
    OptionalDouble elapsed =
        options.hasMatchedOption("--elapsed")
            ? OptionalDouble.of(seconds(options, "--elapsed", 0))
            : OptionalDouble.empty();
    return new Input.Trees(before, after, elapsed, options.hasMatchedOption("--partial"));
  }

  static void refuse(ParseResult options, String of, String... names) {
    for (String name : names) {
      if (options.hasMatchedOption(name)) {
        throw new Failure(name + " chooses from " + of);
      }
    }
  }
}
