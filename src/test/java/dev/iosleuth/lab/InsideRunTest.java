package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.cli.TestingConsole;
import dev.iosleuth.source.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.XZInputStream;

/**
 * A real guest and its host, recorded at the same time: who in the guest did it, on the host's
 * disk, and the way down from there.
 */
class InsideRunTest {
  private static final Path LAB = Path.of("src", "test", "resources", "lab");
  private static final Path RUN = LAB.resolve("inside-11");
  private static final String HOST = RUN.resolve("host.tar.xz").toString();
  private static final String GUEST = RUN.resolve("recording.tar.xz").toString();

  @TempDir private Path folder;

  private final TestingConsole console = new TestingConsole();

  static List<Path> runs() throws IOException {
    try (Stream<Path> folders = Files.list(LAB)) {
      return folders.filter(run -> InsideScore.host(run).isPresent()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void whoInsidePaysOnTheHostsDisks(Path run) throws IOException {
    Path host = InsideScore.host(run).orElseThrow();
    InsideScore found = InsideScore.of(run, host);
    assertThat(found.words()).hasSize(5);
    assertThat(found.complaints()).isEmpty();
    String named = "lab-1=" + Run.recording(run);
    assertThat(InsideScore.of(run, host, "--inside", named)).isEqualTo(found);
    // without it nobody is named
    assertThat(InsideScore.of(run, host, "--by", "account").complaints()).hasSize(5);
  }

  @Test
  void theBooksBalance() {
    console.run("ledger", "--from", HOST, "--inside", GUEST);
    assertThat(console.out()).contains("books balance", "raven365", "umber773");
  }

  @Test
  void fromTheProcessInsideToTheSpindle() {
    var wide = new TestingConsole(Terminal.NONE, Map.of("COLUMNS", "160"));
    assertThat(wide.run("stack", "--from", HOST, "--inside", GUEST, "lab-1:raven365"))
        .isLessThan(2);
    List<String> lines =
        wide.out().lines().skip(1).map(l -> l.replaceAll("[│├└ ]+", " ").strip()).toList();
    assertThat(lines.get(0)).startsWith("guest lab-1");
    assertThat(lines.get(1)).startsWith("process lab-1:raven365").contains("◄");
    assertThat(lines.get(2)).startsWith("fs lab-1:/mnt/plain");
    assertThat(lines.get(3)).startsWith("disk lab-1:vda").contains("drive d0", "raw", "cache none");
    assertThat(lines.get(4)).startsWith("loop loop0");
    assertThat(lines.get(5)).startsWith("file /srv/guests/disk1-0");
    assertThat(lines.get(6)).startsWith("fs /");
    assertThat(lines.get(7)).startsWith("disk vda");
    assertThat(lines).hasSize(8);
  }

  /** It has closed its file by the last sample, and a shell that did nothing is in its cgroup. */
  @Test
  void fromAProcessThatHasClosedItsFile() {
    assertThat(console.run("stack", "--from", HOST, "--inside", GUEST, "lab-1:kestrel416"))
        .isLessThan(2);
    assertThat(console.out().lines().skip(2).limit(2).map(l -> l.replaceAll("^[└ ]+", "")))
        .satisfiesExactly(
            process ->
                assertThat(process)
                    .startsWith("process lab-1:kestrel416")
                    .contains("known_by its cgroup"),
            disk -> assertThat(disk).startsWith("disk lab-1:vdb"));
  }

  @Test
  void aMessageNamesWhatWasTyped() {
    assertThat(console.run("stack", "--from", HOST, "--inside", GUEST, "lab-1:nobody42"))
        .isEqualTo(2);
    assertThat(console.err()).contains("'lab-1:nobody42'");
  }

  @Test
  void theOtherFormsToo() {
    for (String form : List.of("--json", "--dot", "--svg")) {
      var own = new TestingConsole();
      assertThat(own.run("stack", "--from", HOST, "--inside", GUEST, "raven365", form))
          .isLessThan(2);
      assertThat(own.out())
          .contains("lab-1:raven365", "lab-1:vda", "loop0")
          .doesNotContain("umber");
    }
  }

  @Test
  void aNameOfTheHostHasWhatIsInsideAboveIt() {
    console.run("stack", "--from", HOST, "--inside", GUEST, "loop0");
    assertThat(console.out())
        .contains("lab-1:vda", "lab-1:/mnt/plain")
        .doesNotContain("/mnt/copied");
  }

  @Test
  void anotherGuest() {
    assertThat(console.run("ledger", "--from", HOST, "--inside", "web7=" + GUEST)).isEqualTo(2);
    assertThat(console.err()).contains("no guest 'web7' on host; it has lab-1");
    assertThat(console.err().lines()).hasSize(1);
  }

  @Test
  void twiceTheSame() {
    assertThat(console.run("ledger", "--from", HOST, "--inside", GUEST, "--inside", GUEST))
        .isEqualTo(2);
    assertThat(console.err()).contains("are both of lab-1: take one");
  }

  @Test
  void aClockThatIsWrong() {
    assertThat(console.run("ledger", "--from", HOST, "--inside", GUEST, "--inside-ahead", "7200"))
        .isEqualTo(2);
    assertThat(console.err())
        .contains("they have no time in common", "--inside-ahead 0")
        .hasLineCount(1);
  }

  @Test
  void anotherTime() {
    String crypt = LAB.resolve("crypt-11").resolve("recording.tar.xz").toString();
    assertThat(console.run("ledger", "--from", HOST, "--inside", "lab-1=" + crypt)).isEqualTo(2);
    assertThat(console.err()).contains("they have no time in common").hasLineCount(1);
  }

  @Test
  void cutShort() throws IOException {
    var whole = new ByteArrayOutputStream();
    try (var unpacked = new XZInputStream(Files.newInputStream(Path.of(GUEST)))) {
      unpacked.transferTo(whole);
    }
    Path cut = folder.resolve("cut.tar");
    Files.write(cut, Arrays.copyOf(whole.toByteArray(), whole.size() * 3 / 4));
    assertThat(console.run("ledger", "--from", HOST, "--inside", cut.toString())).isEqualTo(2);
    assertThat(console.err()).contains(cut.toString(), "--partial").hasLineCount(1);
    var own = new TestingConsole();
    assertThat(own.run("ledger", "--from", HOST, "--inside", cut.toString(), "--partial"))
        .isEqualTo(1);
    assertThat(own.out()).contains("lab-1");
  }
}
