package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.lang.foreign.MemorySegment;

/** Reads and writes a file or block device of which each reaches the device as it is (O_DIRECT). */
public final class DirectFile implements AutoCloseable {
  private final OpenedFile file;
  private final MemorySegment buffer;

  private DirectFile(OpenedFile file, int mostBytes) {
    this.file = file;
    this.buffer = file.buffer(mostBytes);
  }

  /**
   * @param mostBytes of one read or write
   */
  public static Reading<DirectFile> open(String path, int mostBytes) {
    return OpenedFile.open(path, OpenedFile.READ_WRITE | Kernel.PROCESSOR.directFlag())
        .map(file -> new DirectFile(file, mostBytes));
  }

  /** How many bytes, or why none. */
  public Reading<Long> read(long offset, int bytes) {
    return file.read(buffer.asSlice(0, bytes), offset);
  }

  public Reading<Long> write(long offset, int bytes) {
    return file.write(buffer.asSlice(0, bytes), offset);
  }

  @Override
  public void close() {
    file.close();
  }
}
