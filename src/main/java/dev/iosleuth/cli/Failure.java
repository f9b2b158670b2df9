package dev.iosleuth.cli;

import java.util.List;

/** Ends the command with one line on standard error and status 2. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> choices;

  /**
   * @param message what, where, what to do next; not escaped
   */
  Failure(String message) {
    this(message, List.of());
  }

  /**
   * @param choices what can be typed instead, a line each; not escaped
   */
  Failure(String message, List<String> choices) {
    super(message, null, false, false);
    this.choices = List.copyOf(choices);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }

  List<String> choices() {
    return choices;
  }
}
