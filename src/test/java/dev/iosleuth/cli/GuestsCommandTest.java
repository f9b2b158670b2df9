package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.sample.TestingHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestsCommandTest {
  @TempDir private Path folder;

  private final TestingConsole console = new TestingConsole();
  private String recording = "";

  /** Two intervals without the guest, two with it, one without. */
  @BeforeEach
  void record() throws IOException {
    Path file = folder.resolve("guests.rec");
    recording = file.toString();
    var host = new TestingHost();
    guest(host, 10, "stays");
    try (var writer = new RecordingWriter(Files.newOutputStream(file), "testing")) {
      for (int moment = 0; moment < 6; moment++) {
        host.at(1_000 + 10L * moment);
        if (moment == 3) {
          guest(host, 11, "passes");
        }
        if (moment == 5) {
          host.tree().without("proc/11");
          guest(host, 12, "comes");
        }
        writer.add(host.tree());
      }
    }
  }

  private static void guest(TestingHost host, int pid, String name) {
    host.process(pid, "qemu-system-x86", 500, 0, "qemu-system-x86_64", "-name", name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--each", "--interval 10"})
  void anIntervalWithoutTheGuestSaysSoAndTheOthersAreShown(String intervals) {
    String line = "guests --from " + recording + " " + intervals + " passes";
    assertThat(console.run(line.split(" ", -1))).isLessThan(2);
    assertThat(console.err()).doesNotContain("no guest");
    List<String> said = console.out().lines().toList();
    assertThat(said)
        .filteredOn(one -> one.contains("no guest is called 'passes'; here run stays"))
        .hasSize(3)
        .startsWith(said.getFirst(), said.get(1))
        .endsWith(said.getLast())
        .allMatch(one -> one.contains(" · 10.0 s: "));
    assertThat(said).filteredOn(one -> one.startsWith("passes   ")).hasSize(2);
  }

  @Test
  void oneThatIsNewInTheLastIntervalIsShownThere() {
    console.run("guests", "--from", recording, "--each", "--json", "comes");
    List<String> objects = console.out().lines().toList();
    assertThat(objects).hasSize(5);
    assertThat(objects.subList(0, 4))
        .allSatisfy(one ->
            assertThat(one.replace("\\u0027", "'"))
                .contains("\"guests\":[]", "no guest is called 'comes'; here run stays"));
    assertThat(objects.getLast()).contains("\"name\":\"comes\"").doesNotContain("no guest");
  }

  @Test
  void aNameThatNoIntervalHasIsRefused() {
    assertThat(console.run("guests", "--from", recording, "--each", "nobody")).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err())
        .contains("no guest is called 'nobody'; here run stays, passes, comes");
  }
}
