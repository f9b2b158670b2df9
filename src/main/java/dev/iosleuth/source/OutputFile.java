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
import java.util.Optional;

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
      return Reading.absent(what(path));
    } catch (IOException problem) {
      return Reading.absent(why(problem));
    }
  }

  /** What stands there; a link to nothing exists, too. */
  private static String what(Path path) {
    String where = path.toString();
    return new NativeFiles()
        .status(where, where, true)
        .optional()
        .filter(status -> !status.isRegular())
        .map(status -> "it is " + status.kind())
        .orElse("it exists already");
  }

  /** Why a file could not be made, in words. */
  static String why(IOException problem) {
    return switch (problem) {
      case NoSuchFileException _ -> "there is no such folder";
      case AccessDeniedException _ -> "you may not write there";
      case FileSystemException refused ->
          Optional.ofNullable(refused.getReason()).orElse("the file system refuses it");
      default -> String.valueOf(problem.getMessage());
    };
  }
}
