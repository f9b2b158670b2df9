package dev.iosleuth.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth man}: the manual page of a command, made from the same model as its help. */
final class ManCommand implements Command {
  @Override
  public CommandSpec spec() {
    return Specs.command(
            "iosleuth man",
            "Prints the manual page of a command, in man(7)'s format.",
            List.of(
                Specs.example("iosleuth man ledger | man -l -", "read one"),
                Specs.example("iosleuth man > iosleuth.1", "the program's own")))
        .addPositional(Specs.optional("COMMAND", "whose page; without it the program's own"));
  }

  @Override
  public int run(ParseResult options, Console console) {
    Command command = Commands.chosen(options);
    console.print(ManPage.of(command.spec(), Version.line(), Version.date()));
    return Status.ANSWERED;
  }
}
