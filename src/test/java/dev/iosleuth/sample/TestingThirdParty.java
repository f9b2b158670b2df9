package dev.iosleuth.sample;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.reading.Text;
import dev.iosleuth.source.CapturedTree;
import dev.iosleuth.source.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Data that others made; a test that asks for it is skipped where it is not there. */
final class TestingThirdParty {
  private TestingThirdParty() {}

  static Path path(String name) {
    String set = System.getenv("IOSLEUTH_FIXTURES");
    Path path = Path.of(set == null ? "../shared/fixtures" : set).resolve(name);
    assumeTrue(Files.exists(path), () -> "no third-party data at " + path);
    return path;
  }

  static CapturedTree tree(String name) {
    return Trees.openHost(path(name)).optional().orElseThrow();
  }

  static Text text(String name) {
    try {
      return new Text(name, Files.readAllBytes(path(name)), 0);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Names of the files in a folder whose own name begins and ends so. */
  static List<String> names(String folder, String begin, String end) {
    try (Stream<Path> files = Files.list(path(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(begin) && name.endsWith(end))
          .sorted()
          .map(name -> folder + "/" + name)
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
