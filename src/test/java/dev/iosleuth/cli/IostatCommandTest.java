package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.source.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IostatCommandTest {
  private static final String LOG =
      """
      Linux 5.8.0-53-generic (db1) 	12/02/2021 	_x86_64_	(2 CPU)

      Device            r/s     w/s     rkB/s     wkB/s   r_await   w_await  svctm  %util
      sda              1.03    1.07      4.12      4.28      1.00      1.00   0.50   0.10
      sdb              1.02    1.01      4.08      4.04      1.00      1.00   0.50   0.10

      Device            r/s     w/s     rkB/s     wkB/s   r_await   w_await  svctm  %util
      sda              0.00    2.00      0.00      8.00      0.00      4.00   0.50   0.50
      sdb             10.00   90.00     40.00    960.00     10.00     20.00   9.00  90.00

      Device            r/s     w/s     rkB/s     wkB/s   r_await   w_await  svctm  %util
      sda              0.00    0.00      0.00      0.00      0.00      0.00   0.00   0.00
      sdb             10.00   90.00     40.00   2960.00     30.00     40.00   9.90  99.00
      """;

  @TempDir Path folder;
  private final TestingConsole console = new TestingConsole();

  @Test
  void theBusiestDeviceStandsFirst() throws IOException {
    int status = console.run("iostat", file("db1.log", LOG));

    assertThat(status).isZero();
    assertThat(console.out().replace("\n", " "))
        .contains("sdb is the busiest: 95 % busy on average, 99 % at worst (report 3).")
        .contains("10 reads/s and 90 writes/s")
        // (100 x 19 + 100 x 39) / 200
        .contains("A request takes 29 ms")
        .contains("The first report is taken as the average since boot, and set aside. iostat -y")
        .doesNotContain("svctm");
    assertThat(console.out().lines().filter(line -> line.startsWith("sd")).findFirst().orElse(""))
        .startsWith("sdb");
    assertThat(console.out().lines()).allMatch(line -> line.length() <= 80);
  }

  /** As iostat -xz prints them: sda for one minute of four, sdb for two. */
  @Test
  void whatIsLeftOutDidNothing() throws IOException {
    String heading = "Device            r/s     w/s     rkB/s     wkB/s   await aqu-sz  %util\n";
    String sda = "sda            100.00    0.00   4000.00      0.00   10.00   1.00 100.00\n";
    String sdb = "sdb             10.00    0.00     40.00      0.00    1.00   0.01   4.00\n";
    var log = new StringBuilder("Linux 6.1.0 (vm) \t11/21/2026 \t_x86_64_\t(2 CPU)\n\n");
    List<String> rows = List.of(sdb, "", sda, sdb, "");
    for (int i = 0; i < rows.size(); i++) {
      log.append("11/21/2026 10:0" + i + ":00 AM\n")
          .append(heading)
          .append(rows.get(i))
          .append('\n');
    }

    assertThat(console.run("iostat", file("z.log", log.toString()))).isZero();
    // the first report is since boot: three or one of four minutes are left out
    assertThat(console.out()).contains("sda is the busiest: 25 % busy on average, 100 % at worst");
    assertThat(console.out()).doesNotContain("saturated-device");
  }

  /** A pipe is read once: what was looked at before would be missing. */
  @Test
  void aPipeIsALogToo() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var writer = new Thread(() -> fill(pipe));
    writer.start();
    assertThat(console.run("iostat", pipe.toString())).isZero();
    writer.join();
    assertThat(console.out()).contains("sdb is the busiest: 95 % busy");
  }

  private static void fill(Path pipe) {
    try {
      Files.writeString(pipe, LOG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSignalEndsTheReading() throws IOException {
    String rest = LOG.substring(LOG.indexOf("\n\n"));
    var logs = new Logs(console.console());
    var reports = new AtomicInteger();
    logs.read(
        List.of(file("long.log", LOG + rest.repeat(2_000)), file("more.log", LOG)),
        report -> {
          reports.incrementAndGet();
          console.console().stopping().ask();
        });
    assertThat(reports.get()).isBetween(1, 1_000);
    assertThat(logs.status()).isEqualTo(Status.INTERRUPTED);
    assertThat(logs.notes())
        .anyMatch(note ->
            note.endsWith(
                "long.log is read up to where a signal ended it: what is before that counts"))
        .anyMatch(note -> note.contains("more.log is left out"));

    assertThat(console.run("iostat", file("db1.log", LOG))).isEqualTo(Status.UNUSABLE);
    assertThat(console.err()).contains("interrupted before the first report");
  }

  /** What rules look at is none of a process: each says so, and no member is missing. */
  @Test
  void jsonOfProcessesHasTheSameMembers() throws IOException {
    String pidstat =
        """
        Linux 6.1.0 (vm) 	11/21/26 	_x86_64_	(2 CPU)

        10:00:01      UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
        10:00:02        0       123      0.00    400.00      0.00       0  postgres
        """;

    console.run("iostat", "--json", file("pidstat.log", pidstat));
    assertThat(console.out())
        .contains("\"findings\":[]", "\"nothing_found\":[]", "the log lists processes");
  }

  @Test
  void severalPackedFilesAreOneLog() throws IOException {
    Path packed = folder.resolve("db1.log.1.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(LOG.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    assertThat(console.run("iostat", packed.toString(), file("db1.log", LOG))).isZero();
    assertThat(console.out()).contains("2 logs · iostat · 4 reports");
  }

  /** What is done on one is not the mean of both. */
  @Test
  void logsOfTwoHostsAreToldApart() throws IOException {
    String other = file("web2.log", LOG.replace("(db1)", "(web2)"));

    assertThat(console.run("iostat", file("db1.log", LOG), file("again.log", LOG))).isZero();
    assertThat(console.run("iostat", file("db1.log", LOG), other)).isEqualTo(Status.GAPS);
    assertThat(console.out().replaceAll("\\s+", " "))
        .contains("logs of 2 hosts (db1, web2): devices of one name are taken for one");
  }

  @Test
  void aPackedFileThatEndsEarlyCountsUpToThere() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(LOG.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Path cut = folder.resolve("cut.gz");
    // without the checksum and the length at its end
    Files.write(cut, Arrays.copyOf(packed.toByteArray(), packed.size() - 8));

    assertThat(console.run("iostat", cut.toString())).isEqualTo(1);
    assertThat(console.out()).contains("sdb is the busiest").contains("ends early");
  }

  @Test
  void jsonHoldsWhatWasPrintedAndWhatItMeans() throws IOException {
    assertThat(console.run("iostat", "--json", file("db1.log", LOG))).isZero();

    assertThat(console.out().lines()).hasSize(1);
    assertThat(console.out())
        .contains(
            "\"basis\":\"perhaps_since_boot\"",
            "{\"name\":\"sdb\",\"printed\":{\"r/s\":10.0,\"w/s\":90.0,\"rkB/s\":40.0,",
            "\"svctm\":9.9,\"%util\":99.0},\"reads_per_second\":10.0,",
            "\"read_kib_per_second\":40.0,",
            "\"analysed\":{\"basis\":\"interval\",\"reports\":2,\"set_aside\":1,\"seconds\":null}",
            "\"util_percent\":{\"mean\":94.5,\"p95\":99.0,\"worst\":99.0,\"when\":\"report 3\"}");
  }

  /** As iostat -y leaves it: nothing in the log shows it, so somebody has to say it. */
  @Test
  void aFirstReportThatIsAnIntervalCounts() throws IOException {
    assertThat(console.run("iostat", "--keep-first", "--json", file("y.log", LOG))).isZero();
    assertThat(console.out())
        .doesNotContain("since_boot")
        .contains("\"analysed\":{\"basis\":\"interval\",\"reports\":3,\"set_aside\":0,");
    var text = new TestingConsole();
    text.run("iostat", "--keep-first", file("y.log", LOG));
    assertThat(text.out()).contains("3 reports").doesNotContain("set aside", "since boot");
  }

  @Test
  void oneReportAloneIsTrustedLess() throws IOException {
    console.run("iostat", file("one.log", "Device r/s %util\nsda 1.00 2.00\n"));

    assertThat(console.out())
        .containsPattern(
            "One report alone: the average since boot, or one interval:\\s+cannot tell")
        .doesNotContain("NaN");
  }

  @Test
  void withoutTimesThereAreWaitsAndNoRates() throws IOException {
    String file =
        file(
            "diskstats",
            """
            8 0 sda 100 0 800 50 0 0 0 0 0 40 50
            8 0 sda 200 0 1600 250 100 0 800 600 0 5040 550
            """);

    assertThat(console.run("iostat", file)).isZero();
    assertThat(console.out().replace("\n", " "))
        .contains("Nothing tells how long the intervals are")
        .containsPattern("sda +- +4 +4 +4 ")
        .doesNotContain("? MiB/s");
  }

  @Test
  void damagedRowsAreAGap() throws IOException {
    String file = file("cut.log", "Device r/s %util\nsda 1.00 2.00\nsdb 1.00 ...\n");

    assertThat(console.run("iostat", file)).isEqualTo(Status.GAPS);
    assertThat(console.out()).contains("sdb 1.00 ...");
  }

  @Test
  void namesDoNotReachTheTerminalAsTheyAre() throws IOException {
    String name = "sd\u001b]0;title\u0007\u202e";
    String file = file("evil.log", "Device r/s %util\n" + name + " 1.00 2.00\nsdb 1.00 \u001b]x\n");

    console.run("iostat", file);
    assertThat(console.out()).contains("\\x1b]0;").doesNotContain("\u001b", "\u0007", "\u202e");
    console.run("iostat", "--json", file);
    assertThat(console.out()).doesNotContain("\u001b", "\u0007", "\u202e");
  }

  @Test
  void whatHoldsNoReportIsSaidSo() throws IOException {
    assertThat(console.run("iostat", file("letter", "Dear all\n"))).isEqualTo(2);
    assertThat(console.run("iostat", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(console.run("iostat", folder.toString())).isEqualTo(2);
    assertThat(console.run("iostat")).isEqualTo(2);

    assertThat(console.err().lines()).hasSize(4).allMatch(line -> line.startsWith("iosleuth: "));
    assertThat(console.err()).contains("no report of iostat", "no such file", "it is a folder");
  }

  @Test
  void noHalfAnAnswerIsWritten() throws IOException {
    String letter = file("letter", "Dear all\n");
    String log = file("db1.log", LOG);

    assertThat(console.run("iostat", "--json", letter)).isEqualTo(2);
    assertThat(console.run("iostat", "--json", log, folder.resolve("none").toString()))
        .isEqualTo(2);
    assertThat(console.out()).isEmpty();
  }

  /** Text or JSON, wherever it stops: a reader who had enough, or a disk that is full. */
  @Test
  void anOutputThatEndsEarlyIsNoMistake() throws IOException {
    String rest = LOG.substring(LOG.indexOf("\n\n"));
    String text = file("long.log", LOG + rest.repeat(200));
    String report =
        "{\"disk\": [{\"disk_device\": \"sda\", \"r/s\": 1.00, \"w/s\": 2.00, \"util\": 3.00}]}";
    String json =
        file(
            "long.json",
            "{\"sysstat\": {\"hosts\": [{\"statistics\": ["
                + String.join(",", java.util.Collections.nCopies(300, report))
                + "]}]}}");
    for (String log : List.of(text, json)) {
      for (int room : new int[] {0, 1, 9_000, 20_000, 33_333}) {
        var full = new TestingConsole(room, false);
        assertThat(full.run("iostat", "--json", log)).isEqualTo(Status.UNUSABLE);
        assertThat(full.err())
            .isEqualTo("iosleuth: standard output could not be written: No space left on device\n");
        assertThat(full.out()).hasSize(room);
        var gone = new TestingConsole(room, true);
        assertThat(gone.run("iostat", "--json", log)).isZero();
        assertThat(gone.err()).isEmpty();
      }
    }
    var gone = new TestingConsole(1, true);
    assertThat(gone.run("iostat", text)).isZero();
    assertThat(gone.err()).isEmpty();
  }

  @Test
  void aNarrowScreenHoldsIt() throws IOException {
    var narrow = new TestingConsole(Terminal.NONE, Map.of("COLUMNS", "40"));

    narrow.run("iostat", file("db1.log", LOG));
    assertThat(narrow.out().lines()).allMatch(line -> line.length() <= 40);
  }

  /** Reports of a second, and an application that is as slow as the second disk is busy. */
  private String[] logAndApp() throws IOException {
    var random = new Random(4);
    var log = new StringBuilder();
    var app = new StringBuilder("time,p99_ms\n");
    Instant begin = Instant.parse("2026-11-21T10:20:00Z");
    for (int i = 0; i < 60; i++) {
      double load = 10 + 80 * random.nextDouble();
      log.append(begin.plusSeconds(i)).append("\nDevice r/s await %util\n");
      log.append(row("sda", 100 * random.nextDouble()))
          .append(row("sd\u001b<b>", load))
          .append('\n');
      // within the second before the report's time
      app.append(begin.plusSeconds(i).minusMillis(500)).append(',').append(load).append('\n');
    }
    return new String[] {file("app.log", log.toString()), file("p99.csv", app.toString())};
  }

  private static String row(String name, double util) {
    return String.format(Locale.ROOT, "%s 10.00 1.00 %.2f%n", name, util);
  }

  @Test
  void whatResponseTimesMoveWith() throws IOException {
    String[] files = logAndApp();

    assertThat(console.run("iostat", files[0], "--app", files[1])).isZero();
    assertThat(console.out())
        .contains("MOVE WITH")
        .containsPattern("device sd[^ ]*x1b<b> +busy time +1[.]00 +0 s +high")
        .contains("Response times \"p99_ms\" in ", "Not shown to move with them: device sda. A")
        .doesNotContain("\u001b");
    assertThat(console.out().lines()).allMatch(line -> line.length() <= 80);
    var narrow = new TestingConsole(Terminal.NONE, Map.of("COLUMNS", "40"));
    narrow.run("iostat", files[0], "--app", files[1]);
    assertThat(narrow.out().lines()).allMatch(line -> line.length() <= 40);
    assertThat(console.run("iostat", files[0], "--app", files[1], "--json")).isZero();
    assertThat(console.out())
        .contains("\"app\":[{\"series\":\"p99_ms\",\"unit\":\"milliseconds\",\"unit_told\":true,")
        .contains("\"figure\":\"util_percent\",\"shown\":true,\"strength\":");
  }

  @Test
  void programsOfPidstatMoveResponseTimes() throws IOException {
    var random = new Random(5);
    var log = new StringBuilder("Linux 6.18.44 (db1) \t11/21/26 \t_x86_64_\t(2 CPU)\n\n");
    log.append("10:20:00  UID  PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command\n");
    var app = new StringBuilder();
    Instant begin = Instant.parse("2026-11-21T10:20:00Z");
    for (int i = 1; i < 60; i++) {
      double load = 1000 * random.nextDouble();
      String time = begin.plusSeconds(i).toString().substring(11, 19);
      log.append(
          String.format(
              Locale.ROOT,
              "%s  0  7  0.00  %.2f  0.00  0  tar%n%s  0  8  0.00  %.2f  0.00  0  db%n",
              time,
              load,
              time,
              1000 * random.nextDouble()));
      app.append(begin.plusSeconds(i).minusMillis(500)).append(',').append(load).append('\n');
    }
    var utc = java.util.TimeZone.getDefault();
    java.util.TimeZone.setDefault(java.util.TimeZone.getTimeZone("UTC"));
    try {
      assertThat(
              console.run(
                  "iostat", file("p.log", log.toString()), "--app", file("a.csv", app.toString())))
          .isZero();
    } finally {
      java.util.TimeZone.setDefault(utc);
    }
    assertThat(console.out())
        .containsPattern("process tar\\[7\\] +KiB/s +1[.]00 +0 s +high")
        .contains("Not shown to move with them: process db[8].");
    assertThat(console.out().replace("\n", " "))
        .contains("does not say their unit: taken as milliseconds (--app-unit s if they are");
  }

  /** Of another day, though it has the same hours; and a heading that is a unit alone. */
  @Test
  void responseTimesOfAnotherDayAreSaidToBe() throws IOException {
    String[] files = logAndApp();
    String app =
        Files.readString(Path.of(files[1])).replace("11-21T", "10-02T").replace("p99_ms", "ms");

    assertThat(console.run("iostat", files[0], "--app", file("old.csv", app)))
        .isEqualTo(Status.GAPS);
    assertThat(console.out().replace("\n", " "))
        .contains("Response times \"ms\" in ", "cannot be told: no moment is in both.")
        .contains("known from 2026-11-21 10:20:00 to 2026-11-21 10:20:59")
        .contains("from 2026-10-02 10:19:59 to 2026-10-02 10:20:58")
        .containsOnlyOnce("no moment is in both");
    assertThat(console.run("iostat", files[0], "--app", "")).isEqualTo(Status.UNUSABLE);
    assertThat(console.err())
        .isEqualTo("iosleuth: --app takes the name of a file of response times\n");
  }

  @Test
  void aLogWithoutTimesCannotTellAndTheRestStays() throws IOException {
    String[] files = logAndApp();

    assertThat(console.run("iostat", file("db1.log", LOG), "--app", files[1]))
        .isEqualTo(Status.GAPS);
    assertThat(console.out()).contains("sdb is the busiest", "cannot be told");
    assertThat(console.run("iostat", files[0], "--app", file("letter", "Dear all\n"))).isEqualTo(2);
    assertThat(console.err().lines()).hasSize(1);
  }

  @Test
  void aPicture() throws IOException {
    assertThat(console.run("iostat", file("db1.log", LOG), "--svg")).isZero();
    assertThat(console.out())
        .startsWith("<svg xmlns=")
        .endsWith("</svg>\n")
        .contains(">sdb</text>");
    assertThat(console.run("iostat", file("db1.log", LOG), "--svg", "--json")).isEqualTo(2);
    assertThat(console.run("iostat", file("db1.log", LOG), "--svg", "--png")).isEqualTo(2);
    assertThat(console.run("iostat", file("letter", "Dear all\n"), "--svg")).isEqualTo(2);
    assertThat(console.err().lines()).hasSize(3);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void withoutAFileItSaysWhatIsMissing() {
    assertThat(console.run("iostat", "--json")).isEqualTo(Status.UNUSABLE);
    assertThat(console.err())
        .contains("missing required parameter: 'FILE'; see iosleuth iostat --help");
  }

  @Test
  void oneOfSeveralLogsThatHoldsNothingIsTold() throws IOException {
    String empty = file("empty.log", "");
    console.run("iostat", empty, file("db1.log", LOG));
    assertThat(console.out().replace("\n", " ")).contains("empty.log holds no report");
  }
}
