package dev.iosleuth.view.json;

import java.io.IOException;
import java.io.Writer;

/** Keeps what is written until it is known that there will be an answer: half of one is none. */
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
  public void write(char[] text, int from, int length) throws IOException {
    if (!released) {
      held.append(text, from, length);
      return;
    }
    pass();
    out.write(text, from, length);
  }

  private void pass() throws IOException {
    if (!held.isEmpty()) {
      out.append(held);
      held.setLength(0);
    }
  }

  @Override
  public void flush() throws IOException {
    if (released) {
      pass();
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (released) {
      flush();
      out.close();
    }
  }
}
