package dev.iosleuth.cli;

import dev.iosleuth.source.Terminal;
import dev.iosleuth.view.text.Escape;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command talks to.
 *
 * @param out answers, UTF-8
 * @param err errors and progress, UTF-8
 * @param stopping asked when the user wants an end
 */
record Console(
    PrintStream out,
    PrintStream err,
    Terminal terminal,
    Map<String, String> environment,
    Stopping stopping) {

  /** Values of {@code --color}. */
  enum ColorWhen {
    AUTO,
    ALWAYS,
    NEVER
  }

  Console {
    environment = Map.copyOf(environment);
  }

  /** NO_COLOR (no-color.org) and TERM=dumb switch colour off, unless it is asked for. */
  boolean colored(ColorWhen when) {
    return switch (when) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          terminal.out()
              && environment.getOrDefault("NO_COLOR", "").isEmpty()
              && !environment.getOrDefault("TERM", "").equals("dumb");
    };
  }

  /** One line for people: what, where, what to do next. */
  void error(String sentence) {
    err.println("iosleuth: " + Escape.terminal(sentence));
  }

  /** Prints an answer; false if nobody reads any more. */
  boolean print(String text) {
    out.print(text);
    return !out.checkError();
  }
}
