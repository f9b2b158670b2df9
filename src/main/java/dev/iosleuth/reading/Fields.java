package dev.iosleuth.reading;

import dev.iosleuth.unit.DevNo;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A cursor over the fields of one line of bytes, without splitting it. The only home of number
 * parsing.
 */
public final class Fields {
  private final byte[] bytes;
  private final int end;
  private int at;

  public Fields(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  public static Fields of(String line) {
    byte[] bytes = Utf8.encode(line);
    return new Fields(bytes, 0, bytes.length);
  }

  /** Whether another field follows. */
  public boolean more() {
    while (at < end && blank(bytes[at])) {
      at++;
    }
    return at < end;
  }

  /** The next field, or the empty string at the end of the line. */
  public String word() {
    if (!more()) {
      return "";
    }
    int from = at;
    skip();
    return Utf8.decode(bytes, from, at);
  }

  /** Steps over one field. */
  public void skip() {
    if (more()) {
      while (at < end && !blank(bytes[at])) {
        at++;
      }
    }
  }

  /**
   * The next field as an unsigned 64-bit number in decimal (a counter beyond 2^63 comes back
   * negative and is to be compared unsigned); empty, and the cursor stays, if it is anything else.
   */
  public OptionalLong number() {
    if (!more()) {
      return OptionalLong.empty();
    }
    int next = at;
    long value = 0;
    while (next < end && !blank(bytes[next])) {
      int digit = bytes[next] - '0';
      if (digit < 0 || digit > 9 || overflows(value, digit)) {
        return OptionalLong.empty();
      }
      value = value * 10 + digit;
      next++;
    }
    at = next;
    return OptionalLong.of(value);
  }

  /** What is left of the line, without leading blanks. */
  public String rest() {
    return more() ? Utf8.decode(bytes, at, end) : "";
  }

  private static boolean overflows(long value, int digit) {
    long most = Long.divideUnsigned(-1L, 10);
    int above = Long.compareUnsigned(value, most);
    return above > 0 || (above == 0 && digit > 5);
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == 0;
  }

  /** A whole text as one unsigned decimal number, white space around it ignored. */
  public static Reading<Long> number(Text text) {
    return number(text.strip(), text.path());
  }

  public static Reading<Long> number(String word, String where) {
    OptionalLong value = parse(word);
    return value.isPresent()
        ? Reading.known(value.getAsLong())
        : Reading.malformed(where, "a number", word);
  }

  /** A decimal number with an optional sign, or empty. */
  public static OptionalLong parse(String word) {
    boolean negative = word.startsWith("-");
    Fields fields = of(negative ? word.substring(1) : word);
    OptionalLong value = fields.number();
    if (value.isEmpty() || fields.more()) {
      return OptionalLong.empty();
    }
    return negative ? OptionalLong.of(-value.getAsLong()) : value;
  }

  /** A device number in decimal, MAJOR:MINOR, or empty. */
  public static Optional<DevNo> devNo(String word) {
    int colon = word.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    OptionalLong major = below(word.substring(0, colon), 1 << 12);
    OptionalLong minor = below(word.substring(colon + 1), 1 << 20);
    return major.isPresent() && minor.isPresent()
        ? Optional.of(new DevNo((int) major.getAsLong(), (int) minor.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong below(String word, long limit) {
    OptionalLong value = word.startsWith("-") ? OptionalLong.empty() : parse(word);
    return value.isPresent() && Long.compareUnsigned(value.getAsLong(), limit) < 0
        ? value
        : OptionalLong.empty();
  }

  /** An unsigned octal number of digits only, as tar headers hold; at most 63 bits. */
  public static OptionalLong octal(String word) {
    if (word.isEmpty() || word.length() > 21) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = 0; i < word.length(); i++) {
      int digit = word.charAt(i) - '0';
      if (digit < 0 || digit > 7) {
        return OptionalLong.empty();
      }
      value = value << 3 | digit;
    }
    return OptionalLong.of(value);
  }
}
