package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** The table of a recorded run of which something else is said to be the truth. */
  private static Table told(String kept, String scenario, String truly, String told, Path folder)
      throws IOException {
    Path recorded = Path.of("src", "test", "resources", "lab", kept);
    Path run = Files.createDirectory(folder.resolve(scenario + "-12"));
    Files.copy(Run.recording(recorded), run.resolve("recording.tar.xz"));
    String truth = Files.readString(recorded.resolve("truth"));
    assertThat(truth).contains(truly);
    Files.writeString(run.resolve("truth"), truth.replace(truly, told));
    var table = new Table();
    table.add(Run.read(run));
    return table;
  }

  /** As if the other node's guest had written twice as much: the guest here has all the same. */
  @Test
  void replicasStandAlone(@TempDir Path folder) throws IOException {
    Table table = told("drbd-pair-12-node2", "drbd-pair", "\t6160384", "\t12853248", folder);
    assertThat(cell(table, "drbd-pair", "replicas")).isEqualTo("50.00 % / 50.00 %");
    assertThat(cell(table, "drbd-pair", "disks' bytes")).isEqualTo("100.00 % / 100.00 %");
  }

  /** What a buffered load never wrote is as wrong on its account as what is missing there. */
  @ParameterizedTest
  @CsvSource({
    "95420416, 100.00 % / 100.00 %, 100.00 % / 100.00 %",
    "47710208, 100.00 % / 100.00 %, 50.00 % / 50.00 %",
    "23855104, 50.00 % / 50.00 %, 25.00 % / 25.00 %",
    "0, 0.00 % / 0.00 %, 0.00 % / 0.00 %"
  })
  void tooMuchOnABufferedLoadCounts(String truth, String entered, String disks, @TempDir Path run)
      throws IOException {
    Table table = told("riddle-11", "riddle", "\t95420416", "\t" + truth, run);
    assertThat(cell(table, "riddle", "written back")).isEqualTo(entered);
    assertThat(cell(table, "riddle", "disks' bytes")).isEqualTo(disks);
  }
}
