package dev.iosleuth.reading;

/**
 * Reads one number after the other as tools print them for people: {@code 0.25}, {@code 0,25},
 * {@code 12.3%}, {@code 9.3G}. One object serves a whole log, so that no cell costs an allocation.
 */
public final class Numeral {
  /** Exact as doubles, as is every quotient of a number below 2^53 by one of them, rounded once. */
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  /** So many digits fit in 64 bits. */
  private static final int PLAIN = 18;

  private static final long MOST = Long.MAX_VALUE / 10 - 10;

  private double value;
  private char suffix;
  private int decimals;

  /**
   * Whether these bytes are a number and nothing else. {@code nan} and {@code inf}, which iostat
   * prints where it divides by zero, are numbers that are not known: NaN.
   */
  public boolean read(byte[] bytes, int from, int to) {
    return to - from <= PLAIN ? plain(bytes, from, to) : any(bytes, from, to);
  }

  /** Digits with a point or none, that cannot overflow: nearly all there are. */
  private boolean plain(byte[] bytes, int from, int to) {
    long sum = 0;
    int point = to;
    for (int at = from; at < to; at++) {
      int digit = bytes[at] - '0';
      if (digit >= 0 && digit <= 9) {
        sum = sum * 10 + digit;
      } else if (point == to && at > from && (digit == '.' - '0' || digit == ',' - '0')) {
        point = at;
      } else {
        return any(bytes, from, to);
      }
    }
    int scale = Math.max(0, to - point - 1);
    if (from == to || scale >= POWERS.length) {
      return any(bytes, from, to);
    }
    suffix = 0;
    decimals = scale;
    value = scale == 0 ? sum : sum / POWERS[scale];
    return true;
  }

  private boolean any(byte[] bytes, int from, int to) {
    int at = from < to && bytes[from] == '-' ? from + 1 : from;
    int first = at;
    long sum = 0;
    while (at < to && digit(bytes[at]) && sum < MOST) {
      sum = sum * 10 + bytes[at] - '0';
      at++;
    }
    int scale = 0;
    if (at > first && at < to && (bytes[at] == '.' || bytes[at] == ',')) {
      at++;
      while (at < to && digit(bytes[at]) && scale < POWERS.length - 1 && sum < MOST) {
        sum = sum * 10 + bytes[at] - '0';
        at++;
        scale++;
      }
    }
    if (at == first) {
      return word(bytes, first, to);
    }
    suffix = 0;
    if (at == to - 1 && isSuffix(bytes[at])) {
      suffix = (char) bytes[at];
      at++;
    }
    double size = scale == 0 ? sum : sum / POWERS[scale];
    value = first > from ? -size : size;
    decimals = scale;
    return at == to;
  }

  /** As {@link #read} found it; NaN where a tool printed that it does not know. */
  public double value() {
    return value;
  }

  /** The sign behind it: {@code %}, a unit of size, or 0. */
  public char suffix() {
    return suffix;
  }

  /** How many digits stood behind the point. */
  public int decimals() {
    return decimals;
  }

  private boolean word(byte[] bytes, int from, int to) {
    value = Double.NaN;
    suffix = 0;
    decimals = 0;
    if (from == to) {
      // a lone minus sign: pidstat's thread of a process itself
      return to > 0 && bytes[to - 1] == '-';
    }
    return to - from == 3
        && ((bytes[from] == 'n' && bytes[from + 1] == 'a' && bytes[from + 2] == 'n')
            || (bytes[from] == 'i' && bytes[from + 1] == 'n' && bytes[from + 2] == 'f'));
  }

  private static boolean isSuffix(byte b) {
    return switch (b) {
      case '%', 's', 'B', 'k', 'K', 'M', 'G', 'T', 'P' -> true;
      default -> false;
    };
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }
}
