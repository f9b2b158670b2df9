package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import dev.iosleuth.source.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the script leaves behind, whatever becomes of it. */
class CaptureScriptOutputTest {
  @TempDir private Path folder;
  private TestingScript script;

  @BeforeEach
  void write() throws IOException {
    script = new TestingScript(folder);
    script.host();
  }

  static List<List<String>> shells() {
    return CaptureScriptTest.shells();
  }

  private String refused(List<String> shell, String out) throws Exception {
    Process process = script.start(shell, script.root().toString(), "-s", "1", "-o", out);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(2);
    script.leftNothing();
    return said;
  }

  @ParameterizedTest
  @MethodSource("shells")
  void nothingIsOverwritten(List<String> shell) throws Exception {
    Files.writeString(script.out(), "mine");
    assertThat(refused(shell, script.out().toString()))
        .isEqualTo("capture: " + script.out() + " exists: choose another by -o FILE\n");
    assertThat(script.out()).hasContent("mine");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    assertThat(refused(shell, link.toString())).contains("exists").hasLineCount(1);
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void aDeviceIsNoPlaceForARecording(List<String> shell) throws Exception {
    assertThat(refused(shell, "/dev/null"))
        .contains("/dev/null is no regular file")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @MethodSource("shells")
  void helpIsGivenAndWhatIsNotUnderstoodIsOneLine(List<String> shell) throws Exception {
    assertThat(said(shell, 0, "--help")).startsWith("Usage: sh capture.sh").contains("status 130");
    assertThat(said(shell, 0, "-h")).startsWith("Usage: sh capture.sh");
    assertThat(said(shell, 2, "--seconds", "5")).startsWith("capture: no option --seconds;");
    assertThat(said(shell, 2, "-x")).startsWith("capture: no option -x;");
    assertThat(said(shell, 2, "-s")).startsWith("capture: -s takes a value;");
    assertThat(said(shell, 2, "out.tar.gz")).contains("'out.tar.gz'", "-o FILE");
    for (String number : List.of("0", "00", "08", "-1", "1.5", "99999999999999999999", "")) {
      assertThat(said(shell, 2, "-e", number)).startsWith("capture: not a number of seconds");
    }
  }

  private String said(List<String> shell, int status, String... arguments) throws Exception {
    Process process = script.start(shell, script.root().toString(), arguments);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(status);
    if (status != 0) {
      assertThat(said).hasLineCount(1);
    }
    script.leftNothing();
    return said;
  }

  @ParameterizedTest
  @MethodSource("shells")
  void whereItCannotWriteItSaysSoInOneLine(List<String> shell) throws Exception {
    String out = folder.resolve("none/out").toString();
    assertThat(refused(shell, out)).isEqualTo("capture: cannot write " + out + "\n");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void whatIsNoHostIsRefusedInOneLine(List<String> shell) throws Exception {
    Files.delete(script.root().resolve("proc/uptime"));
    assertThat(refused(shell, script.out().toString()))
        .isEqualTo("capture: no proc/uptime in " + script.root().toRealPath() + "\n");
    assertThat(script.out()).doesNotExist();
  }

  /** As a terminal's Ctrl-C, to all of its processes, at many moments. */
  @Test
  void interruptedAtAnyMomentItLeavesWholeSamplesOrNoFile() throws Exception {
    assumeThat(TestingScript.installed("timeout")).as("timeout").isTrue();
    int whole = 0;
    for (int millis = 20; whole == 0 && millis < 60_000; millis += millis) {
      String after = "0.%03d".formatted(millis % 1000);
      List<String> shell =
          List.of("timeout", "-s", "INT", millis / 1000 + after.substring(1), "sh");
      Process process =
          script.start(
              shell,
              script.root().toString(),
              "-s",
              "600",
              "-e",
              "1",
              "-o",
              script.out().toString());
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      script.leftNothing();
      if (Files.exists(script.out())) {
        assertThat(script.recording().truncated()).isEmpty();
        assertThat(said).containsPattern("1 sample of node1 in|[0-9]+ samples of node1 in");
        Files.delete(script.out());
        whole++;
      }
    }
    assertThat(whole).isPositive();
  }

  @Test
  void interruptedWhileItWritesItTakesTheHalfSampleBack() throws Exception {
    script.tools(
        // not INT: a shell that is started with it ignored, as in the background, cannot catch it
        """
        cat > gzip <<'END'
        #!/bin/sh
        if [ -s ../out.tar.gz ]; then
          /usr/bin/gzip "$@" | head -c 300
          kill -TERM $PPID
        else
          exec /usr/bin/gzip "$@"
        fi
        END
        chmod +x gzip
        """
            .replace("../out.tar.gz", script.out().toString()),
        ":/usr/bin:/bin");
    Process process =
        script.start(
            TestingScript.shell(),
            script.root().toString(),
            "-s",
            "60",
            "-e",
            "1",
            "-o",
            script.out().toString());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    Recording recording = script.recording();
    assertThat(recording.samples()).hasSize(1);
    script.leftNothing();
  }

  @Test
  void aToolThatCannotBeEndedIsLeftBehind() throws Exception {
    assumeThat(TestingScript.installed("timeout")).as("timeout").isTrue();
    script.tools(
        """
        cat > lvs <<'END'
        #!/bin/sh
        trap '' TERM
        echo half of it
        echo $$ > "${0%/*}/pid"
        n=0
        while [ $n -lt 100 ]; do
          sleep 1
          n=$((n + 1))
        done
        END
        chmod 755 lvs
        """,
        ":/usr/sbin:/usr/bin:/sbin:/bin");
    long began = System.nanoTime();
    script.run(TestingScript.shell(), "/", "-s", "1", "-e", "5", "-o", script.out().toString());
    ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("bin/pid")).strip()))
        .ifPresent(ProcessHandle::destroyForcibly);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(80));
    Tree recorded = Trees.open(script.out()).optional().orElseThrow();
    assertThat(recorded.read("0001/absent").map(Text::string).orElse(""))
        .contains("tool/lvs\tlvs: did not succeed");
    assertThat(recorded.read("0001/tool/lvs").optional()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNamedOnce() throws Exception {
    assumeThat(TestingScript.installed("setpriv")).as("setpriv").isTrue();
    assumeThat(Files.getAttribute(folder, "unix:uid")).as("run by root").isEqualTo(0);
    for (Path open : List.of(folder, folder.resolve("tmp"))) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    List<String> nobody =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh");
    script.run(nobody, "/", "-s", "1", "-e", "5", "-o", script.out().toString());
    String absent =
        Trees.open(script.out())
            .then(tree -> tree.read("0001/absent"))
            .map(Text::string)
            .orElse("");
    assertThat(absent.lines().map(line -> line.split("\t", 2)[0]))
        .contains("proc/1/io")
        .doesNotHaveDuplicates();
  }
}
