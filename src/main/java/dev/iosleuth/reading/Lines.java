package dev.iosleuth.reading;

/**
 * Steps over the lines of a text that are not blank, without splitting it.
 *
 * <p>The kernel ends every line with a newline, so a last line without one was cut short, perhaps
 * in the middle of a number: it must not be believed.
 */
public final class Lines {
  private final Text text;
  private final byte[] bytes;
  private int from;
  private int to;
  private int next;
  private int number;

  public Lines(Text text) {
    this.text = text;
    this.bytes = text.bytes();
  }

  /** Steps to the next line that is not blank, if there is one. */
  public boolean next() {
    while (next < bytes.length) {
      from = next;
      to = from;
      while (to < bytes.length && bytes[to] != '\n') {
        to++;
      }
      next = to + 1;
      number++;
      if (fields().more()) {
        return true;
      }
    }
    return false;
  }

  /** Counted from 1. */
  public int number() {
    return number;
  }

  /** Whether the line ends in a newline; else the text was cut short within it. */
  public boolean whole() {
    return to < bytes.length;
  }

  /** Whether the line's first bytes are these. */
  public boolean startsWith(String ascii) {
    if (to - from < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[from + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  public Fields fields() {
    return new Fields(bytes, from, to);
  }

  public String string() {
    return Utf8.decode(bytes, from, to);
  }

  /** This line as one that was not understood. */
  public <T> Reading.Malformed<T> malformed(String expected) {
    String found = Utf8.decode(bytes, from, Math.min(to, from + Text.SHOWN_BYTES));
    String wanted = whole() ? expected : expected + ", in a whole line";
    return new Reading.Malformed<>(text.where(number), wanted, found.strip());
  }
}
