package dev.iosleuth.cli;

import dev.iosleuth.view.text.Wrap;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code --help}: worked examples first. Not picocli's own, which knows no terminal of fewer than
 * 55 columns.
 */
final class Help {
  private static final int LEAST_WIDTH = 40;
  private static final int MOST_WIDTH = 100;

  /** In fewer columns what is explained stands on a line of its own. */
  private static final int BESIDE = 72;

  /** Up to here it always has room beside the name. */
  private static final int NARROW = 14;

  private static final int UNDER = 8;

  private final List<String> lines = new ArrayList<>();
  private final int width;

  private Help(int width) {
    this.width = Math.clamp(width, LEAST_WIDTH, MOST_WIDTH);
  }

  /**
   * @param columns of the terminal; at least 40 are used, at most 100
   */
  static String of(Command command, int columns) {
    var help = new Help(columns);
    help.write(command.spec());
    if (command instanceof HostCommand) {
      help.commands();
    }
    return String.join("\n", help.lines) + "\n";
  }

  private void write(CommandSpec spec) {
    lines.add("Examples:");
    for (String line : spec.usageMessage().header()) {
      var example = Specs.Example.of(line);
      entry(example.command(), example.what(), 44);
    }
    lines.add("");
    var usage = new StringBuilder("Usage: " + spec.name() + " [OPTIONS]");
    spec.positionalParameters()
        .forEach(p -> usage.append(" ").append(Specs.shown(p, p.paramLabel(), "…")));
    lines.addAll(Wrap.lines(usage.toString(), width));
    for (String text : spec.usageMessage().description()) {
      lines.addAll(Wrap.lines(text, width));
    }
    lines.add("");
    spec.positionalParameters()
        .forEach(p -> entry(p.paramLabel(), String.join(" ", p.description()), 24));
    spec.options().forEach(o -> entry(names(o), String.join(" ", o.description()), 24));
    lines.add("");
    lines.add("Exit status:");
    spec.usageMessage().exitCodeList().forEach((code, what) -> entry(code, what, 7));
  }

  private static String names(OptionSpec option) {
    String names = String.join(", ", option.names());
    String label = (" " + option.paramLabel()).repeat(option.arity().min());
    // long names under each other
    return (names.startsWith("--") ? "    " : "") + names + label;
  }

  private void commands() {
    lines.add("");
    lines.add("Commands (iosleuth help COMMAND):");
    Commands.all().forEach(e -> entry(e.name(), e.summary(), 14));
  }

  /** What is explained, and beside it or under it how. */
  private void entry(String name, String what, int column) {
    boolean room = width >= BESIDE || column <= NARROW;
    int indent = room ? column : UNDER;
    String first = "  " + name;
    if (!room || first.length() + 1 >= column) {
      lines.addAll(Wrap.hanging("  ", name, width));
      first = "";
    }
    for (String text : Wrap.lines(what, width - indent)) {
      lines.add(first + " ".repeat(indent - first.length()) + text);
      first = "";
    }
  }
}
