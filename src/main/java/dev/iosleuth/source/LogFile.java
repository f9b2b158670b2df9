package dev.iosleuth.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A log of any length, packed or not, as a stream. */
public final class LogFile implements AutoCloseable {
  private final InputStream file;
  private final CountedStream counted;
  private final InputStream plain;
  private final long size;

  private LogFile(InputStream file, long size) throws IOException {
    this.file = file;
    this.size = size;
    counted = new CountedStream(file);
    plain = Unpacked.of(counted, Long.MAX_VALUE);
  }

  public static LogFile open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException("it is a folder");
    }
    InputStream file = Files.newInputStream(path);
    try {
      return new LogFile(file, Files.isRegularFile(path) ? Files.size(path) : 0);
    } catch (IOException broken) {
      file.close();
      throw broken;
    }
  }

  /** Whether what is read of it is gone: a pipe, a terminal, /dev/stdin. */
  public static boolean comesOnce(Path path) {
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }

  /** Standard input, say. */
  public static LogFile of(InputStream stream) throws IOException {
    return new LogFile(stream, 0);
  }

  /** In words for people. */
  public static String why(IOException problem) {
    if (problem instanceof NoSuchFileException) {
      return "no such file";
    }
    if (problem instanceof AccessDeniedException) {
      return "permission denied";
    }
    String message = problem.getMessage();
    return message == null ? problem.getClass().getSimpleName() : message;
  }

  public InputStream stream() {
    return plain;
  }

  /** How much of it is read; 0 where its length is not known. */
  public double share() {
    return size == 0 ? 0 : (double) counted.count() / size;
  }

  @Override
  public void close() throws IOException {
    plain.close();
    file.close();
  }
}
