package dev.iosleuth.kernel.proc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.reading.Text;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The proc files of the third parties' trees, where these are. */
public final class TestingFixtures {
  /**
   * @param origin folder or archive, relative to the fixtures
   */
  public record Found(String origin, Text text) {
    @Override
    public String toString() {
      return origin + " " + text.path();
    }
  }

  private TestingFixtures() {}

  /** The folder of the fixtures; skips the test where there is none. */
  public static Path root() {
    String named = System.getenv("IOSLEUTH_FIXTURES");
    Path root = Path.of(named == null ? "../shared/fixtures" : named);
    assumeTrue(Files.isDirectory(root), "no third-party fixtures at " + root);
    return root;
  }

  static Text text(String file, String path) throws IOException {
    return new Text(path, Files.readAllBytes(root().resolve(file)), 0);
  }

  /** Every file of a proc folder below {@code stack}, packed or not. */
  public static List<Found> procFiles() throws IOException {
    Path root = root();
    var found = new ArrayList<Found>();
    try (Stream<Path> files = Files.walk(root.resolve("stack"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = root.relativize(file).toString();
        if (name.endsWith(".tar.gz") || name.endsWith(".tar.xz")) {
          unpack(name, file, found);
        } else {
          add(name, "/" + name, Files.readAllBytes(file), found);
        }
      }
    }
    return found;
  }

  private static void unpack(String origin, Path file, List<Found> found) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        InputStream plain =
            origin.endsWith(".xz")
                ? new XZCompressorInputStream(in)
                : new GzipCompressorInputStream(in);
        var tar = new TarArchiveInputStream(plain)) {
      TarArchiveEntry entry = tar.getNextEntry();
      while (entry != null) {
        if (entry.isFile()) {
          add(origin, "/" + entry.getName(), tar.readAllBytes(), found);
        }
        entry = tar.getNextEntry();
      }
    }
  }

  private static void add(String origin, String path, byte[] bytes, List<Found> found) {
    int proc = path.indexOf("/proc/");
    if (proc >= 0) {
      found.add(new Found(origin, new Text(path.substring(proc + 1), bytes, 0)));
    }
  }
}
