package dev.iosleuth.cli;

import dev.iosleuth.reading.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The version that the build wrote into the jar. */
final class Version {
  private Version() {}

  static String line() {
    try (InputStream in = Version.class.getResourceAsStream("version")) {
      if (in == null) {
        return "iosleuth";
      }
      byte[] bytes = in.readAllBytes();
      return "iosleuth " + Utf8.decode(bytes, 0, bytes.length).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
