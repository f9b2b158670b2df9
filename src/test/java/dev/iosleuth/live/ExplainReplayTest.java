package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.cli.TestingConsole;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording holds all that rules ask for: what cannot be told of it, cannot be told live. */
class ExplainReplayTest {
  private static final Pattern UNTOLD = Pattern.compile("\"rule\":\"([a-z-]+)\",\"why\":");

  @TempDir private Path folder;

  private static Set<String> untold(String... command) {
    var console = new TestingConsole();
    console.run(command);
    String json = console.out();
    assertThat(json).contains("\"could_not_tell\":[");
    return new TreeSet<>(UNTOLD.matcher(json).results().map(match -> match.group(1)).toList());
  }

  @Test
  void theSameRulesCannotTellLiveAndRecorded() {
    String file = folder.resolve("host.rec").toString();
    var capture = new TestingConsole();
    capture.run("capture", "-o", file, "--seconds", "1", "--every", "1");
    assertThat(capture.err()).doesNotContain("cannot");

    assertThat(untold("explain", "--from", file, "--json"))
        .isEqualTo(untold("explain", "--seconds", "1", "--json"));
  }
}
