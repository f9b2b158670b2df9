package dev.iosleuth.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code --help}: worked examples first. */
final class Help {
  private Help() {}

  static String of(Command command) {
    String usage = new CommandLine(command.spec()).getUsageMessage(Ansi.OFF);
    return "Examples:\n" + usage + (command instanceof HostCommand ? commands() : "");
  }

  private static String commands() {
    var text = new StringBuilder("\nCommands (iosleuth COMMAND --help says more):\n");
    Commands.all().forEach(e -> text.append(String.format("  %-12s %s%n", e.name(), e.summary())));
    return text.toString();
  }
}
