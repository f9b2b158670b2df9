package dev.iosleuth.cli;

import dev.iosleuth.reading.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where answers go. It remembers that it could not be written, so that no command can forget to say
 * so; once it has failed it takes nothing more.
 */
final class Output extends OutputStream {
  private final OutputStream stream;
  private final BooleanSupplier readerGone;
  private @Nullable IOException problem;

  /**
   * @param readerGone asked after a failure: whether nobody wants to read any more
   */
  Output(OutputStream stream, BooleanSupplier readerGone) {
    this.stream = stream;
    this.readerGone = readerGone;
  }

  /** UTF-8; false if it could not be written. */
  boolean print(String text) {
    return print(Utf8.encode(text));
  }

  /** False if they could not be written. */
  boolean print(byte[] bytes) {
    try {
      write(bytes);
      flush();
      return true;
    } catch (IOException _) {
      // remembered, and told at the end
      return false;
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    attempt(() -> stream.write(bytes, from, length));
  }

  @Override
  public void flush() throws IOException {
    attempt(stream::flush);
  }

  private void attempt(Attempt attempt) throws IOException {
    if (problem != null) {
      // never the same again: a writer that closes itself adds the second failure to the first
      throw new IOException(problem.getMessage());
    }
    try {
      attempt.run();
    } catch (IOException e) {
      problem = e;
      throw e;
    }
  }

  private interface Attempt {
    void run() throws IOException;
  }

  boolean failed() {
    return problem != null;
  }

  /** Why it could not be written; empty if it could, or if its reader just had enough of it. */
  Optional<String> whyNot() {
    IOException why = problem;
    return why == null || readerGone.getAsBoolean()
        ? Optional.empty()
        : Optional.of("standard output could not be written: " + why.getMessage());
  }
}
