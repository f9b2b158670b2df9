package dev.iosleuth.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The file {@code lab/known}: what the ledger does not tell yet.
 *
 * <pre>
 * raid10	unexplained
 * </pre>
 *
 * @param lines scenario, tab, the first words of the complaint
 */
record Known(List<String> lines) {
  Known {
    lines = List.copyOf(lines);
  }

  static Known read() throws IOException {
    return new Known(Files.readAllLines(Path.of("lab", "known")));
  }

  /**
   * @param run scenario and seed, perhaps more
   */
  boolean covers(String run, String complaint) {
    return lines.stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", 2))
        .anyMatch(words ->
            words.length == 2 && run.startsWith(words[0] + "-") && complaint.startsWith(words[1]));
  }
}
