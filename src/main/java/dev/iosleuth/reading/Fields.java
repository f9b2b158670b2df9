package dev.iosleuth.reading;

import dev.iosleuth.unit.DevNo;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A cursor over the fields of one line of bytes, without splitting it. The only home of number
 * parsing.
 *
 * <p>A number that is none leaves the cursor where it was. Decimal numbers are unsigned 64-bit: a
 * counter beyond 2^63 comes back negative and is to be compared unsigned.
 */
public final class Fields {
  private static final int MOST_DECIMAL = 60;
  private static final Pattern DECIMAL =
      Pattern.compile("-?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][-+]?[0-9]{1,4})?");

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
      at = fieldEnd();
    }
  }

  /** Steps over some fields. */
  public void skip(int count) {
    for (int i = 0; i < count; i++) {
      skip();
    }
  }

  /** Steps over the next field if it is this word. */
  public boolean take(String ascii) {
    if (!more() || fieldEnd() - at != ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[at + i] != ascii.charAt(i)) {
        return false;
      }
    }
    at += ascii.length();
    return true;
  }

  /** What is left of the line, without leading blanks. */
  public String rest() {
    return more() ? Utf8.decode(bytes, at, end) : "";
  }

  /** Whether the cursor stands at the very end, behind which the text may have been cut. */
  public boolean atEnd() {
    return at == end;
  }

  /** The next field as a decimal number. */
  public OptionalLong number() {
    return more() ? number(fieldEnd(), 10) : OptionalLong.empty();
  }

  /** The next field as a decimal number with an optional minus sign, within 64 bits signed. */
  public OptionalLong signed() {
    return more() ? signed(fieldEnd()) : OptionalLong.empty();
  }

  /** The next field as a hexadecimal number without 0x. */
  public OptionalLong hex() {
    return more() ? number(fieldEnd(), 16) : OptionalLong.empty();
  }

  /** The next field as an octal number. */
  public OptionalLong octal() {
    return more() ? number(fieldEnd(), 8) : OptionalLong.empty();
  }

  /**
   * The next field, a decimal fraction such as 41.25, times ten to the power of {@code digits},
   * exactly: further digits are cut off. Seconds with 9 digits are nanoseconds.
   */
  public OptionalLong scaled(int digits) {
    return more() ? scaled(fieldEnd(), digits) : OptionalLong.empty();
  }

  /** The next field as a device number in decimal: {@code 8:16}. */
  public Optional<DevNo> device() {
    return device(10);
  }

  /** The next field as a device number in hexadecimal: {@code fd:1a}, as /proc/PID/maps has it. */
  public Optional<DevNo> hexDevice() {
    return device(16);
  }

  /** The next two fields, major and minor number of a device in decimal. */
  public Optional<DevNo> spacedDevice() {
    int from = at;
    if (more() && digitsTo(fieldEnd(), 10)) {
      long major = value;
      if (more() && digitsTo(fieldEnd(), 10) && device(major, value)) {
        return Optional.of(new DevNo((int) major, (int) value));
      }
    }
    at = from;
    return Optional.empty();
  }

  private Optional<DevNo> device(int radix) {
    if (!more()) {
      return Optional.empty();
    }
    int from = at;
    int to = fieldEnd();
    int colon = at;
    while (colon < to && bytes[colon] != ':') {
      colon++;
    }
    if (digitsTo(colon, radix)) {
      long major = value;
      at = Math.min(colon + 1, to);
      if (digitsTo(to, radix) && device(major, value)) {
        return Optional.of(new DevNo((int) major, (int) value));
      }
    }
    at = from;
    return Optional.empty();
  }

  /** 12 bits and 20 bits: include/linux/kdev_t.h. */
  private static boolean device(long major, long minor) {
    return (major & ~0xfffL) == 0 && (minor & ~0xfffffL) == 0;
  }

  /**
   * Reads numbers into an array until it is full or the next field is no number.
   *
   * @return how many were read
   */
  public int numbers(long[] into) {
    int count = 0;
    while (count < into.length && more() && digitsTo(fieldEnd(), 10)) {
      into[count] = value;
      count++;
    }
    return count;
  }

  /** The number that {@link #digitsTo} read: two results without a box on the hot path. */
  private long value;

  private OptionalLong number(int to, int radix) {
    return digitsTo(to, radix) ? OptionalLong.of(value) : OptionalLong.empty();
  }

  /** Steps over the digits up to {@code to} if there is nothing else and they fit in 64 bits. */
  private boolean digitsTo(int to, int radix) {
    int next = at;
    long sum = 0;
    while (next < to) {
      int digit = digit(bytes[next], radix);
      if (digit < 0 || overflows(sum, digit, radix)) {
        return false;
      }
      sum = sum * radix + digit;
      next++;
    }
    if (next == at) {
      return false;
    }
    at = next;
    value = sum;
    return true;
  }

  private OptionalLong signed(int to) {
    int from = at;
    boolean negative = bytes[at] == '-';
    if (negative) {
      at++;
    }
    if (digitsTo(to, 10) && (value >= 0 || (negative && value == Long.MIN_VALUE))) {
      return OptionalLong.of(negative ? -value : value);
    }
    at = from;
    return OptionalLong.empty();
  }

  private OptionalLong scaled(int to, int digits) {
    int from = at;
    int point = at;
    while (point < to && bytes[point] != '.') {
      point++;
    }
    if (digitsTo(point, 10) && value >= 0) {
      long sum = value;
      int next = Math.min(point + 1, to);
      for (int i = 0; i < digits && sum >= 0; i++) {
        int digit = next < to ? digit(bytes[next++], 10) : 0;
        sum = digit < 0 || sum > (Long.MAX_VALUE - digit) / 10 ? -1 : sum * 10 + digit;
      }
      at = next;
      if (sum >= 0 && (next == to || digitsOnly(next, to))) {
        at = to;
        return OptionalLong.of(sum);
      }
    }
    at = from;
    return OptionalLong.empty();
  }

  private boolean digitsOnly(int from, int to) {
    for (int i = from; i < to; i++) {
      if (digit(bytes[i], 10) < 0) {
        return false;
      }
    }
    return true;
  }

  private int fieldEnd() {
    int next = at;
    while (next < end && !blank(bytes[next])) {
      next++;
    }
    return next;
  }

  private static int digit(byte b, int radix) {
    int digit = b - '0';
    if (digit >= 0 && digit <= 9) {
      return digit < radix ? digit : -1;
    }
    int letter = (b | 0x20) - 'a';
    return radix == 16 && letter >= 0 && letter < 6 ? letter + 10 : -1;
  }

  private static boolean overflows(long sum, int digit, int radix) {
    if (sum >= 0 && sum < Long.MAX_VALUE / 16 - 16) {
      return false;
    }
    long most = Long.divideUnsigned(-1L, radix);
    int above = Long.compareUnsigned(sum, most);
    return above > 0 || (above == 0 && digit > Long.remainderUnsigned(-1L, radix));
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == 0;
  }

  /** A whole text as one unsigned decimal number, white space around it ignored. */
  public static Reading<Long> number(Text text) {
    return text.whole()
        ? number(text.strip(), text.path())
        : Reading.malformed(text.path(), "a number in a whole line", text.strip());
  }

  public static Reading<Long> number(String word, String where) {
    OptionalLong value = parse(word);
    return value.isPresent()
        ? Reading.known(value.getAsLong())
        : Reading.malformed(where, "a number", word);
  }

  /** One decimal number, unsigned or with a minus sign; blanks around it are ignored. */
  public static OptionalLong parse(String word) {
    Fields fields = of(word);
    OptionalLong value = fields.number();
    return only(fields, value.isPresent() ? value : fields.signed());
  }

  /** One decimal number that fits in an int. */
  public static OptionalInt parseInt(String word) {
    Fields fields = of(word);
    OptionalLong value = only(fields, fields.signed());
    return value.isPresent() && value.getAsLong() == (int) value.getAsLong()
        ? OptionalInt.of((int) value.getAsLong())
        : OptionalInt.empty();
  }

  /** One device number in decimal: {@code 8:16}. */
  public static Optional<DevNo> devNo(String word) {
    Fields fields = of(word);
    return fields.device().filter(_ -> !fields.more());
  }

  /** One hexadecimal number, with or without 0x. */
  public static OptionalLong parseHex(String word) {
    Fields fields = of(word.startsWith("0x") ? word.substring(2) : word);
    return only(fields, fields.hex());
  }

  /** One octal number. */
  public static OptionalLong parseOctal(String word) {
    Fields fields = of(word);
    return only(fields, fields.octal());
  }

  /** One decimal fraction such as 41.25, times ten to the power of {@code digits}. */
  public static OptionalLong parseScaled(String word, int digits) {
    Fields fields = of(word);
    return only(fields, fields.scaled(digits));
  }

  /** One number as programs write it: {@code 0.25}, {@code -3}, {@code 1.2e-05}. */
  public static OptionalDouble decimal(String word) {
    if (word.length() > MOST_DECIMAL || !DECIMAL.matcher(word).matches()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(word);
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private static OptionalLong only(Fields fields, OptionalLong value) {
    return value.isPresent() && !fields.more() ? value : OptionalLong.empty();
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
