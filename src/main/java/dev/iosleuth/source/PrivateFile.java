package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that we write: recordings and key files, which nobody but their owner may read. */
public final class PrivateFile {
  private PrivateFile() {}

  /** A new file, or one emptied; no symbolic link is followed. Absent, with why, if it can't be. */
  public static Reading<OutputStream> create(Path path) {
    var rights = PosixFilePermissions.fromString("rw-------");
    try {
      var channel =
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(rights));
      if (Files.isRegularFile(path)) {
        // one that was there before may have been open to others
        Files.setPosixFilePermissions(path, rights);
      }
      return Reading.known(Channels.newOutputStream(channel));
    } catch (IOException problem) {
      return Reading.absent("could not be written: " + problem);
    }
  }
}
