package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays scenarios anew in a guest, with a seed of the day. Takes minutes, so it has to be asked.
 */
class FreshRunTest {
  private static final String WANTED = "IOSLEUTH_LAB";

  private static final String SEED = System.getenv().getOrDefault("IOSLEUTH_LAB_SEED", "7");

  private static final String NONE = "none";

  @TempDir private Path folder;

  static List<String> scenarios() {
    String wanted = System.getenv(WANTED);
    return wanted == null || wanted.isBlank() ? List.of(NONE) : List.of(wanted.split("[ ,]+", -1));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void theLedgerTellsWhatTheLoadsCountedThemselves(String scenario) throws Exception {
    assumeTrue(!scenario.equals(NONE), WANTED + " names no scenarios; lab/run --list shows them");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/apt-get")), "no packages of Debian here");
    Process process =
        new ProcessBuilder(
                "lab/run", "--no-score", "--seed", SEED, "--out", folder.toString(), scenario)
            .inheritIO()
            .start();
    assertThat(process.waitFor(30, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("%s ran", scenario).isZero();
    Known known = Known.read();
    for (Path node : nodes()) {
      Run run = Run.read(node);
      Score score = Score.of(run.truth(), run.whole());
      assertThat(score.complaints())
          .as("%s: %s", node, score.words())
          .allMatch(complaint -> known.covers(scenario + "-", complaint));
    }
  }

  private List<Path> nodes() throws IOException {
    try (Stream<Path> files = Files.walk(folder, 3)) {
      return files
          .filter(file -> file.getFileName().toString().equals("truth"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }
}
