package dev.iosleuth.reading;

import java.io.ByteArrayOutputStream;

/** Names that the kernel and tools print with some of their bytes written as digits. */
public final class Escapes {
  private Escapes() {}

  /** Puts bytes in the place of {@code \x20}: libdevmapper and udev write them so. */
  public static String hexadecimal(String name) {
    if (!name.contains("\\x")) {
      return name;
    }
    byte[] from = Utf8.encode(name);
    var to = new ByteArrayOutputStream(from.length);
    for (int i = 0; i < from.length; i++) {
      if (isEscape(from, i)) {
        to.write(digit(from[i + 2]) << 4 | digit(from[i + 3]));
        i += 3;
      } else {
        to.write(from[i]);
      }
    }
    return Utf8.decode(to.toByteArray(), 0, to.size());
  }

  /**
   * Puts bytes in the place of {@code \040}: the kernel writes them so (fs/seq_file.c mangle_path,
   * lib/string_helpers.c).
   */
  public static String octal(String name) {
    if (name.indexOf('\\') < 0) {
      return name;
    }
    byte[] from = Utf8.encode(name);
    var to = new ByteArrayOutputStream(from.length);
    for (int i = 0; i < from.length; i++) {
      if (isOctalEscape(from, i)) {
        to.write(digit(from[i + 1]) << 6 | digit(from[i + 2]) << 3 | digit(from[i + 3]));
        i += 3;
      } else {
        to.write(from[i]);
      }
    }
    return Utf8.decode(to.toByteArray(), 0, to.size());
  }

  private static boolean isOctalEscape(byte[] bytes, int at) {
    return at + 3 < bytes.length
        && bytes[at] == '\\'
        && isOctal(bytes[at + 1], '3')
        && isOctal(bytes[at + 2], '7')
        && isOctal(bytes[at + 3], '7');
  }

  private static boolean isOctal(byte b, char most) {
    return b >= '0' && b <= most;
  }

  private static boolean isEscape(byte[] bytes, int at) {
    return at + 3 < bytes.length
        && bytes[at] == '\\'
        && bytes[at + 1] == 'x'
        && digit(bytes[at + 2]) >= 0
        && digit(bytes[at + 3]) >= 0;
  }

  private static int digit(byte b) {
    return Character.digit(b, 16);
  }
}
