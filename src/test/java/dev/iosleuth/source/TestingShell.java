package dev.iosleuth.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Makes what java.nio.file cannot: FIFOs, names that are not UTF-8. */
final class TestingShell {
  private TestingShell() {}

  static void run(Path folder, String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/bin/sh", "-ec", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(script + ": " + output);
    }
  }
}
