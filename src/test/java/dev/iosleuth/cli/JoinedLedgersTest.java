package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.recording.Pseudonyms;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.source.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZInputStream;

/** Recordings of two hosts that are not of one time, or not of two hosts. */
class JoinedLedgersTest {
  private static final Pattern WALL = Pattern.compile("\\nwall ([0-9]{10})");
  private static final Pattern WORDS = Pattern.compile("\\s+");

  @TempDir Path folder;

  private final TestingConsole console = new TestingConsole();

  private static Path node(int number) {
    return Path.of(
        "src", "test", "resources", "lab", "drbd-pair-12-node" + number, "recording.tar.xz");
  }

  /** The second node's recording as if its clock were ahead. */
  private String ahead(long seconds) throws IOException {
    var whole = new ByteArrayOutputStream();
    try (var unpacked = new XZInputStream(Files.newInputStream(node(2)))) {
      unpacked.transferTo(whole);
    }
    String text = whole.toString(StandardCharsets.ISO_8859_1);
    String later = WALL.matcher(text).replaceAll(wall -> "\nwall " + plus(wall.group(1), seconds));
    Path file = folder.resolve("later.tar");
    Files.writeString(file, later, StandardCharsets.ISO_8859_1);
    return file.toString();
  }

  /** A node's recording as it were with names replaced, by a key of its own. */
  private String anonymous(int number) throws IOException {
    Path file = folder.resolve("anonymous" + number + ".tar.gz");
    var pseudonyms = new Pseudonyms(new byte[] {(byte) number});
    try (var writer = new RecordingWriter(Files.newOutputStream(file), "test", pseudonyms)) {
      for (RecordedTree tree : Recording.open(node(number)).optional().orElseThrow().samples()) {
        writer.add(tree);
      }
    }
    return file.toString();
  }

  private static long plus(String number, long seconds) {
    return Long.parseLong(number) + seconds;
  }

  private String said() {
    return WORDS.matcher(console.out()).replaceAll(" ");
  }

  @Test
  void oneHostTwiceIsRefused() {
    String file = node(1).toString();
    assertThat(console.run("ledger", "--from", file, "--from", file)).isEqualTo(2);
    assertThat(console.err()).contains("are both of node1").hasLineCount(1);
    assertThat(console.out()).isEmpty();
  }

  @Test
  void narrowScreensCutNoWord() {
    var narrow = new TestingConsole(Terminal.NONE, Map.of("COLUMNS", "40"));
    narrow.run("ledger", "--from", node(1).toString(), "--from", node(2).toString());
    assertThat(narrow.out().lines()).allMatch(line -> line.length() <= 40);
    assertThat(narrow.out()).contains("  node1 DRBD ", "  node2 disks ").doesNotContain("…'s own");
    console.run("ledger", "--from", node(1).toString(), "--from", node(2).toString());
    assertThat(console.out()).contains("  node1 DRBD's own ");
  }

  @Test
  void helpSaysWhatSeveralHostsHaveNot() {
    console.run("ledger", "--help");
    assertThat(said()).contains("Several --from: ", "without --by, --device, --each, --inside,");
  }

  /** Of the first nothing after 31 s and of the second nothing before that is left. */
  @Test
  void onlyTheTimeInCommonIsCompared() throws IOException {
    String other = ahead(30);
    assertThat(console.run("ledger", "--from", node(1).toString(), "--from", other)).isEqualTo(1);
    assertThat(said())
        .contains("node1 · 30.2 s", "node2 · 35.1 s")
        .contains("; not of the same seconds, see below")
        .contains("by the two clocks this began 1.0 s earlier and ended 4.0 s later than on node1");
    var json = new TestingConsole();
    json.run("ledger", "--json", "--from", node(1).toString(), "--from", other);
    assertThat(json.out())
        .contains("\"together\":true")
        .contains("left out what the others have not recorded: 31.0 s at its beginning, 0.0 s at");
  }

  /** Two seconds after the first's interval began, and before that of the second did. */
  @Test
  void oneIntervalIsOfOneTimeOnBoth() {
    String time = "2026-11-21T04:06:28Z";
    console.run("ledger", "--from", node(1).toString(), "--from", node(2).toString(), "--at", time);
    assertThat(said()).contains("node1 · 30.2 s", "node2 · 34.2 s", "= 1 : 1.00 bytes");
  }

  /** The others have some, which is said of none of them. */
  @Test
  void theOneOfAnotherTimeIsNamed() throws IOException {
    String first = node(1).toString();
    String other = first.replace("pair-12", "resync-33");
    console.run("ledger", "--json", "--from", first, "--from", other, "--from", node(2).toString());
    assertThat(console.out())
        .contains("\"together\":false", other + " has no time in common with the others")
        .doesNotContain(first + " has no", node(2) + " has no");
  }

  @Test
  void namesThatAreReplacedTellNothing() throws IOException {
    console.run("ledger", "--from", anonymous(1), "--from", anonymous(2));
    assertThat(said())
        .contains("Its peer may be among the recordings: it cannot be matched, since names")
        .doesNotContain("is not among the recordings");
  }

  @Test
  void withoutTimeInCommonNothingIsCompared() throws IOException {
    String other = ahead(86_400);
    assertThat(console.run("ledger", "--from", node(1).toString(), "--from", other)).isEqualTo(1);
    assertThat(said())
        .contains("These recordings have no time in common", "amber447.lab · runs on node1")
        .doesNotContain("1 : ");
    var json = new TestingConsole();
    json.run("ledger", "--json", "--from", node(1).toString(), "--from", other);
    assertThat(json.out())
        .contains("\"together\":false", "\"bytes_for_one\":null")
        .contains("the recordings have no time in common");
  }
}
