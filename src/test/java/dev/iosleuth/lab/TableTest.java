package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the table of the laboratory says of one run. */
class TableTest {
  private static List<String> cells(String line) {
    return List.of(line.strip().split(" *\\| *", -1));
  }

  private static String cell(Table table, String row, String column) {
    List<String> lines = table.lines();
    String line = lines.stream().filter(l -> l.startsWith("| " + row)).findFirst().orElseThrow();
    return cells(line).get(cells(lines.getFirst()).indexOf(column));
  }

  /** As if the other node's guest had written twice as much: the guest here has all the same. */
  @Test
  void replicasStandAlone(@TempDir Path folder) throws IOException {
    Path recorded = Path.of("src", "test", "resources", "lab", "drbd-pair-12-node2");
    Path run = Files.createDirectory(folder.resolve("drbd-pair-12"));
    Files.copy(Run.recording(recorded), run.resolve("recording.tar.xz"));
    Files.writeString(
        run.resolve("truth"),
        Files.readString(recorded.resolve("truth")).replace("\t6160384", "\t12853248"));
    var table = new Table();
    table.add(Run.read(run));
    assertThat(cell(table, "drbd-pair", "replicas")).isEqualTo("50.00 % / 50.00 %");
    assertThat(cell(table, "drbd-pair", "disks' bytes")).isEqualTo("100.00 % / 100.00 %");
  }
}
