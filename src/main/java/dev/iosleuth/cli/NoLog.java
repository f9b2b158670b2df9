package dev.iosleuth.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/** Words for files that are given as a log, are none, and show by their beginning what they are. */
final class NoLog {
  /** A header of tar (POSIX ustar). */
  private static final int LOOKED_AT = 512;

  private static final int TAR_MAGIC = 257;

  /** Samples of a recording lie in numbered folders. */
  private static final Pattern SAMPLE = Pattern.compile("(\\./)?[0-9]{4,}/.*", Pattern.DOTALL);

  private static final Pattern TREE = Pattern.compile("(.*/)?(proc|sys)/.*", Pattern.DOTALL);

  private NoLog() {}

  /**
   * The stream from its beginning on again.
   *
   * @throws Failure with what else it is
   */
  static InputStream look(String file, InputStream in) throws IOException {
    var begun = new byte[LOOKED_AT];
    // what comes at once: to ask for more may fail, of a packed file that is cut
    int count = Math.max(0, in.read(begun, 0, LOOKED_AT));
    String text = new String(begun, 0, count, ISO_8859_1);
    what(text, file)
        .ifPresent(words -> {
          throw new Failure(words);
        });
    return new SequenceInputStream(new ByteArrayInputStream(begun, 0, count), in);
  }

  private static Optional<String> what(String begun, String file) {
    if (begun.startsWith("ustar", TAR_MAGIC)) {
      return archive(begun.substring(0, begun.indexOf('\0')), file);
    }
    // SYSSTAT_MAGIC of sysstat's sa.h, of hosts of either byte order
    if (begun.startsWith("\u0096\u00d5") || begun.startsWith("\u00d5\u0096")) {
      return Optional.of(
          file
              + " is what sar keeps for itself: LC_ALL=C sar -d -f FILE, or sadf -j FILE -- -d,"
              + " prints what iosleuth iostat reads");
    }
    if (begun.startsWith("# hostname;interval;timestamp")) {
      return Optional.of(
          file
              + " is a table of sadf -d, which is not read: sadf -j FILE -- -d prints the same as"
              + " JSON, which is");
    }
    return Optional.empty();
  }

  private static Optional<String> archive(String first, String file) {
    if (SAMPLE.matcher(first).matches()) {
      return Optional.of(file + " is a recording: iosleuth explain --from FILE reads it");
    }
    return TREE.matcher(first).matches()
        ? Optional.of(
            file
                + " is a captured tree: iosleuth audit FILE reads it, and iosleuth explain --before"
                + " FILE --after FILE two of them")
        : Optional.empty();
  }
}
