package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.kernel.json.Json;
import dev.iosleuth.kernel.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logs with damaged rows, devices that go or come, and idle ones left out: means are held against
 * those that this test computes itself of the rows that it wrote.
 */
final class DamagedLogsTest {
  private static final int REPORTS = 60;

  @TempDir Path folder;

  /** Of a report the rows as they are printed; an empty one is left out. */
  private interface Rows {
    List<String> of(int report);
  }

  private static String row(String name, double reads, double writes, double util) {
    return String.format(
        Locale.ROOT,
        "%-12s %8.2f %8.2f %9.2f %9.2f %8.2f %8.2f %6.2f %6.2f",
        name,
        reads,
        writes,
        reads * 8,
        writes * 8,
        2.0,
        2.0,
        1.0,
        util);
  }

  private String log(String name, Rows rows) throws IOException {
    var log = new StringBuilder("Linux 6.1.0 (vm) \t11/21/2026 \t_x86_64_\t(2 CPU)\n\n");
    for (int i = 0; i < REPORTS; i++) {
      log.append(String.format(Locale.ROOT, "11/21/2026 10:%02d:%02d%n", i / 6, i % 6 * 10));
      log.append(
          String.format(
              Locale.ROOT,
              "Device            r/s     w/s     rkB/s     wkB/s   r_await   w_await aqu-sz  %%util%n"));
      rows.of(i).stream()
          .filter(row -> !row.isEmpty())
          .forEach(row -> log.append(row).append('\n'));
      log.append('\n');
    }
    return Files.writeString(folder.resolve(name), log).toString();
  }

  /** The answer's device of that name. */
  private static Map<String, Json> device(TestingConsole console, String name) {
    byte[] json = console.out().getBytes(StandardCharsets.UTF_8);
    Json all = JsonText.values("answer", json, 0).orElse(List.of()).getFirst();
    if (all instanceof Json.Members(Map<String, Json> members)
        && members.get("devices") instanceof Json.Items(List<Json> devices)) {
      for (Json one : devices) {
        if (one instanceof Json.Members(Map<String, Json> device)
            && device.get("name") instanceof Json.Word(String found)
            && found.equals(name)) {
          return device;
        }
      }
    }
    throw new AssertionError("no " + name + " in " + console.out());
  }

  private static double mean(Map<String, Json> device, String field) {
    return device.get(field) instanceof Json.Members(Map<String, Json> figure)
        ? number(figure, "mean")
        : Double.NaN;
  }

  private static double number(Map<String, Json> of, String field) {
    return of.get(field) instanceof Json.Digits(String digits)
        ? Double.parseDouble(digits)
        : Double.NaN;
  }

  /** Whatever is damaged, and however much: the means are those of what is not. */
  @Test
  void meansAreOfWhatWasUnderstood() throws IOException {
    var random = new Random(5);
    List<String> garbage =
        List.of("8#.00", "80.00*", "1e300", "-", "nan", "abc", "CUT", "8 0.00", "1.0.0");
    for (double share : new double[] {0.02, 0.3, 0.9}) {
      double utils = 0;
      double reads = 0;
      int told = 0;
      int toldReads = 0;
      int damaged = 0;
      var rows = new ArrayList<String>();
      for (int i = 0; i < REPORTS; i++) {
        double util = (9000 + random.nextInt(1000)) / 100.0;
        double read = (4000 + random.nextInt(4000)) / 100.0;
        String row = row("sda", read, 40, util);
        boolean first = i == 0;
        if (!first && random.nextDouble() < share) {
          damaged++;
          String with = garbage.get(random.nextInt(garbage.size()));
          List<String> words = new ArrayList<>(List.of(row.split(" +")));
          int word = 1 + random.nextInt(words.size() - 1);
          boolean cut = with.equals("CUT");
          boolean whole = cut || with.contains(" ");
          if (cut) {
            rows.add(String.join(" ", words.subList(0, word)));
          } else {
            words.set(word, with);
            rows.add(String.join(" ", words));
          }
          utils += !whole && word != 8 ? util : 0;
          told += !whole && word != 8 ? 1 : 0;
          reads += !whole && word != 1 ? read : 0;
          toldReads += !whole && word != 1 ? 1 : 0;
        } else {
          rows.add(row);
          utils += first ? 0 : util;
          reads += first ? 0 : read;
          told += first ? 0 : 1;
          toldReads += first ? 0 : 1;
        }
      }
      var console = new TestingConsole();
      int status =
          console.run(
              "iostat",
              "--json",
              log("damaged.log", i -> List.of(rows.get(i), row("sdb", 5, 5, 3))));

      assertThat(status).isEqualTo(Status.GAPS);
      Map<String, Json> sda = device(console, "sda");
      assertThat(mean(sda, "util_percent")).isCloseTo(utils / told, within(1e-9));
      assertThat(mean(sda, "reads_per_second")).isCloseTo(reads / toldReads, within(1e-9));
      assertThat(number(sda, "request_kib")).isCloseTo(8, within(1e-3));
      assertThat(mean(device(console, "sdb"), "util_percent")).isEqualTo(3);
      assertThat(number(sda, "reports_damaged")).isEqualTo(damaged);
      assertThat(console.out()).contains("damaged.log:");
    }
  }

  /** Some damaged words of headings leave the columns where they were in the report before. */
  @Test
  void damagedHeadingsAreTold() throws IOException {
    String whole = log("whole.log", i -> List.of(row("sda", 100, 200, 99), row("sdb", 2, 3, 1)));
    String headings = Files.readString(Path.of(whole)).lines().toList().get(3);
    for (String damaged :
        List.of(
            headings.replace(" rkB/s", " r#B/s"),
            headings.replace(" r/s", " r\u0012s"),
            headings.replace("Device", "De^ice"),
            headings.replace("w/s", "w /s"),
            headings.replace("r_await", "w_await"),
            headings.replace(" r/s", " w/s"))) {
      var text = new StringBuilder();
      int report = 0;
      for (String line : Files.readAllLines(Path.of(whole))) {
        report += line.equals(headings) ? 1 : 0;
        boolean spoilt = line.equals(headings) && report % 3 == 0;
        text.append(spoilt ? damaged : line).append('\n');
      }
      String log = Files.writeString(folder.resolve("spoilt.log"), text).toString();

      var console = new TestingConsole();
      assertThat(console.run("iostat", "--json", log)).as(damaged).isEqualTo(Status.GAPS);
      Map<String, Json> sda = device(console, "sda");
      assertThat(mean(sda, "util_percent")).as(damaged).isCloseTo(99, within(1e-9));
      assertThat(mean(sda, "reads_per_second")).as(damaged).isCloseTo(100, within(1e-9));
      assertThat(number(sda, "request_kib")).as(damaged).isCloseTo(8, within(1e-9));
      assertThat(console.out()).as(damaged).contains("spoilt.log:");
    }
  }

  /**
   * No tool prints a heading twice: which figures are whose nothing tells, nor what is computed of
   * all requests, of which some may stand below a heading that was another one.
   */
  @Test
  void headingsThatAreThereTwiceTellNothing() throws IOException {
    String whole = log("whole.log", i -> List.of(row("sda", 100, 200, 99)));
    for (String[] twice : new String[][] {{" r/s", " w/s"}, {"r_await", "w_await"}}) {
      String text = Files.readString(Path.of(whole)).replace(twice[0], twice[1]);
      String log = Files.writeString(folder.resolve("twice.log"), text).toString();

      var console = new TestingConsole();
      assertThat(console.run("iostat", "--json", log)).as(text).isEqualTo(Status.GAPS);
      assertThat(console.out()).contains("expected each heading once");
      Map<String, Json> sda = device(console, "sda");
      assertThat(mean(sda, "util_percent")).isCloseTo(99, within(1e-9));
      assertThat(number(sda, "reports_damaged")).isEqualTo(REPORTS - 1);
      assertThat(sda.get("wait_ms")).isInstanceOf(Json.Nothing.class);
      assertThat(sda.get("transfers_per_second")).isInstanceOf(Json.Nothing.class);
      assertThat(Double.isNaN(mean(sda, "writes_per_second"))).isEqualTo(twice[0].equals(" r/s"));
    }
  }

  /** No device is busy for 99 times the time; one that is busy for 1.45 times the kernel makes. */
  @Test
  void utilThatCannotBeIsInNoMean() throws IOException {
    String some =
        log(
            "some.log",
            i -> List.of(row("sda", 100, 200, i % 2 == 0 ? 9900 : 99), row("b", 1, 1, 1)));
    assertThat(words(some))
        .contains("sda is the busiest: 99 % busy on average, 99 % at worst")
        .contains("The %util of sda cannot be: 9900 % at worst, in 29 of its 59 reports")
        .contains("1 sda cannot have %util of 9,900");
    String all = log("all.log", i -> List.of(row("sda", 100, 200, 9900), row("b", 1, 1, 1)));
    assertThat(words(all))
        .contains("b is the busiest: 1 % busy")
        .contains("The %util of sda cannot be: 9900 % at worst, in 59 of its 59 reports");
    assertThat(words(log("above.log", i -> List.of(row("sda", 100, 200, 146.5)))))
        .contains("sda is 147 % busy on average", "sda cannot be 147 % busy")
        .doesNotContain("The %util");
  }

  /** A doubled line counts once, and one of two rows of a name is another device's. */
  @Test
  void aDeviceIsOnceInAReport() throws IOException {
    String sda = row("sda", 10, 20, 10);
    String sdb = row("sdb", 100, 200, 99);
    String sdc = row("sdc", 2, 3, 1);
    for (boolean last : new boolean[] {true, false}) {
      String log =
          log(
              "doubled.log",
              i ->
                  i % 4 != 1
                      ? List.of(sda, sdb, sdc)
                      : last ? List.of(sda, sdb, sdc, sdb) : List.of(sda, sda, sdb, sdc));
      var console = new TestingConsole();
      assertThat(console.run("iostat", "--json", log)).isEqualTo(Status.GAPS);
      for (String name : List.of("sda", "sdb", "sdc")) {
        assertThat(number(device(console, name), "reports")).as(name).isEqualTo(REPORTS - 1);
        assertThat(number(device(console, name), "reports_missing")).as(name).isZero();
      }
      assertThat(mean(device(console, "sdb"), "util_percent")).isCloseTo(99, within(1e-9));
      assertThat(console.out())
          .contains("expected each device once in a report", last ? "sdb again" : "sda again");
    }
    String other =
        log("other.log", i -> List.of(sda, sdb, i % 4 == 2 ? sdc.replace("sdc", "sdb") : sdc));
    var console = new TestingConsole();
    assertThat(console.run("iostat", "--json", other)).isEqualTo(Status.GAPS);
    assertThat(mean(device(console, "sdb"), "util_percent")).isCloseTo(99, within(1e-9));
    assertThat(number(device(console, "sdb"), "reports_damaged")).isEqualTo(15);
    assertThat(number(device(console, "sdc"), "reports_damaged")).isEqualTo(15);
    assertThat(mean(device(console, "sda"), "util_percent")).isCloseTo(10, within(1e-9));
  }

  /** Without headings between them, a name that comes again begins the next report. */
  @Test
  void reportsWithoutHeadingsGoOn() throws IOException {
    String whole = log("whole.log", i -> List.of(row("sda", 100, 20 + i, 50), row("sdb", 2, 3, 1)));
    List<String> lines = Files.readAllLines(Path.of(whole));
    for (boolean one : new boolean[] {true, false}) {
      var filtered = new ArrayList<String>(lines.subList(0, 4));
      lines.stream()
          .filter(line -> line.startsWith("sda") || (line.startsWith("sdb") && !one))
          .forEach(filtered::add);
      String log = Files.write(folder.resolve("filtered.log"), filtered).toString();
      var console = new TestingConsole();
      assertThat(console.run("iostat", "--json", log)).isZero();
      assertThat(number(device(console, "sda"), "reports")).isEqualTo(REPORTS - 1);
    }
  }

  /** One that is 99 % busy all the time has nothing to move with, and did a lot. */
  @Test
  void aDiskThatIsAlwaysAsBusyIsNotCalledIdle() throws IOException {
    String log = log("same.log", i -> List.of(row("sda", 100, 200, 99)));
    var times = new StringBuilder("time,ms\n");
    for (int i = 0; i < REPORTS; i++) {
      times.append("2026-11-21T10:%02d:%02dZ,%d%n".formatted(i / 6, i % 6 * 10, 5 + i % 7));
    }
    Path app = Files.writeString(folder.resolve("app.csv"), times);
    var console = new TestingConsole();
    console.run("iostat", log, "--app", app.toString());
    assertThat(console.out())
        .contains("No figure of a disk changed meanwhile")
        .doesNotContain("did anything");
  }

  @Test
  void figuresThatCannotBeAreToldWhereLogsAreCompared() throws IOException {
    String whole = log("whole.log", i -> List.of(row("sda", 100, 200 + i % 3, 90 + i % 3)));
    String absurd =
        log(
            "absurd.log",
            i -> List.of(row("sda", 100, 200 + i % 3, i % 4 == 1 ? 9900 : 90 + i % 3)));
    var console = new TestingConsole();
    assertThat(console.run("compare", absurd, whole)).isEqualTo(Status.GAPS);
    assertThat(console.out().replaceAll("\\s+", " "))
        .contains("No difference is shown", "sda: 15 of 59 intervals have figures that cannot be");
  }

  /** A digit became white space: what is left of 400.00 is no 0.00. */
  @Test
  void aFigureWithZerosBeforeItIsDamaged() throws IOException {
    for (String digits : List.of("  \r00.00", "\f 00.00", " 0400.00")) {
      String log =
          log(
              "zeros.log",
              i -> {
                String row = row("sda", 400, 20, 50);
                return List.of(i % 3 == 1 ? row.replaceFirst(" 400.00", digits) : row);
              });
      var console = new TestingConsole();
      assertThat(console.run("iostat", "--json", log)).as(digits).isEqualTo(Status.GAPS);
      Map<String, Json> sda = device(console, "sda");
      assertThat(mean(sda, "reads_per_second")).as(digits).isCloseTo(400, within(1e-9));
      assertThat(number(sda, "reports_damaged")).as(digits).isEqualTo(20);
    }
  }

  /** The clock was set, or two files stand in another order. */
  @Test
  void timesThatGoBackAreNoSpan() throws IOException {
    String whole = log("whole.log", i -> List.of(row("sda", 100, 20 + i, 50), row("sdb", 2, 3, 1)));
    String text = Files.readString(Path.of(whole));
    assertThat(words(whole))
        .contains("11/21/2026 10:00:10 … 11/21/2026 10:09:50")
        .doesNotContain("times go back");
    // half of the hour before
    String back = text.replaceAll("2026 10:0([5-9])", "2026 09:0$1");
    assertThat(words(Files.writeString(folder.resolve("back.log"), back).toString()))
        .contains(
            "Its times go back by 60 min, from 11/21/2026 10:04:50 to 11/21/2026 09:05:00: the clock")
        .doesNotContain("11/21/2026 10:00:10 …");
  }

  /** What is said of a log, on one line. */
  private static String words(String log) {
    var console = new TestingConsole();
    console.run("iostat", log);
    return console.out().replaceAll("\\s+", " ");
  }

  /** One report is as long as the others are, whatever its time says. */
  @Test
  void aGapOrADamagedTimeIsNoLongInterval() throws IOException {
    Rows rows = i -> List.of(row("sda", 100, 200, i % 2 == 0 ? 99 : 33));
    String whole = log("whole.log", rows);
    var even = new TestingConsole();
    even.run("iostat", "--json", whole);
    double mean = mean(device(even, "sda"), "util_percent");
    assertThat(even.out()).doesNotContain("times_skipped");
    for (String later : List.of("11/21/2036 10:01:0", "11/21/2026 14:01:0")) {
      String log =
          Files.writeString(
                  folder.resolve("later.log"),
                  Files.readString(Path.of(whole)).replace("11/21/2026 10:01:0", later))
              .toString();
      var console = new TestingConsole();
      console.run("iostat", "--json", log);
      assertThat(mean(device(console, "sda"), "util_percent")).isCloseTo(mean, within(1e-9));
      assertThat(console.out()).contains("\"times_skipped\":1");
      var words = new TestingConsole();
      words.run("iostat", log);
      assertThat(words.out().replaceAll("\\s+", " "))
          .contains("are missing: a gap, or a damaged time; what follows it counts for as long");
    }
  }

  /** A true 99 % is 99 %, however little of it is left, and that is no change. */
  @Test
  void damageIsNoChange() throws IOException {
    Rows full = i -> List.of(row("sda", 80, 40, 99), row("sdb", 5 + i % 3, 5, 3 + i % 3));
    String whole = log("full.log", full);
    String part =
        log(
            "part.log",
            i ->
                full.of(i).stream()
                    .map(row -> i % 3 == 0 ? row : row.replaceFirst("sda +80.00", "sda 8#.00"))
                    .toList());

    var compared = new TestingConsole();
    compared.run("compare", part, whole);
    assertThat(compared.out()).contains("No difference is shown").doesNotContain("WHAT CHANGED");
    assertThat(compared.out().replaceAll("\\s+", " "))
        .contains("sda: 40 of 59 intervals were not understood");

    var console = new TestingConsole();
    assertThat(console.run("iostat", part)).isEqualTo(Status.GAPS);
    assertThat(console.out().replaceAll("\\s+", " "))
        .contains("sda is the busiest: 99 % busy on average, 99 % at worst")
        .contains("40 of its 59 reports are damaged");
    // what the findings say is less sure
    assertThat(console.out()).contains("Sure: low").doesNotContain("Sure: high");
  }

  /** Removed after half of the time: while it was there it was 40 % busy. */
  @Test
  void aDeviceThatIsGoneWasNotIdle() throws IOException {
    String idle = "sdb 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00";
    String there = log("there.log", i -> List.of(row("sda", 80, 40 + i % 2, 40 + i % 2), idle));
    String gone =
        log("gone.log", i -> List.of(i < 30 ? row("sda", 80, 40 + i % 2, 40 + i % 2) : "", idle));
    String came =
        log("came.log", i -> List.of(i >= 30 ? row("sda", 80, 40 + i % 2, 40 + i % 2) : "", idle));

    for (String log : List.of(gone, came)) {
      var console = new TestingConsole();
      assertThat(console.run("iostat", log)).isZero();
      assertThat(console.out().replaceAll("\\s+", " "))
          .containsPattern("sda is the busiest: 4[01] % busy on average, 41 % at worst")
          .containsPattern("sda stands in (29|30) of 59 reports: taken not to have been there");
      var compared = new TestingConsole();
      compared.run("compare", log, there);
      assertThat(compared.out()).contains("No difference is shown").doesNotContain("WHAT CHANGED");
    }
  }

  /** As iostat -z: devices come and go, and no row is all zero. */
  @Test
  void whatComesAndGoesWasIdle() throws IOException {
    String log =
        log("z.log", i -> List.of(i % 4 == 0 ? row("sda", 80, 40, 80) : "", row("sdb", 5, 5, 3)));

    var console = new TestingConsole();
    assertThat(console.run("iostat", log)).isZero();
    // 14 of the 59 intervals behind the first report
    assertThat(console.out().replaceAll("\\s+", " "))
        .contains("sda is the busiest: 19 % busy on average, 80 % at worst")
        .contains("No row is all zero and devices come and go, as iostat -z prints it");
  }

  /** Of 80 reads and 40 writes of 8 KiB each some figures are not known in some rows. */
  @Test
  void whatIsDerivedIsOfTheSameRows() throws IOException {
    String log =
        log(
            "nan.log",
            i ->
                List.of(
                    switch (i % 3) {
                      case 0 -> row("sda", 80, 40, 50).replaceFirst("80.00", "nan");
                      case 1 -> row("sda", 20, 10, 50).replaceFirst("160.00", "nan");
                      default -> row("sda", 80, 40, 50);
                    }));

    var console = new TestingConsole();
    assertThat(console.run("iostat", "--json", log)).isEqualTo(Status.GAPS);
    Map<String, Json> sda = device(console, "sda");
    assertThat(number(sda, "request_kib")).isCloseTo(8, within(1e-9));
    // of 59 reports 20 of 30 and 20 of 120 requests, and 19 that do not tell the reads
    assertThat(mean(sda, "transfers_per_second"))
        .isCloseTo((20 * 30 + 20 * 120) / 40.0, within(1e-9));
  }

  /** Reports every 10 s, and response times that carry a report's own second. */
  @Test
  void aResponseStampedAsTheReportIsInIt() throws IOException {
    var random = new Random(9);
    double[] load = random.doubles(REPORTS, 10, 95).toArray();
    String log = log("app.log", i -> List.of(row("sda", load[i] * 3, 5, load[i])));
    for (int lag = 0; lag < 3; lag++) {
      var times = new StringBuilder("time,ms\n");
      for (int i = lag; i < REPORTS; i++) {
        times.append(
            String.format(
                Locale.ROOT,
                "2026-11-21T10:%02d:%02dZ,%.2f%n",
                i / 6,
                i % 6 * 10,
                5 + load[i - lag]));
      }
      Path app = Files.writeString(folder.resolve("app.csv"), times);
      var console = new TestingConsole();
      console.run("iostat", "--json", log, "--app", app.toString());
      assertThat(console.out()).as("lag %d", lag).contains("\"lag_seconds\":" + 10.0 * lag);
    }
  }
}
