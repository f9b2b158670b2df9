package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
  @TempDir private Path folder;

  private static void write(Path path) throws IOException {
    try (OutputStream out = PrivateFile.create(path).optional().orElseThrow()) {
      out.write('x');
    }
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    Path path = folder.resolve("a");
    Files.writeString(path, "what was there before");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    write(path);
    assertThat(Files.readString(path)).isEqualTo("x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("l"), folder.resolve("b"));
    assertThat(PrivateFile.create(link).whyNot().orElse("")).startsWith("could not be written");
    assertThat(PrivateFile.create(folder.resolve("no/such")).whyNot()).isPresent();
  }
}
