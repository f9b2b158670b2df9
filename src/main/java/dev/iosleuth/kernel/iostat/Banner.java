package dev.iosleuth.kernel.iostat;

import java.util.Optional;
import java.util.regex.Pattern;

/** Lines by which a tool says that its counters begin anew. */
final class Banner {
  private static final Pattern HOST = Pattern.compile("\\(([^()]+)\\)");

  private Banner() {}

  /** The host's name in it, raw; empty where it has none. */
  static Optional<String> host(String banner) {
    return HOST.matcher(banner).results().map(found -> found.group(1)).findFirst();
  }

  /** {@code Linux 5.8.0-53-generic (ubuntu) ...}: the tool was called anew. */
  static boolean is(Tokens tokens) {
    return tokens.count() > 2
        && tokens.is(0, "Linux")
        && Character.isDigit(tokens.bytes()[tokens.from(1)]);
  }

  /** {@code 12:25:11 AM LINUX RESTART (2 CPU)}: sar's, of which the counters began anew. */
  static boolean restart(Tokens tokens) {
    for (int i = 0; i + 1 < Math.min(tokens.count(), 4); i++) {
      if (tokens.is(i, "LINUX") && tokens.is(i + 1, "RESTART")) {
        return true;
      }
    }
    return false;
  }
}
