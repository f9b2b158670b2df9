package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own shows: streams that cannot be written, and signals. */
class ChildProcessTest {
  /** Until it has started, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path folder;

  /** What a child left behind. */
  private record Ended(int status, String out, String err) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--version",
        "--help",
        "--interval 0.1",
        "ledger --interval 0.1 --json",
        "stack",
        "man",
        "completion",
        "capture --script",
        "capture --seconds 0.1 --every 0.1 -o -",
      })
  void anAnswerThatCannotBeWrittenIsNone(String line) throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");

    Ended ended = run("exec \"$@\" > /dev/full", line);

    assertThat(ended.err())
        .startsWith("iosleuth: standard output could not be written: ")
        .hasLineCount(1);
    assertThat(ended.status()).isEqualTo(2);
  }

  @Test
  void aClosedStreamIsToldToo() throws Exception {
    Ended ended = run("exec \"$@\" >&-", "man");

    assertThat(ended.err())
        .startsWith("iosleuth: standard output could not be written: ")
        .hasLineCount(1);
    assertThat(ended.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ledger --interval 0.1 --count 0 --json",
        "capture --seconds 60 --every 0.1 -o -",
        "completion"
      })
  void aReaderWhoHadEnoughEndsItQuietly(String line) throws Exception {
    Ended ended = run("\"$@\" | head -c 1 > /dev/null", line);

    assertThat(ended.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--interval 30",
        "ledger --interval 30 --json",
        "stack --interval 30",
        "selftest --seconds 30",
      })
  void whatASignalCutShortIsShownAndToldWithItsTrueLength(String line) throws Exception {
    // SIGINT, which shells take from what runs in their background
    assumeTrue(
        new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0,
        "this env cannot restore a signal");
    assumeTrue(System.getProperty("user.name").equals("root"), "loop devices need root");
    Child child = start("exec env --default-signal=INT \"$@\"", line);
    child.awaitWork();
    new ProcessBuilder("kill", "-INT", "" + child.process().pid()).start().waitFor();
    Ended ended = child.end();

    assertThat(ended.err())
        .containsPattern("iosleuth: interrupted: cut short after [0-9.]+ s of 30.0 s");
    assertThat(ended.out())
        .containsPattern("[0-9.]+\\s+s\\s+of\\s+30.0\\s+s")
        .doesNotContain("Passed");
    assertThat(ended.status()).isEqualTo(130);
    if (line.startsWith("--interval")) {
      Matcher after = Pattern.compile("cut short after ([0-9.]+ s)").matcher(ended.err());
      assertThat(after.find()).isTrue();
      assertThat(ended.out().lines().findFirst().orElse("")).contains(" · " + after.group(1));
    }
  }

  @Test
  void aSelftestThatIsKilledLeavesNothing() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "loop devices need root");
    Path place = Files.createDirectory(folder.resolve("place"));
    Child child = start("exec \"$@\"", "selftest --seconds 30 --directory " + place);
    child.awaitWork();
    assertThat(attachedTo(place)).hasSizeLessThan(2);
    child.process().destroyForcibly().waitFor();

    assertThat(place).isEmptyDirectory();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!attachedTo(place).isEmpty() && System.nanoTime() < end) {
      // the kernel lets go of it soon after the last descriptor
      Thread.sleep(50);
    }
    assertThat(attachedTo(place)).isEmpty();
  }

  private static List<String> attachedTo(Path place) throws IOException {
    try (Stream<Path> blocks = Files.list(Path.of("/sys/block"))) {
      return blocks
          .map(block -> content(block.resolve("loop/backing_file")))
          .filter(backing -> backing.startsWith(place + "/"))
          .toList();
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException none) {
      return "";
    }
  }

  private Ended run(String script, String line) throws IOException, InterruptedException {
    return start(script, line).end();
  }

  private Child start(String script, String line) throws IOException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    var command = new ArrayList<String>(List.of("sh", "-c", script, "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.iosleuth.cli.Main");
    command.addAll(List.of(line.split(" ", -1)));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Child(process, out, err);
  }

  private record Child(Process process, Path out, Path err) {
    /** It listens to signals by then: it has its socket for exit records, or its loop device. */
    void awaitWork() throws IOException, InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (process.isAlive() && System.nanoTime() < end) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
          if (open.map(Child::target)
              .anyMatch(t -> t.startsWith("socket:") || t.startsWith("/dev/loop"))) {
            return;
          }
        }
        Thread.sleep(100);
      }
    }

    private static String target(Path link) {
      try {
        return Files.readSymbolicLink(link).toString();
      } catch (IOException closed) {
        return "";
      }
    }

    Ended end() throws IOException, InterruptedException {
      try {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended").isTrue();
      } finally {
        process.destroyForcibly();
      }
      return new Ended(process.exitValue(), read(out), read(err));
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
