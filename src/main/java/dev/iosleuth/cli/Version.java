package dev.iosleuth.cli;

import dev.iosleuth.reading.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The version that the build wrote into the jar. */
final class Version {
  private Version() {}

  static String line() {
    List<String> lines = lines();
    return lines.isEmpty() ? "iosleuth" : "iosleuth " + lines.getFirst();
  }

  /** As in 0.1.0; empty where nothing tells. */
  static String number() {
    List<String> lines = lines();
    return lines.isEmpty() ? "" : lines.getFirst();
  }

  /** The day of its sources, as in 2026-04-22. */
  static String date() {
    List<String> lines = lines();
    return lines.size() < 2 ? "" : lines.get(1).substring(0, "2026-04-22".length());
  }

  private static List<String> lines() {
    try (InputStream in = Version.class.getResourceAsStream("version")) {
      if (in == null) {
        return List.of();
      }
      byte[] bytes = in.readAllBytes();
      return Utf8.decode(bytes, 0, bytes.length).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
