package dev.iosleuth.cli;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth completion}. */
final class CompletionCommand implements Command {
  @Override
  public CommandSpec spec() {
    return Specs.command(
            "iosleuth completion",
            "Prints a script that completes iosleuth's commands and options on the Tab key, for"
                + " bash and zsh (which loads it through its own bashcompinit).",
            List.of(
                Specs.example(". <(iosleuth completion)", "for this shell"),
                Specs.example(
                    "iosleuth completion > FILE", "FILE in bash-completion's completions folder")))
        .addPositional(Specs.optional("SHELL", "bash or zsh: the script is the same"));
  }

  @Override
  public int run(ParseResult options, Console console) {
    String shell = options.matchedPositionalValue(0, "bash");
    if (!List.of("bash", "zsh").contains(shell)) {
      throw new Failure("no completion for '" + shell + "'; there is one for bash and zsh");
    }
    console.print(AutoComplete.bash("iosleuth", Commands.tree()));
    return Status.ANSWERED;
  }
}
