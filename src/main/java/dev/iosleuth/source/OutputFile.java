package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A new file to write to, that nobody but its owner may read. */
public final class OutputFile {
  private OutputFile() {}

  /** Never writes over a file that exists. */
  public static Reading<OutputStream> create(Path path) {
    try {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Reading.known(Files.newOutputStream(path, StandardOpenOption.WRITE));
    } catch (FileAlreadyExistsException exists) {
      return Reading.absent("it exists already");
    } catch (NoSuchFileException missing) {
      return Reading.absent("there is no such folder");
    } catch (AccessDeniedException denied) {
      return Reading.absent("you may not write there");
    } catch (FileSystemException problem) {
      String reason = problem.getReason();
      return Reading.absent(reason == null ? "the file system refuses it" : reason);
    } catch (IOException problem) {
      return Reading.absent(String.valueOf(problem.getMessage()));
    }
  }
}
