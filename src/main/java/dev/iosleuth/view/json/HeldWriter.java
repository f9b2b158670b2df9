package dev.iosleuth.view.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/**
 * Keeps what is written until it is known that there will be an answer: half of one is none.
 *
 * <p>A failure is an UncheckedIOException. Jackson would make an exception of its own of an
 * IOException, and who reads a log in JSON would take that for damage of the log.
 */
final class HeldWriter extends Writer {
  private final StringBuilder held = new StringBuilder();
  private final Writer out;
  private boolean released;

  HeldWriter(Writer out) {
    this.out = out;
  }

  /** From now on all goes through. */
  void release() {
    released = true;
  }

  @Override
  public void write(char[] text, int from, int length) {
    if (!released) {
      held.append(text, from, length);
      return;
    }
    attempt(() -> {
      pass();
      out.write(text, from, length);
    });
  }

  private void pass() throws IOException {
    if (!held.isEmpty()) {
      out.append(held);
      held.setLength(0);
    }
  }

  @Override
  public void flush() {
    if (released) {
      attempt(() -> {
        pass();
        out.flush();
      });
    }
  }

  @Override
  public void close() {
    if (released) {
      flush();
      attempt(out::close);
    }
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private static void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
