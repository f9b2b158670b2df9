package dev.iosleuth.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.cli.TestingConsole;
import dev.iosleuth.view.text.TestingHarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names come by the command line, too: in scripts they may be anybody's. */
class HostileArgumentsTest {
  /** ASCII, so that a file can have it whatever the locale. */
  private static final String NAME = "\u001b[2Jred\ntwo\u0007<b>\"'";

  @TempDir Path folder;

  private final TestingConsole console = new TestingConsole();

  static List<String> names() {
    return TestingHarm.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsNotKnownIsToldHarmlessly(String name) {
    for (String command : List.of("man", "completion", "selftest", "capture")) {
      console.run(command, "--no-such-option=" + name);
    }
    console.run("completion", name);
    console.run("man", name);
    console.run("selftest", "--seconds", "0.1", "--directory", "/no/such/folder/" + name);
    console.run("capture", "--seconds", "0.1", "-o", "/no/such/folder/" + name);

    Outputs.assertHarmless(console.err());
    if (!name.isEmpty()) {
      assertThat(console.err().lines()).hasSize(8);
      assertThat(console.out()).isEmpty();
    }
  }

  @Test
  void aRecordingOfAnyNameIsToldHarmlessly() throws IOException {
    Path file = Files.createDirectory(folder.resolve(NAME)).resolve(NAME);

    int status = capture(file);
    int again = capture(file);

    assertThat(status).as(console.err()).isLessThan(2);
    assertThat(again).isEqualTo(2);
    assertThat(console.out()).contains("samples").hasLineCount(1);
    Outputs.assertHarmless(console.out());
    Outputs.assertHarmless(console.err());
  }

  private int capture(Path file) {
    return console.run("capture", "--seconds", "0.1", "--every", "0.1", "-o", file.toString());
  }

  @Test
  void theSelftestsFolderIsToldHarmlessly() throws IOException {
    Path own = Files.createDirectory(folder.resolve(NAME));

    int status = console.run("selftest", "--seconds", "0.1", "--directory", own.toString());

    Outputs.assertHarmless(console.out());
    Outputs.assertHarmless(console.err());
    assumeTrue(status < 2, "loop devices need root");
    assertThat(console.out()).contains("two");
  }
}
