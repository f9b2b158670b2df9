package dev.iosleuth.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words for command lines that do not fit. */
final class Usage {
  private Usage() {}

  static String unknownCommand(String word) {
    String known =
        Commands.all().stream().map(Commands.Entry::name).collect(Collectors.joining(", "));
    return "no command '" + word + "'; there are " + known + "; see iosleuth --help";
  }

  static String sentence(ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().name();
    return what(wrong) + "; see " + command + " --help";
  }

  static String kind(OptionSpec option) {
    Class<?> type = option.type();
    if (type.isEnum()) {
      return "one of " + String.join(", ", Specs.words(type));
    }
    return type == Long.class ? "a whole number" : "a number of seconds, such as 5 or 0.5";
  }

  private static String what(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      List<String> words = unmatched.getUnmatched();
      boolean host = wrong.getCommandLine().getCommandSpec().name().equals("iosleuth");
      Optional<String> command =
          words.stream().filter(word -> host && Commands.named(word).isPresent()).findFirst();
      if (command.isPresent()) {
        return "the command stands first: iosleuth " + command.get() + " [OPTIONS]";
      }
      List<String> close = unmatched.getSuggestions();
      String meant = close.isEmpty() ? "" : " (" + close.getFirst() + "?)";
      return "no option or argument '" + words.getFirst() + "'" + meant;
    }
    ArgSpec argument = wrong.getArgSpec();
    String value = wrong.getValue();
    if (argument instanceof OptionSpec option && value != null) {
      return option.longestName() + " takes " + kind(option) + ", not '" + value + "'";
    }
    String message = String.valueOf(wrong.getMessage());
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }
}
