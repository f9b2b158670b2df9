package dev.iosleuth.cli;

import dev.iosleuth.kernel.iostat.LogReader;
import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Trees;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Words for a plain text that was given in place of a recording or a captured tree. */
final class PlainFile {
  /** So much of it tells what it is. */
  private static final int LOOKED_AT = 4096;

  private PlainFile() {}

  /** Empty if it is no text. */
  static Optional<String> instead(String file) {
    return Trees.plain(Inputs.path(file))
        .optional()
        .filter(PlainFile::readable)
        .map(text -> file + " is " + what(text));
  }

  private static String what(Text text) {
    if (text.bytes().length == 0) {
      return "empty";
    }
    if (Diskstats.parse(text).map(d -> !d.rows().isEmpty()).orElse(false)) {
      return "a copy of /proc/diskstats alone: put it into a folder as proc/diskstats, and a later"
          + " one into another; --before FOLDER --after FOLDER --elapsed SECONDS reads the two";
    }
    return isLog(text)
        ? "a log of iostat or the like: iosleuth iostat reads it"
        : "a plain text, neither a recording (iosleuth capture makes one) nor a captured tree (a"
            + " folder or tar that holds proc/ and sys/)";
  }

  private static boolean isLog(Text text) {
    var any = new AtomicBoolean();
    try {
      new LogReader("", _ -> any.set(true)).read(new ByteArrayInputStream(text.bytes()));
    } catch (IOException unreadable) {
      // it is in memory
      return false;
    }
    return any.get();
  }

  private static boolean readable(Text text) {
    byte[] bytes = text.bytes();
    for (int i = 0; i < Math.min(bytes.length, LOOKED_AT); i++) {
      if (bytes[i] >= 0
          && bytes[i] < ' '
          && bytes[i] != '\n'
          && bytes[i] != '\t'
          && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
