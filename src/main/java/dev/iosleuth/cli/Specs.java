package dev.iosleuth.cli;

import dev.iosleuth.ledger.Grouping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Shorthand for picocli's model, built by hand: reading annotations costs more at start. */
final class Specs {
  private Specs() {}

  /** A worked example. */
  record Example(String command, String what) {
    private static final String BETWEEN = "  # ";

    /** As a shell takes it. */
    private String line() {
      return command + BETWEEN + what;
    }

    static Example of(String line) {
      int at = line.lastIndexOf(BETWEEN);
      return new Example(line.substring(0, at), line.substring(at + BETWEEN.length()));
    }
  }

  static Example example(String command, String what) {
    return new Example(command, what);
  }

  /**
   * @param name as typed: "iosleuth ledger"
   */
  static CommandSpec command(String name, String summary, List<Example> examples) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage()
        .description(summary)
        .header(examples.stream().map(Example::line).toArray(String[]::new))
        .exitCodeList(statuses());
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("this text").build());
    return spec;
  }

  /**
   * The statuses of a command that ends by itself, which says what its gaps are.
   *
   * @param gaps what 1 means
   */
  static CommandSpec ends(CommandSpec spec, String gaps) {
    Map<String, String> statuses = statuses();
    statuses.put("0", "answered, whatever was found");
    statuses.put("1", gaps);
    spec.usageMessage().exitCodeList(statuses);
    return spec;
  }

  private static Map<String, String> statuses() {
    var statuses = new LinkedHashMap<String, String>();
    statuses.put(
        "0",
        "answered; also what goes on until it is stopped (--count 0), and capture, when a signal"
            + " ends it");
    statuses.put("1", "answered, with gaps in what was asked for");
    statuses.put("2", "usage, input that cannot be read, output that cannot be written");
    statuses.put("130", "cut short by a signal before its time; what there was of it is shown");
    return statuses;
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(description).build();
  }

  static OptionSpec value(String name, Class<?> type, String label, String description) {
    OptionSpec.Builder option =
        OptionSpec.builder(name).type(type).arity("1").paramLabel(label).description(description);
    if (type.isEnum()) {
      option.completionCandidates(words(type));
    }
    return option.build();
  }

  /** One that may be given several times. */
  static OptionSpec values(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String[].class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** What a ledger is summed up by. */
  static OptionSpec by() {
    return value(
        "--by",
        Grouping.By.class,
        "KIND",
        "sum up by account, guest, container, unit, cgroup, process, job or device");
  }

  /** What parts of a ledger are looked at. */
  static OptionSpec devices() {
    return values(
        "--device",
        "D",
        "only this disk, or the disks under this volume, array or mount point;"
            + " several between commas, or each with its own --device");
  }

  static List<String> devices(ParseResult options) {
    return List.of(options.matchedOptionValue("--device", new String[0]));
  }

  /** The values of an enum as they are typed. */
  static List<String> words(Class<?> type) {
    return Stream.of(type.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
        .toList();
  }

  /** One or more. */
  static PositionalParamSpec several(String label, String description) {
    return PositionalParamSpec.builder()
        .type(String[].class)
        .arity("1..*")
        .required(true)
        .index("0..*")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /**
   * One of several, each with its own meaning.
   *
   * @param place counted from 0
   */
  static PositionalParamSpec required(String label, int place, String description) {
    return PositionalParamSpec.builder()
        .type(String.class)
        .arity("1")
        .required(true)
        .index(String.valueOf(place))
        .paramLabel(label)
        .description(description)
        .build();
  }

  /**
   * As a usage line shows it.
   *
   * @param label its name, perhaps in italics
   * @param dots for others like it
   */
  static String shown(PositionalParamSpec parameter, String label, String dots) {
    if (parameter.arity().min() == 0) {
      return "[" + label + "]";
    }
    return parameter.arity().max() > 1 ? label + dots : label;
  }

  static PositionalParamSpec optional(String label, String description) {
    return PositionalParamSpec.builder()
        .type(String.class)
        .arity("0..1")
        .index("0")
        .paramLabel(label)
        .description(description)
        .build();
  }
}
