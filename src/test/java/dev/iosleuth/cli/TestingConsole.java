package dev.iosleuth.cli;

import dev.iosleuth.source.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs command lines and keeps what they print. */
public final class TestingConsole {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Stopping stopping = new Stopping();
  private final Console console;

  public TestingConsole() {
    this(Terminal.NONE, Map.of());
  }

  public TestingConsole(Terminal terminal, Map<String, String> environment) {
    console =
        new Console(
            new Output(out, () -> false),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> terminal,
            environment,
            stopping);
  }

  public int run(String... arguments) {
    return Main.run(List.of(arguments), console);
  }

  Console console() {
    return console;
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
