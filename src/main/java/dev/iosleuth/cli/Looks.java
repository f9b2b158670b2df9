package dev.iosleuth.cli;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.view.text.Look;
import java.time.ZoneId;
import java.util.OptionalInt;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** How text looks here: as wide as the terminal, coloured if that is wanted. */
final class Looks {
  private Looks() {}

  static OptionSpec option() {
    return Specs.value(
        "--color",
        Console.ColorWhen.class,
        "WHEN",
        "auto (on terminals, unless NO_COLOR is set), always or never");
  }

  static Look of(ParseResult options, Console console) {
    Console.ColorWhen when = options.matchedOptionValue("--color", Console.ColorWhen.AUTO);
    return new Look(columns(console), console.colored(when), ZoneId.systemDefault());
  }

  /** COLUMNS outdoes the terminal, as everywhere: shells do not pass it on unless told to. */
  static int columns(Console console) {
    OptionalInt told = Fields.parseInt(console.environment().getOrDefault("COLUMNS", ""));
    return told.isPresent() && told.getAsInt() > 0 ? told.getAsInt() : console.terminal().columns();
  }
}
