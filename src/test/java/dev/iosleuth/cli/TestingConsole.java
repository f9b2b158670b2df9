package dev.iosleuth.cli;

import dev.iosleuth.source.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
    console = console(terminal, environment, room -> new Output(room, () -> false));
  }

  /** Of which so many bytes can be written; whether because its reader went. */
  TestingConsole(int room, boolean readerGone) {
    console =
        console(Terminal.NONE, Map.of(), kept -> new Output(limited(kept, room), () -> readerGone));
  }

  private Console console(
      Terminal terminal, Map<String, String> environment, Function<OutputStream, Output> output) {
    return new Console(
        output.apply(out),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        () -> terminal,
        environment,
        stopping);
  }

  private static OutputStream limited(OutputStream kept, int room) {
    return new OutputStream() {
      private int left = room;

      @Override
      public void write(int value) throws IOException {
        if (left == 0) {
          throw new IOException("No space left on device");
        }
        left--;
        kept.write(value);
      }
    };
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
