package dev.iosleuth.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words for command lines that do not fit. */
final class Usage {
  private Usage() {}

  static String unknownCommand(String word) {
    String known =
        Commands.all().stream().map(Commands.Entry::name).collect(Collectors.joining(", "));
    String meant = isFile(word) ? " (iosleuth --from " + word + "?)" : "";
    return "no command '" + word + "'" + meant + "; there are " + known + "; see iosleuth --help";
  }

  /** By its look. */
  private static boolean isFile(String word) {
    return !word.startsWith("-") && (word.contains(".") || word.contains("/"));
  }

  static String unknownRule(String word, List<String> known) {
    return "no rule '" + word + "'; there are " + String.join(", ", known);
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

  private static String unmatched(UnmatchedArgumentException wrong) {
    CommandSpec spec = wrong.getCommandLine().getCommandSpec();
    List<String> words = wrong.getUnmatched();
    Optional<String> command =
        words.stream().filter(word -> Commands.named(word).isPresent()).findFirst();
    if (command.isPresent() && spec.name().equals("iosleuth")) {
      return "the command stands first: iosleuth " + command.get() + " [OPTIONS]";
    }
    String word = words.getFirst();
    if (isFile(word) && spec.findOption("--device") == null && spec.findOption("--from") != null) {
      return "no argument '" + word + "' (--from " + word + "?)";
    }
    String what = "no option or argument '" + word + "'";
    if (!word.startsWith("-") && spec.findOption("--device") != null) {
      return what + " (--device " + word + "?)";
    }
    List<String> close = wrong.getSuggestions();
    return close.isEmpty() ? what : what + " (" + close.getFirst() + "?)";
  }

  private static String what(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
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
