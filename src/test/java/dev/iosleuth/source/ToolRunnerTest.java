package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ToolRunnerTest {
  @TempDir Path folder;

  /** Long enough for whatever ends, on however busy a machine. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final Duration SHORT = Duration.ofMillis(500);

  private Reading<String> run(String script, String... words) throws Exception {
    return run(LONG, script, words);
  }

  private Reading<String> run(Duration limit, String script, String... words) throws Exception {
    TestingShell.run(folder, "cat > tool <<'END'\n#!/bin/sh\n" + script + "\nEND\nchmod +x tool");
    var runner = new ToolRunner(List.of(folder.toString()), limit, 1000);
    var command = new ArrayList<>(List.of("tool"));
    command.addAll(List.of(words));
    return runner.run(command).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void givesTheOutput() throws Exception {
    assertThat(run("echo \"$LC_ALL $1\"; echo hint >&2", "a b; c"))
        .isEqualTo(Reading.known("C a b; c\n"));
  }

  @Test
  void tellsWhyThereIsNone() throws Exception {
    assertThat(new ToolRunner().run(List.of("no-such-tool-anywhere")))
        .isEqualTo(Reading.absent("no-such-tool-anywhere is not installed"));
    assertThat(run("echo; echo '  could not talk to the driver' >&2; exit 1"))
        .isEqualTo(Reading.absent("tool: could not talk to the driver"));
    assertThat(run("exit 3")).isEqualTo(Reading.absent("tool: exit status 3"));
  }

  @Test
  void aStatusThatTellsOfTheDiskIsAnAnswer() throws Exception {
    run("echo \"$@\"; exit $1");
    var runner = new ToolRunner(List.of(folder.toString()), LONG, 1000);
    for (int status : new int[] {0, 4, 8, 0b1100_0000}) {
      assertThat(runner.run(List.of("tool", "" + status), Smartctl::answered).optional())
          .as("status %s", status)
          .isPresent();
    }
    for (int status : new int[] {1, 2, 3, 6}) {
      assertThat(runner.run(List.of("tool", "" + status), Smartctl::answered))
          .isEqualTo(Reading.absent("tool: exit status " + status));
    }
  }

  @Test
  void onlyNamesOfDisksAreHandedToATool() {
    assertThat(Smartctl.command("tool/smartctl/cciss!c0d0").orElseThrow())
        .endsWith("/dev/cciss/c0d0");
    assertThat(Smartctl.plainCommand("tool/smartctl/sda").orElseThrow())
        .endsWith("/dev/sda")
        .noneMatch(word -> word.startsWith("--json"));
    assertThat(Smartctl.command("tool/smartctl/../sda")).isEmpty();
    assertThat(Smartctl.plainCommand("tool/smartctl/../sda")).isEmpty();
    assertThat(Smartctl.command("tool/smartctl/-x")).isEmpty();
    assertThat(Smartctl.command("tool/smartctl")).isEmpty();
  }

  @Test
  void endsWhatDoesNotEnd() throws Exception {
    assertThat(run(SHORT, "echo $$ > ${0%/*}/pid; sleep 60").whyNot().orElseThrow())
        .startsWith("tool did not end within");
    assertGone();
    assertThat(run(SHORT, "echo $$ > ${0%/*}/pid; exec >&-; sleep 60").whyNot().orElseThrow())
        .startsWith("tool did not end within");
    assertGone();
    assertThat(
            run("echo $$ > ${0%/*}/pid; while :; do echo yes yes yes; done").whyNot().orElseThrow())
        .contains("at most 1000 bytes of output");
    assertGone();
  }

  /** However long that takes on a busy machine: no assertion of speed. */
  private void assertGone() throws Exception {
    Path file = folder.resolve("pid");
    // killed before it came to write that down: it is gone all the same
    if (Files.exists(file)) {
      OptionalInt pid = Fields.parseInt(Files.readString(file).strip());
      if (pid.isPresent()) {
        Optional<ProcessHandle> tool = ProcessHandle.of(pid.getAsInt());
        if (tool.isPresent()) {
          tool.get().onExit().get(1, TimeUnit.MINUTES);
        }
      }
      Files.delete(file);
    }
  }

  @Test
  void isAskedThroughTheTree() {
    Reading<Text> table = new HostTree("/").read(Tools.DMSETUP_TABLE.path());
    // which outcome it is depends on the host; it is one of the two that a reader can handle
    assertThat(table).isNotInstanceOf(Reading.Malformed.class);
    assertThat(new HostTree("/").read("tool/unknown")).isEqualTo(Reading.absent("no such file"));
  }
}
