package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of a given size without a name, gone when it is closed, even by the end of the process.
 * Where the file system makes none such (O_TMPFILE, open(2)), it has a name for a moment.
 */
public final class TemporaryFile implements AutoCloseable {
  private final OpenedFile file;

  private TemporaryFile(OpenedFile file) {
    this.file = file;
  }

  public static Reading<TemporaryFile> create(Path folder, long bytes) {
    Reading<OpenedFile> nameless =
        OpenedFile.open(folder.toString(), OpenedFile.READ_WRITE | Kernel.PROCESSOR.namelessFlag());
    return nameless
        .optional()
        .map(Reading::known)
        .orElseGet(() -> named(folder))
        .then(file -> sized(file, bytes));
  }

  private static Reading<OpenedFile> named(Path folder) {
    try {
      Path path = Files.createTempFile(folder, "iosleuth", ".tmp");
      Reading<OpenedFile> opened = OpenedFile.open(path.toString(), OpenedFile.READ_WRITE);
      Files.delete(path);
      return opened;
    } catch (IOException problem) {
      return Reading.absent("no file could be made in " + folder + ": " + OutputFile.why(problem));
    }
  }

  /** By its last byte: what lies before it takes no room. */
  private static Reading<TemporaryFile> sized(OpenedFile file, long bytes) {
    Reading<Long> written = file.write(file.buffer(1), bytes - 1);
    if (written.optional().isEmpty()) {
      file.close();
    }
    return written.map(_ -> new TemporaryFile(file));
  }

  OpenedFile file() {
    return file;
  }

  @Override
  public void close() {
    file.close();
  }
}
