package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.source.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  @TempDir Path folder;
  private final TestingConsole console = new TestingConsole();

  /** 60 reports of two disks; one has its load, the other a different one. */
  private String log(long seed, double factor, int reports) throws IOException {
    var random = new Random(seed);
    var text = new StringBuilder();
    for (int i = 0; i < reports; i++) {
      text.append("Device r/s w/s rkB/s wkB/s await aqu-sz %util\n");
      row(text, "sda", 100 * (0.9 + 0.2 * random.nextDouble()), random);
      row(text, "sdb", factor * 100 * (0.9 + 0.2 * random.nextDouble()), random);
      text.append('\n');
    }
    return Files.writeString(folder.resolve(seed + ".log"), text).toString();
  }

  private static void row(StringBuilder text, String name, double reads, Random random) {
    text.append(
        String.format(
            Locale.ROOT,
            "%s %.2f 0.00 %.2f 0.00 %.2f 1.00 %.2f%n",
            name,
            reads,
            8 * reads,
            5 + random.nextDouble(),
            reads / 3));
  }

  @Test
  void whatRoseIsTold() throws IOException {
    int status = console.run("compare", log(1, 1, 60), log(2, 1.2, 60));

    assertThat(status).isZero();
    assertThat(console.out().replace("\n", " "))
        .contains("sdb is 40 % busy instead of 33 % and does 1", " operations/s instead of ")
        .contains("WHAT CHANGED", "NO DIFFERENCE");
    assertThat(console.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(console.out().lines().filter(line -> line.startsWith("sda"))).hasSize(1);
  }

  @Test
  void theSameLoadShowsNothingAndWhatWouldHaveBeenSeen() throws IOException {
    assertThat(console.run("compare", log(1, 1, 60), log(2, 1, 60))).isZero();

    assertThat(console.out().replace("\n", " "))
        .contains("No difference is shown. That does not say that there is none")
        .containsPattern("about \\+\\d\\.\\d % of sd[ab]'s busy time")
        .doesNotContain("WHAT CHANGED");
  }

  /** What a log does not tell of is not nothing: it may be that somebody asked for one disk. */
  @Test
  void whatOnlyOneTellsOfIsNotCompared() throws IOException {
    String both = log(1, 1, 60);
    Path one = folder.resolve("one.log");
    Files.write(
        one, Files.readAllLines(Path.of(both)).stream().filter(l -> !l.startsWith("sdb")).toList());

    assertThat(console.run("compare", both, one.toString())).isZero();
    assertThat(console.out().replace("\n", " "))
        .contains("Not compared, since only A tells of them, and not B: sdb.")
        .doesNotContain("sdb is", "WHAT CHANGED");

    console.run("compare", "--json", one.toString(), both);
    assertThat(console.out())
        .contains(
            "\"only_before\":[],"
                + "\"only_after\":[{\"kind\":\"device\",\"name\":\"sdb\",\"within\":\"\"}]");
  }

  /** As with -z: it stood in the first report, so that it did nothing afterwards. */
  @Test
  void whatIsLeftOutOfLaterReportsDidNothing() throws IOException {
    String both = log(1, 1, 60);
    Path quiet = folder.resolve("quiet.log");
    List<String> lines = Files.readAllLines(Path.of(both));
    Files.write(
        quiet,
        Stream.concat(
                lines.stream().limit(4), lines.stream().skip(4).filter(l -> !l.startsWith("sdb")))
            .toList());

    assertThat(console.run("compare", both, quiet.toString())).isZero();
    assertThat(console.out().replace("\n", " ")).contains("sdb is 0 % busy instead of 33 %");
  }

  /** A layout without %util does not say that a disk is idle. */
  @Test
  void aColumnThatOnlyOneHasIsNoChange() throws IOException {
    String all = log(1, 1, 60);
    Path fewer = folder.resolve("fewer.log");
    Files.write(
        fewer,
        Files.readAllLines(Path.of(all)).stream()
            .map(line -> line.replaceFirst(" \\S+$", ""))
            .toList());

    assertThat(console.run("compare", all, fewer.toString())).isZero();
    assertThat(console.out()).doesNotContain("busy instead", "WHAT CHANGED");
  }

  /** As {@code iosleuth iostat} has it: a log of iostat -y has no report to set aside. */
  @Test
  void theFirstReportMayBeKept() throws IOException {
    console.run("compare", "--json", log(1, 1, 60), log(2, 1, 60));
    String aside = console.out();
    var other = new TestingConsole();
    other.run("compare", "--json", "--keep-first", log(1, 1, 60), log(2, 1, 60));

    // 60 reports, of which the first one is set aside
    assertThat(aside).contains("\"intervals\":59").doesNotContain("\"intervals\":60");
    assertThat(other.out()).contains("\"intervals\":60").doesNotContain("\"intervals\":59");
  }

  /** Reports of a disk whose load wanders: a half of what it is beside its mean stays. */
  private String wandering(long seed, double reads, double spread, int reports) throws IOException {
    var random = new Random(seed);
    double mood = random.nextGaussian();
    var text = new StringBuilder();
    for (int i = 0; i < reports; i++) {
      text.append("Device r/s w/s rkB/s wkB/s await aqu-sz %util\n");
      row(text, "sda", reads * Math.exp(spread * mood), random);
      text.append('\n');
      mood = 0.5 * mood + Math.sqrt(0.75) * random.nextGaussian();
    }
    return Files.writeString(folder.resolve("wandering" + seed + ".log"), text).toString();
  }

  /** More reports before make nothing less sure: they tell how much it varies by itself. */
  @Test
  void manyTimesTheLoadIsShownInFewIntervals() throws IOException {
    String before = wandering(1, 30, 0.15, 120);
    for (int seed = 2; seed < 12; seed++) {
      assertThat(console.run("compare", before, wandering(seed, 140, 0.15, 10))).isZero();
    }

    assertThat(console.out().split("busy instead of", -1)).hasSize(11);
    assertThat(console.out()).doesNotContain("No difference");
  }

  /** Both are too short to tell; what they tell stands there all the same. */
  @Test
  void whatWouldHardlyBeSeenIsNotCalledNoDifference() throws IOException {
    assertThat(console.run("compare", wandering(4, 10, 1.5, 10), wandering(5, 30, 1.5, 10)))
        .isZero();

    assertThat(console.out().replace("\n", " "))
        .contains(
            "cannot be told: 9 intervals and 9 are too few", " busy in A, ", "would have been")
        .doesNotContain("No difference is");
    assertThat(console.out().lines().map(String::strip)).anyMatch(line -> line.startsWith("in B "));
    assertThat(console.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void tooFewIntervalsAreNoAnswer() throws IOException {
    assertThat(console.run("compare", log(1, 1, 5), log(2, 2, 60))).isEqualTo(Status.GAPS);

    assertThat(console.out().replace("\n", " ")).contains("cannot be told", "at least 8 intervals");
  }

  /** More of them would be damaged as well. */
  @Test
  void tooFewWholeIntervalsAreNotAskedForOnceMore() throws IOException {
    Path whole = Path.of(log(1, 1, 12));
    Path damaged = folder.resolve("damaged.log");
    var row = new AtomicInteger();
    Files.writeString(
        damaged,
        Files.readString(whole)
            .lines()
            .map(line ->
                line.startsWith("sd") && row.incrementAndGet() > 6
                    ? line.replaceFirst("[0-9.]+", "#")
                    : line)
            .collect(Collectors.joining("\n", "", "\n")));

    assertThat(console.run("compare", whole.toString(), damaged.toString())).isEqualTo(Status.GAPS);

    assertThat(console.out().replace("\n", " "))
        .contains("cannot be told", "Too few of them tell the same figures whole");
  }

  @Test
  void json() throws IOException {
    assertThat(console.run("compare", "--json", log(1, 1, 60), log(2, 1.2, 60))).isZero();

    assertThat(console.out().lines()).hasSize(1);
    assertThat(console.out())
        .startsWith("{\"verdict\":\"shown\",\"false_discovery_share\":0.03,")
        .contains(
            "\"intervals\":59,\"seconds\":null",
            "{\"kind\":\"device\",\"name\":\"sdb\",\"within\":\"\",\"figures\":[{\"figure\":"
                + "\"operations_per_second\",\"verdict\":\"shown\"",
            "\"visible_percent\":");
  }

  /** A log tells no settings, guests or mounts: none of them came with the recording. */
  @Test
  void besideALogNothingElseHasChanged() throws IOException {
    String recording =
        Path.of("src", "test", "resources", "lab", "raid1-lvm-7", "recording.tar.xz").toString();
    console.run("compare", log(1, 1, 60), recording);

    assertThat(console.out())
        .contains("What else changed is not known")
        .doesNotContain("only in B", "Other things changed");

    console.run("compare", "--json", log(1, 1, 60), recording);
    assertThat(console.out()).contains("\"changed\":null");
  }

  @Test
  void whatIsNeitherIsSaidSo() throws IOException {
    String letter = Files.writeString(folder.resolve("letter"), "Dear all\n").toString();

    assertThat(console.run("compare", letter, log(2, 1, 60))).isEqualTo(2);
    assertThat(console.run("compare", log(1, 1, 9))).isEqualTo(2);
    assertThat(console.run("compare", folder.resolve("no").toString(), letter)).isEqualTo(2);
    assertThat(console.err().lines()).allMatch(line -> line.startsWith("iosleuth: "));
    assertThat(console.err()).contains("nor a log", "no such file");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void aNarrowScreenHoldsIt() throws IOException {
    var narrow = new TestingConsole(Terminal.NONE, Map.of("COLUMNS", "40"));

    narrow.run("compare", log(1, 1, 60), log(2, 1.2, 60));
    assertThat(narrow.out().lines()).allMatch(line -> line.length() <= 40);
  }

  @Test
  void oneFileAloneIsNotCompared() throws IOException {
    assertThat(console.run("compare", log(1, 1, 60))).isEqualTo(Status.UNUSABLE);
    assertThat(console.err()).contains("missing required parameter: 'B'");
  }
}
