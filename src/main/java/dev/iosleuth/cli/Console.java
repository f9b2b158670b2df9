package dev.iosleuth.cli;

import dev.iosleuth.source.Terminal;
import dev.iosleuth.view.text.Escape;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** What a command talks to. */
final class Console {
  private final Output out;
  private final PrintStream err;
  private final Supplier<Terminal> asked;
  private final Map<String, String> environment;
  private final Stopping stopping;

  /**
   * @param out answers
   * @param err errors and progress, UTF-8
   * @param terminal asked only when it matters: the first system call costs 30 ms
   * @param stopping asked when the user wants an end
   */
  Console(
      Output out,
      PrintStream err,
      Supplier<Terminal> terminal,
      Map<String, String> environment,
      Stopping stopping) {
    this.out = out;
    this.err = err;
    this.asked = terminal;
    this.environment = Map.copyOf(environment);
    this.stopping = stopping;
  }

  /** Values of {@code --color}. */
  enum ColorWhen {
    AUTO,
    ALWAYS,
    NEVER
  }

  /** The same without a word on standard error or output, and with an end of its own. */
  Console silent(Stopping own) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new Console(
        new Output(nowhere, () -> false), nowhere, () -> Terminal.NONE, environment, own);
  }

  Output out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  Terminal terminal() {
    return asked.get();
  }

  Map<String, String> environment() {
    return environment;
  }

  Stopping stopping() {
    return stopping;
  }

  /** NO_COLOR (no-color.org) and TERM=dumb switch colour off, unless it is asked for. */
  boolean colored(ColorWhen when) {
    return switch (when) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          terminal().out()
              && environment.getOrDefault("NO_COLOR", "").isEmpty()
              && !environment.getOrDefault("TERM", "").equals("dumb");
    };
  }

  /** One line for people: what, where, what to do next. */
  void error(String sentence) {
    err.println("iosleuth: " + Escape.terminal(sentence));
  }

  /** A line under an error: something that can be typed instead. */
  void choice(String line) {
    err.println("  " + Escape.terminal(line));
  }

  /** Prints an answer; false if it could not be written, which is told at the end. */
  boolean print(String text) {
    return out.print(text);
  }
}
