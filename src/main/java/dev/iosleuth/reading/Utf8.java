package dev.iosleuth.reading;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 that loses nothing: a byte 0xNN that is not part of valid UTF-8 becomes the lone surrogate
 * U+DCNN and comes back as that byte (Python's PEP 383 does the same). Names of files and processes
 * are bytes under others' control; they must come back unchanged to open the file that they name.
 */
public final class Utf8 {
  private static final int ESCAPE = 0xDC00;

  private Utf8() {}

  public static String decode(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : decodeSlowly(bytes, from, to);
  }

  private static String decodeSlowly(byte[] bytes, int from, int to) {
    var text = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      int length = sequenceLength(bytes, at, to);
      if (length == 0) {
        text.append((char) (ESCAPE | (bytes[at] & 0xff)));
        at++;
      } else {
        text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
    return text.toString();
  }

  /** Length of the valid sequence at {@code at}, or 0. */
  private static int sequenceLength(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xff;
    int length =
        first < 0x80
            ? 1
            : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > to) {
      return 0;
    }
    if (length == 1) {
      return 1;
    }
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    boolean valid = text.codePointCount(0, text.length()) == 1;
    boolean replaced = text.charAt(0) == '\uFFFD';
    boolean isReplacement =
        length == 3
            && first == 0xEF
            && (bytes[at + 1] & 0xff) == 0xBF
            && (bytes[at + 2] & 0xff) == 0xBD;
    return valid && (!replaced || isReplacement) ? length : 0;
  }

  public static byte[] encode(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      if (point >= ESCAPE + 0x80 && point <= ESCAPE + 0xff) {
        bytes.write(point & 0xff);
      } else {
        bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
      }
      at += Character.charCount(point);
    }
    return bytes.toByteArray();
  }
}
