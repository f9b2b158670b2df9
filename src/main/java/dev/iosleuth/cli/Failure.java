package dev.iosleuth.cli;

/** Ends the command with one line on standard error and status 2. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what, where, what to do next; not escaped
   */
  Failure(String message) {
    super(message, null, false, false);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
