package dev.iosleuth.sample;

import dev.iosleuth.reading.Escapes;

/** Names in files of a recording that hold one thing a line. */
public final class Escaped {
  private Escaped() {}

  /** Blanks, control characters and backslashes as the kernel writes them: {@code \040}. */
  public static String name(String name) {
    var escaped = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '\\') {
        escaped.append("\\%03o".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  public static String original(String escaped) {
    return Escapes.octal(escaped);
  }
}
