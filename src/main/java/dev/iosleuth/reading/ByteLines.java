package dev.iosleuth.reading;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream of any length, one after the other in one buffer. A line that is longer
 * than any honest one is cut: its beginning comes, marked, and its rest is passed over.
 */
public final class ByteLines {
  private static final int BLOCK = 1 << 17;

  /** The longest honest line: a command line as pidstat prints it. */
  private static final int LONGEST = 1 << 16;

  private final InputStream in;
  private byte[] bytes = new byte[2 * BLOCK];
  private int from;
  private int to;
  private int next;
  private int filled;
  private long number;
  private boolean ended;
  private boolean whole;
  private boolean cut;

  public ByteLines(InputStream in) {
    this(in, 0);
  }

  /**
   * @param before lines that stand before it
   */
  public ByteLines(InputStream in, long before) {
    number = before;
    this.in = in;
  }

  /** Steps to the next line, blank ones included. */
  public boolean next() throws IOException {
    from = next;
    int at = from;
    while (true) {
      byte[] buffer = bytes;
      int end = filled;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      if (at < end) {
        return line(at, at + 1, true, false);
      }
      if (ended) {
        return at > from && line(at, at, false, false);
      }
      if (at - from > LONGEST) {
        line(from + LONGEST, at, true, true);
        passOver();
        return true;
      }
      at -= fill();
    }
  }

  private boolean line(int end, int following, boolean terminated, boolean tooLong) {
    to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
    next = following;
    whole = terminated;
    cut = tooLong;
    number++;
    return true;
  }

  /** Reads more behind what is left; returns by how much that moved. */
  private int fill() throws IOException {
    int moved = from;
    System.arraycopy(bytes, from, bytes, 0, filled - from);
    filled -= moved;
    from = 0;
    if (filled + BLOCK > bytes.length) {
      bytes = Arrays.copyOf(bytes, filled + BLOCK);
    }
    int got = in.read(bytes, filled, bytes.length - filled);
    ended = got < 0;
    filled += Math.max(0, got);
    return moved;
  }

  /** To the end of a line that is too long, behind its beginning, which stays in the buffer. */
  private void passOver() throws IOException {
    int room = to + 1;
    int at = room;
    int end = at;
    while (true) {
      while (at < end && bytes[at] != '\n') {
        at++;
      }
      if (at < end || ended) {
        next = Math.min(at + 1, end);
        filled = end;
        return;
      }
      int got = in.read(bytes, room, bytes.length - room);
      ended = got < 0;
      at = room;
      end = room + Math.max(0, got);
    }
  }

  /** Where the next line begins, as far as it is known. */
  public int ahead() {
    return next;
  }

  /** Behind the last byte that is known. */
  public int known() {
    return filled;
  }

  /**
   * Steps over a line that was read from {@link #ahead} on.
   *
   * @param behind its line feed
   */
  public void pass(int behind) {
    from = next;
    line(behind - 1, behind, true, false);
  }

  public byte[] bytes() {
    return bytes;
  }

  public int from() {
    return from;
  }

  /** Behind the last byte, without the line's end. */
  public int to() {
    return to;
  }

  /** Counted from 1. */
  public long number() {
    return number;
  }

  /** Whether it ends in a newline; else the text was cut short, or pasted, within it. */
  public boolean whole() {
    return whole;
  }

  /** Whether it was longer than is believed of a line. */
  public boolean tooLong() {
    return cut;
  }
}
