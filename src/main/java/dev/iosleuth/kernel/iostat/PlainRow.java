package dev.iosleuth.kernel.iostat;

import java.util.Arrays;

/**
 * Reads a row as nearly all are in one pass over its bytes: a name at the beginning of the line, or
 * behind the time that stands before each row, figures without signs or units behind it, blanks
 * between them, nothing else. What is not so is left to the readers that know more.
 */
final class PlainRow {
  /** Exact as doubles, as is every quotient of a number below 2^53 by one of them, rounded once. */
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  /** So many digits fit in 64 bits. */
  private static final int MOST_DIGITS = 18;

  private static final int NONE = -1;
  private static final int POINT = '.' - '0';
  private static final int COMMA = ',' - '0';

  private int nameEnd;

  /**
   * @param end behind the last byte that is known
   * @param printed takes the figures, all of which must be there
   * @return where the next line begins, or -1 if it is no such row
   */
  int read(byte[] bytes, int start, int end, double[] printed) {
    int at = start;
    while (at < end && bytes[at] > ' ' && bytes[at] != '|') {
      at++;
    }
    if (at == start || bytes[start] == '>') {
      return NONE;
    }
    nameEnd = at;
    for (int cell = 0; cell < printed.length; cell++) {
      int blank = at;
      while (at < end && bytes[at] == ' ') {
        at++;
      }
      int first = at;
      int point = NONE;
      long sum = 0;
      while (at < end) {
        int digit = bytes[at] - '0';
        if (digit >= 0 && digit <= 9) {
          sum = sum * 10 + digit;
        } else if (point < 0 && at > first && (digit == POINT || digit == COMMA)) {
          point = at;
        } else {
          break;
        }
        at++;
      }
      int scale = point < 0 ? 0 : at - point - 1;
      if (first == blank
          || at == first
          || Cells.padded(bytes, first, at)
          || at - first > MOST_DIGITS
          || scale >= POWERS.length) {
        return NONE;
      }
      printed[cell] = scale == 0 ? sum : sum / POWERS[scale];
    }
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\r')) {
      at++;
    }
    return at < end && bytes[at] == '\n' ? at + 1 : NONE;
  }

  /**
   * Behind what stands before each row, and the blanks behind that; -1 if something else is there.
   */
  static int behind(byte[] bytes, int start, int end, byte[] prefix) {
    int at = start + prefix.length;
    if (prefix.length == 0
        || at >= end
        || bytes[at] != ' '
        || !Arrays.equals(bytes, start, at, prefix, 0, prefix.length)) {
      return NONE;
    }
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    return at;
  }

  /** Behind the name of the row that was read last. */
  int nameEnd() {
    return nameEnd;
  }
}
