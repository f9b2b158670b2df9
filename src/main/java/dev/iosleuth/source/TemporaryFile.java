package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of a given size, gone when it is closed. */
public final class TemporaryFile implements AutoCloseable {
  private final Path path;

  private TemporaryFile(Path path) {
    this.path = path;
  }

  public static Reading<TemporaryFile> create(Path folder, long bytes) {
    try {
      Path path = Files.createTempFile(folder, "iosleuth", ".tmp");
      try (var file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(bytes);
      }
      return Reading.known(new TemporaryFile(path));
    } catch (IOException problem) {
      return Reading.absent("no file could be made in " + folder + ": " + problem.getMessage());
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    // deleteIfExists would need a decision about failures that nobody can act on
    path.toFile().delete();
  }
}
