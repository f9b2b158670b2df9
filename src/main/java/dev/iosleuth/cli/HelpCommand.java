package dev.iosleuth.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth help COMMAND}: what {@code iosleuth COMMAND --help} prints. */
final class HelpCommand implements Command {
  @Override
  public CommandSpec spec() {
    return Specs.command(
            "iosleuth help",
            "Prints what --help of a command prints.",
            List.of(
                Specs.example("iosleuth help", "what there is"),
                Specs.example("iosleuth help ledger", "one command's options")))
        .addPositional(Specs.optional("COMMAND", "whose help; without it the program's own"));
  }

  @Override
  public int run(ParseResult options, Console console) {
    Command command = Commands.chosen(options);
    console.print(Help.of(command, Looks.columns(console)));
    return Status.ANSWERED;
  }
}
