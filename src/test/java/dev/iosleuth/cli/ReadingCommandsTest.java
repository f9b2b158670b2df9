package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.source.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingCommandsTest {
  @TempDir Path folder;

  private final TestingConsole console = new TestingConsole();
  private Path before;
  private Path after;

  @BeforeEach
  void twoTrees() throws IOException {
    before = tree("before", "100.00", "8 0 sda 10 0 80 5 100 0 800 9 0 12 14\n");
    after = tree("after", "110.00", "8 0 sda 15 0 120 9 160 4 1312 39 0 62 48\n");
  }

  @Test
  void theLedgerOfTwoTreesTellsWhatTheDiskDidBetweenThem() {
    int status =
        console.run("ledger", "--before", before.toString(), "--after", after.toString(), "--json");

    assertThat(status).isLessThan(2);
    assertThat(console.out().lines()).hasSize(1);
    assertThat(console.out())
        .contains(
            "\"host\":\"node1\"",
            "\"seconds\":10",
            "\"reads\":{\"ops\":5,\"merges\":0,\"bytes\":20480,");
  }

  @Test
  void countersThatAreNotUnderstoodAreNoReasonToMissADevice() throws IOException {
    for (Path root : List.of(before, after)) {
      write(root.resolve("sys/block/zram0/dev"), "252:0\n");
      write(root.resolve("sys/block/zram0/size"), "2097152\n");
      write(
          root.resolve("proc/self/mountinfo"),
          "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n");
    }
    Files.writeString(
        before.resolve("proc/diskstats"),
        "254 0 vda 10 0 80 5 100 0 800 9 0 12 14\n252 0 zram0 1 0 8 0 9 0 72 0 0 1 1\n");
    for (String counters : List.of("\0\1\2\n".repeat(50), "8 0\n")) {
      Files.writeString(after.resolve("proc/diskstats"), counters);
      var own = new TestingConsole();

      assertThat(own.run("ledger", "--before", before.toString(), "--after", after.toString()))
          .isEqualTo(1);
      assertThat(own.out())
          .contains("proc/diskstats")
          .doesNotContain("went away", "which is not there");
    }
  }

  @Test
  void aDiskWithoutFiguresIsAGapInWhatWasAskedFor() throws IOException {
    for (Path root : List.of(before, after)) {
      write(root.resolve("sys/block/sdb/dev"), "8:16\n");
      write(root.resolve("sys/block/sdb/size"), "2097152\n");
      write(
          root.resolve("proc/self/mountinfo"),
          "22 1 8:16 / / rw,relatime shared:1 - ext4 /dev/sdb rw\n");
      write(root.resolve("proc/1/stat"), "1 (init) S 0" + " 0".repeat(48) + "\n");
    }
    String sda = "8 0 sda 10 0 80 5 100 0 800 9 0 12 14\n";
    Files.writeString(
        before.resolve("proc/diskstats"), sda + "8 16 sdb 10 0 80 5 100 0 800 9 0 12 14\n");
    Files.writeString(
        after.resolve("proc/diskstats"), sda + "8 16 sdb 1 0 8 5 10 0 80 9 0 12 14\n");

    assertThat(status("")).isEqualTo(1);
    assertThat(status("--device sda")).isZero();
    assertThat(status("--device sdb")).isEqualTo(1);
    assertThat(status("--json")).isEqualTo(1);
    Files.writeString(after.resolve("proc/diskstats"), sda);
    assertThat(status("")).isZero();
    for (Path root : List.of(before, after)) {
      write(root.resolve("proc/sys/kernel/random/boot_id"), root.getFileName() + "\n");
    }
    assertThat(status("--device sda")).isEqualTo(1);
  }

  private int status(String options) {
    String line = "ledger --before " + before + " --after " + after + " " + options;
    var own = new TestingConsole();
    int status = own.run(line.strip().split(" ", -1));
    assertThat(own.out().split("sdb: its counters went back", -1)).hasSizeLessThan(3);
    return status;
  }

  @Test
  void guestsOfOneNameAreShownTogether() throws IOException {
    for (Path root : List.of(before, after)) {
      for (int pid : List.of(101, 102)) {
        String process = "proc/" + pid + "/";
        write(root.resolve(process + "stat"), pid + " (qemu) S 1" + " 0".repeat(48) + "\n");
        write(root.resolve(process + "cmdline"), "/usr/bin/qemu-system-x86_64\0-name\0twin\0");
      }
    }
    console.run("guests", "twin", "--before", before.toString(), "--after", after.toString());
    assertThat(console.out()).contains("pid 101", "pid 102");
  }

  @Test
  void anEmptyNameIsNone() {
    for (String command : List.of("stack", "guests")) {
      var own = new TestingConsole();
      assertThat(own.run(command, "", "--before", before.toString(), "--after", after.toString()))
          .isEqualTo(2);
      assertThat(own.err())
          .startsWith("iosleuth: an empty name; iosleuth " + command + " lists all");
    }
  }

  @Test
  void elapsedOutdoesTheTreesOwnUptime() {
    console.run(
        "ledger",
        "--before",
        before.toString(),
        "--after",
        after.toString(),
        "--elapsed",
        "20",
        "--json");

    assertThat(console.out()).contains("\"seconds\":20");
  }

  @Test
  void csvHasOneHeading() {
    console.run("ledger", "--before", before.toString(), "--after", after.toString(), "--csv");

    assertThat(console.out().lines().filter(l -> l.startsWith("host,") || l.startsWith("\"host\"")))
        .hasSizeLessThan(2);
    assertThat(console.out().lines()).hasSizeGreaterThan(1);
  }

  @Test
  void theScreenOfTwoTreesFits() {
    int status = console.run("--before", before.toString(), "--after", after.toString());

    assertThat(status).isLessThan(2);
    assertThat(console.out().lines()).hasSizeLessThan(25);
    assertThat(console.out()).contains("sda").doesNotContain("\u001b");
  }

  @Test
  void colourCanBeAskedFor() {
    console.run("--before", before.toString(), "--after", after.toString(), "--color", "always");

    assertThat(console.out()).contains("\u001b[");
  }

  @Test
  void theStackOfTwoTreesKnowsTheDisk() {
    console.run("stack", "sda", "--before", before.toString(), "--after", after.toString());

    assertThat(console.out()).contains("sda");
  }

  /** qemu ran between two samples of the host and had ended by its last one. */
  @Test
  void whoEndedWithinARecordingIsToldWhereToLook() {
    String recording = "src/test/resources/lab/inside-11/host.tar.xz";

    assertThat(console.run("stack", "lab-1", "--from", recording)).isEqualTo(2);
    assertThat(console.err()).contains("'lab-1' had ended by the last sample", "--at TIME");
  }

  @Test
  void withoutUptimeTheElapsedTimeIsAskedFor() throws IOException {
    Files.delete(after.resolve("proc/uptime"));

    assertThat(console.run("ledger", "--before", before.toString(), "--after", after.toString()))
        .isEqualTo(2);
    assertThat(console.err()).startsWith("iosleuth: ").contains("--elapsed").hasLineCount(1);
  }

  @Test
  void severalDevicesAreAskedForByCommasOrAgainAndAgain() throws IOException {
    for (Path root : List.of(before, after)) {
      Files.writeString(
          root.resolve("proc/diskstats"),
          """
          8 0 sda 10 0 80 5 100 0 800 9 0 12 14
          8 16 sdb 10 0 80 5 100 0 800 9 0 12 14
          8 32 sdc 10 0 80 5 100 0 800 9 0 12 14
          """);
      for (String name : List.of("sdb", "sdc")) {
        write(root.resolve("sys/block/" + name + "/dev"), name.equals("sdb") ? "8:16\n" : "8:32\n");
        write(root.resolve("sys/block/" + name + "/size"), "2097152\n");
      }
    }
    String trees = "ledger --csv --by device --before " + before + " --after " + after;

    console.run((trees + " --device sda,sdc").split(" ", -1));
    String commas = console.out();
    console.run((trees + " --device sda --device sdc").split(" ", -1));

    assertThat(commas).contains("sda", "sdc").doesNotContain("sdb");
    assertThat(console.out()).isEqualTo(commas + commas);
  }

  @Test
  void columnsOutdoTheTerminal() {
    var narrow = new TestingConsole(Terminal.NONE, Map.of("COLUMNS", "40"));
    narrow.run("--before", before.toString(), "--after", after.toString());

    assertThat(narrow.out().lines()).allSatisfy(l -> assertThat(l).hasSizeLessThan(41));
    assertThat(narrow.out()).contains("TIME     r/s    w/s\n");
  }

  @Test
  void bareCountersSayWhatIsMissing() throws IOException {
    Path first = bare("first", "100.0 50.0", "8 0 sda 10 0 80 5 100 0 800 9 0 12 14\n");
    Path second = bare("second", "110.5 50.0", "8 0 sda 15 0 120 9 160 4 1312 39 0 62 48\n");

    int status =
        console.run("ledger", "--before", first.toString(), "--after", second.toString(), "--json");

    assertThat(status).isEqualTo(1);
    assertThat(console.out())
        .contains("\"seconds\":10.5", "\"host\":null", "\"host\":\"it is not in the capture\"")
        .contains("no processes");
    assertThat(console.err())
        .contains("first: no processes (proc/PID/stat, io, cgroup, fd), no mounts")
        .contains("no devices' stacking (sys/)", "iosleuth capture --script");
  }

  @Test
  void theStackOfBareCountersSaysWhatIsMissingInJsonToo() throws IOException {
    Path first = bare("first", "100.0 50.0", "8 0 sda 10 0 80 5 100 0 800 9 0 12 14\n");
    Path second = bare("second", "110.5 50.0", "8 0 sda 15 0 120 9 160 4 1312 39 0 62 48\n");

    console.run("stack", "--json", "--before", first.toString(), "--after", second.toString());

    assertThat(console.out()).contains("\"kind\":\"gap\"", "no processes (proc/PID/stat");
  }

  @Test
  void aPlainTextIsCalledWhatItIs() throws IOException {
    String counters = Files.readString(after.resolve("proc/diskstats")).repeat(20);
    Path diskstats = Files.writeString(folder.resolve("diskstats"), counters);
    Path text = Files.writeString(folder.resolve("text"), "kernel: all is well\n".repeat(99));
    Path empty = Files.writeString(folder.resolve("empty"), "");
    Path log = Files.writeString(folder.resolve("log"), "Device r/s %util\nsda 1.00 2.00\n");

    for (String option : List.of("--from", "--before")) {
      assertThat(plain(option, diskstats))
          .startsWith("iosleuth: " + diskstats + " is a copy of /proc/diskstats alone: put it into")
          .contains("--before FOLDER --after FOLDER --elapsed SECONDS");
      assertThat(plain(option, text)).contains("is a plain text, neither a recording", "proc/");
      assertThat(plain(option, log)).contains(" is a log of iostat or the like: iosleuth iostat");
      assertThat(plain(option, empty)).isEqualTo("iosleuth: " + empty + " is empty\n");
    }
  }

  private String plain(String option, Path file) {
    var own = new TestingConsole();
    String[] words = {"ledger", option, file.toString(), "--after", after.toString()};
    int used = option.equals("--from") ? 3 : words.length;
    assertThat(own.run(Arrays.copyOf(words, used))).isEqualTo(2);
    assertThat(own.err()).hasLineCount(1);
    return own.err();
  }

  @Test
  void severalProcessesOfANameAreListed() throws IOException {
    for (Path root : List.of(before, after)) {
      for (int pid : List.of(70, 8)) {
        write(
            root.resolve("proc/" + pid + "/stat"),
            pid + " (web) S 1 8 8 0 -1 0" + " 0".repeat(12) + " 500" + " 0".repeat(30) + "\n");
        write(root.resolve("proc/" + pid + "/cmdline"), "web\0--port\0" + pid + "\0");
      }
      write(
          root.resolve("proc/9/stat"),
          "9 (one) S 1 8 8 0 -1 0" + " 0".repeat(12) + " 500" + " 0".repeat(30) + "\n");
    }
    String trees = " --before " + before + " --after " + after;

    assertThat(console.run(("stack web" + trees).split(" ", -1))).isEqualTo(2);
    assertThat(console.err())
        .isEqualTo(
            """
            iosleuth: 'web' is the name of 2 processes; take one by its number, as in iosleuth stack 8
              8  web --port 8
              70  web --port 70
            """);
    console.run(("stack one" + trees).split(" ", -1));
    assertThat(console.err()).contains("'one': process 9 (one): ");
  }

  @Test
  void anUptimeThatIsNoneIsQuoted() throws IOException {
    Path first = bare("first", "soon", "8 0 sda 10 0 80 5 100 0 800 9 0 12 14\n");

    assertThat(console.run("ledger", "--before", first.toString(), "--after", after.toString()))
        .isEqualTo(2);
    assertThat(console.err()).contains("proc/uptime", "'soon'", "--elapsed").hasLineCount(1);
  }

  private Path bare(String name, String uptime, String diskstats) throws IOException {
    Path root = folder.resolve(name);
    write(root.resolve("proc/uptime"), uptime + "\n");
    write(root.resolve("proc/diskstats"), diskstats);
    return root;
  }

  @Test
  void aProcessIsAskedForItsFilesEvenIfItDidNothing() {
    console.run("stack", Long.toString(ProcessHandle.current().pid()));

    assertThat(console.err()).doesNotContain("not asked");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ledger --before TREE | --before TREE and --after TREE belong together",
        "ledger --from TREE --each --at 10:00 | exclude each other",
        "ledger --from TREE/missing | no such file",
        "ledger --from= | '' is no name of a file",
        "ledger --from a --from b --csv | --csv is not to be had of several hosts: their ledger is",
        "ledger --from a --from b --by unit | give one --from for --by",
        "ledger --from a --from b --why | --why is not to be had of several hosts",
        "ledger --from a --from b --each | --each chooses from one recording",
        "ledger --from TREE | expected a recording of iosleuth, found a captured tree, which is"
            + " for",
        "ledger --partial | --partial chooses from what was captured",
        "capture -o TREE/missing/x | cannot be written (there is no such folder)",
        "capture --script --anonymous | cannot replace names",
        "ledger --before TREE/sys --after TREE | holds neither proc/ nor sys/",
        "ledger --before TREE --after TREE --interval 1 | two trees are one interval",
        "--before TREE --after TREE --interval 1 | two trees are one interval",
        "ledger --from TREE --at 10:00 --count 2 | leave out --interval and --count",
        "stack /dev/null | it is no block device, but a character device",
        "ledger --interval 3600 --device /dev/null | no block device",
        "ledger --before TREE --after TREE --elapsed 1 --device sda,nope | 'nope'",
        "ledger --from TREE --at noon | no time: 'noon'",
        "ledger --each | --each chooses from a recording: add --from",
        "ledger --elapsed 5 | --elapsed chooses from two trees",
        "ledger --interval 0 | --interval takes seconds, from 0.1 up",
        "ledger --interval NaN | --interval takes a number of seconds, such as 5 or 0.5, not 'NaN'",
        "ledger --interval 5d | --interval takes a number of seconds, such as 5 or 0.5, not '5d'",
        "ledger --interval 0x1p3 | such as 5 or 0.5, not '0x1p3'",
        "ledger --interval 1e400 | from 0.1 up to 86400 (a day), not 1e400",
        "ledger --interval 1e-400 | from 0.1 up to 86400 (a day), not 1e-400",
        "ledger --interval -1 | from 0.1 up to 86400 (a day), not -1",
        "ledger --interval=-1 | from 0.1 up to 86400 (a day), not -1",
        "ledger --before TREE --after TREE --elapsed 0 | more than 0, up to 31622400 (a year), not"
            + " 0",
        "capture -o /dev/null | cannot be written (it is a character device)",
        "capture -o TREE/proc/uptime | cannot be written (it exists already)",
        "ledger --interval soon | --interval takes a number of seconds, such as 5 or 0.5, not"
            + " 'soon'",
        "ledger --count -1 | --count takes a number of intervals",
        "ledger --json --csv | exclude each other",
        "ledger --by planet | --by takes one of account, guest, container, unit, cgroup, process,"
            + " job, device, not 'planet'",
        "ledger --interval 1e9 | not 1e9",
        "ledger --interval 1e-9 | not 1e-9",
        "ledger --count many | --count takes a whole number, not 'many'",
        "ledger --from | missing required parameter",
        "stack --json --svg | exclude each other",
        "stack nothing-of-this-name --before TREE --after TREE --elapsed 1 |"
            + " 'nothing-of-this-name'",
        "capture -o TREE | cannot be written (it is a directory)",
        "--at 10:00 | --at chooses from a recording",
        "ledger --interval 3600 --device nothing-of-this-name | 'nothing-of-this-name'",
        "stack /nothing-of/this-name | no such file",
        "stack /proc/self | stands on no block device",
        "ledger a b | no option or argument 'a' (--device a?)",
        "ledger --jsn | no option or argument '--jsn' (--json?)",
        "explain node1.rec | no argument 'node1.rec' (--from node1.rec?)",
        "node1.rec | no command 'node1.rec' (iosleuth --from node1.rec?)",
      })
  void whatDoesNotFitEndsInOneLineAndStatus2(String line, String words) {
    String[] arguments = line.replace("TREE", before.toString()).split(" ", -1);

    assertThat(console.run(arguments)).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err()).startsWith("iosleuth: ").contains(words).hasLineCount(1);
  }

  private Path tree(String name, String uptime, String diskstats) throws IOException {
    Path root = folder.resolve(name);
    write(root.resolve("proc/uptime"), uptime + " 0.00\n");
    write(root.resolve("proc/diskstats"), diskstats);
    write(root.resolve("proc/sys/kernel/hostname"), "node1\n");
    write(root.resolve("sys/block/sda/dev"), "8:0\n");
    write(root.resolve("sys/block/sda/size"), "2097152\n");
    return root;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String node(int number) {
    return "src/test/resources/lab/drbd-pair-12-node" + number + "/recording.tar.xz";
  }

  @Test
  void recordingsOfSeveralHostsAreJoinedByGuest() {
    console.run("ledger", "--from", node(1), "--from", node(2));

    assertThat(console.out())
        .contains("amber447.lab · runs on node1 · 1 disk", "vetch388.lab · runs on node2 · 1 disk")
        .contains("node1 : node2 = 1 : 1.00 bytes, 1 : 1.81 writes; 121-130 with data on both");
    assertThat(console.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void joinedHostsAreOneObject() {
    console.run("ledger", "--json", "--from", node(1), "--from", node(2));

    assertThat(console.out().lines()).hasSize(1);
    assertThat(console.out()).contains("\"name\":\"amber447.lab\"", "\"empty_more\":105");
  }

  @Test
  void onlyTheLedgerJoinsRecordings() {
    assertThat(console.run("stack", "--from", node(1), "--from", node(2))).isEqualTo(2);
    assertThat(console.err()).contains("one --from at a time");
    assertThat(console.run("ledger", "--by", "guest", "--from", node(1), "--from", node(2)))
        .isEqualTo(2);
  }
}
