package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.Utf8;
import java.util.Arrays;

/**
 * The words of one line, found again for each line without an allocation. What mail, markdown and
 * colours add to a line is passed over: {@code >} and {@code |} around words, blanks of two bytes,
 * escape sequences.
 */
final class Tokens {
  private static final byte ESCAPE = 0x1b;

  private byte[] bytes = {};
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int count;

  /** Keeps the bytes until the next call. */
  void split(byte[] line, int start, int end) {
    bytes = line;
    count = 0;
    int at = start;
    boolean coloured = false;
    while (at < end) {
      byte b = line[at];
      if (b <= ' ' && blank(line, at, end)) {
        at++;
        continue;
      }
      int word = at;
      while (at < end) {
        byte c = line[at];
        if (c <= ' ') {
          if (blank(line, at, end)) {
            break;
          }
          coloured |= c == ESCAPE;
        }
        at++;
      }
      if (b == '|' || b == '>' || line[at - 1] == '|') {
        add(unframed(word, at), unframedEnd(word, at));
      } else {
        add(word, at);
      }
    }
    if (coloured) {
      byte[] plain = Escapes.without(line, start, end);
      if (plain.length < end - start) {
        split(plain, 0, plain.length);
      }
    }
  }

  private static boolean blank(byte[] line, int at, int end) {
    byte b = line[at];
    if (b >= 0) {
      return b == ' ' || b == '\t' || b == '\r' || b == 0;
    }
    boolean first = b == (byte) 0xc2 && at + 1 < end && line[at + 1] == (byte) 0xa0;
    return first || (b == (byte) 0xa0 && at > 0 && line[at - 1] == (byte) 0xc2);
  }

  private int unframed(int word, int end) {
    int at = word;
    while (at < end && (bytes[at] == '|' || (bytes[at] == '>' && count == 0))) {
      at++;
    }
    return at;
  }

  private int unframedEnd(int word, int end) {
    int at = end;
    while (at > word && bytes[at - 1] == '|') {
      at--;
    }
    return at;
  }

  private void add(int start, int end) {
    if (start >= end) {
      return;
    }
    if (count == from.length) {
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
    }
    from[count] = start;
    to[count] = end;
    count++;
  }

  int count() {
    return count;
  }

  byte[] bytes() {
    return bytes;
  }

  int from(int word) {
    return from[word];
  }

  int to(int word) {
    return to[word];
  }

  String word(int word) {
    return Utf8.decode(bytes, from[word], to[word]);
  }

  /** As a heading was printed, before a page of the web escaped its signs. */
  String heading(int word) {
    String text = word(word);
    return text.indexOf('&') < 0
        ? text
        : text.replace("&amp;", "&").replaceAll("&(#37|#[xX]25|percnt);", "%").replace("&gt;", ">");
  }

  /** From one word to behind another, with the blanks between them. */
  String words(int first, int behind) {
    return first >= behind ? "" : Utf8.decode(bytes, from[first], to[behind - 1]);
  }

  /** Whether they are like {@code 11/21/2026 02:04:06 PM}, or the first or the first two of it. */
  boolean bareTime() {
    return switch (count) {
      case 1 -> digit(0);
      case 2 -> digit(0) && digit(1);
      case 3 -> digit(0) && digit(1) && to[2] - from[2] == 2 && bytes[to[2] - 1] == 'M';
      default -> false;
    };
  }

  private boolean digit(int word) {
    byte first = bytes[from[word]];
    return first >= '0' && first <= '9';
  }

  boolean is(int word, byte[] ascii) {
    int length = to[word] - from[word];
    return length == ascii.length
        && Arrays.equals(bytes, from[word], to[word], ascii, 0, ascii.length);
  }

  boolean is(int word, String ascii) {
    if (word >= count || to[word] - from[word] != ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[from[word] + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Sequences that colour a terminal, as S_COLORS=always writes them. */
  private static final class Escapes {
    static byte[] without(byte[] line, int start, int end) {
      var plain = new byte[end - start];
      int length = 0;
      int at = start;
      while (at < end) {
        int behind = sequence(line, at, end);
        if (behind > at) {
          at = behind;
        } else {
          plain[length] = line[at];
          length++;
          at++;
        }
      }
      return Arrays.copyOf(plain, length);
    }

    /** Behind ESC [ parameters letter; the same place if none begins here. */
    private static int sequence(byte[] line, int at, int end) {
      if (line[at] != ESCAPE || at + 1 >= end || line[at + 1] != '[') {
        return at;
      }
      int next = at + 2;
      while (next < end && line[next] >= 0x20 && line[next] < 0x40) {
        next++;
      }
      return next < end ? next + 1 : at;
    }
  }
}
