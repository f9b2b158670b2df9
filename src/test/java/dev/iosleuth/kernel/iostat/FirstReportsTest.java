package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.iostat.Report.Basis;
import dev.iosleuth.reading.Utf8;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FirstReportsTest {
  private static final String BANNER = "Linux 5.8.0 (a) 1/1/21\n\n";

  private static List<Basis> bases(String log) {
    return TestingLogs.read(log).reports().stream().map(Report::basis).toList();
  }

  @Test
  void theFirstReportIsSetAsideWhenOthersFollow() {
    String report = "Device r/s w/s %util\nsda 1.00 2.00 3.00\n\n";

    assertThat(bases(report)).containsExactly(Basis.EITHER);
    assertThat(bases(report.repeat(3)))
        .containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL, Basis.INTERVAL);
    // with -y the banner is there, too
    assertThat(bases(BANNER + report.repeat(2)))
        .containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
    assertThat(bases("Linux 5.8.0 (a) 1/1/21\n" + report + "Linux 5.8.0 (a) 1/2/21\n" + report))
        .containsExactly(Basis.EITHER, Basis.EITHER);
  }

  /** Requests, merges and sectors of one second are whole numbers, averages of months are not. */
  @Test
  void countsOfOneSecondAreAnInterval() {
    String heading = "Device: rrqm/s wrqm/s r/s w/s rsec/s wsec/s await %util\n";
    String second = heading + "sda 0.00 3.00 50.00 75.00 5151.00 2737.00 7.71 96.80\n\n";
    String boot = heading + "sda 0.12 3.00 50.00 75.00 5151.00 2737.00 7.71 96.80\n\n";

    assertThat(bases(second + second)).containsExactly(Basis.INTERVAL, Basis.INTERVAL);
    assertThat(bases(boot + second)).containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
    assertThat(bases(second + boot)).containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
  }

  /** Without decimals nothing is a count of one second for being whole. */
  @Test
  void roundedFiguresAreNoCounts() {
    String report = "Device r/s w/s rkB/s wkB/s await %util\nsda 50 75 5151 2737 8 97\n\n";

    assertThat(bases(report + report)).containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
  }

  /** Requests of five seconds, of five and a hundredth: 17, 81, 213 and 406 of them. */
  @Test
  void countsOfSomeSecondsAreAnIntervalToo() {
    String heading = "Device r/s w/s rrqm/s wrqm/s rkB/s wkB/s w_await %util\n";
    String five = heading + "sda 3.40 16.20 42.60 81.20 13.60 64.80 1.37 4.15\n\n";
    String late = heading + "sda 3.39 16.17 42.51 81.04 13.57 64.67 1.37 4.15\n\n";
    String boot = heading + "sda 3.47 16.20 42.66 81.20 13.60 64.80 1.37 4.15\n\n";

    assertThat(bases(five + late)).containsExactly(Basis.INTERVAL, Basis.INTERVAL);
    assertThat(bases(boot + five)).containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
    assertThat(bases(five + boot)).containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
    // of one device too few: chance does as much
    String few = "Device r/s w/s w_await %util\nsda 3.40 16.20 1.37 4.15\n\n";
    assertThat(bases(few + few)).containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
    // other five seconds than the times say
    String ten = "10:00:10\n" + five + "10:00:20\n" + five;
    assertThat(bases(ten)).containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
  }

  /** As -t prints them: the first one has nothing before it to be counted from. */
  @Test
  void aFirstIntervalIsAsLongAsTheNext() {
    String five =
        "Device r/s w/s rrqm/s wrqm/s w_await %util\nsda 3.40 16.20 42.60 81.20 1.37 4\n\n";

    List<Report> reports = TestingLogs.read("10:00:05\n" + five + "10:00:10\n" + five).reports();
    assertThat(reports).extracting(Report::basis).containsExactly(Basis.INTERVAL, Basis.INTERVAL);
    assertThat(reports).extracting(Report::seconds).containsOnly(OptionalDouble.of(5));
  }

  /** A prompt above the banner has the options. */
  @Test
  void aPastedCallTellsWhetherTheFirstReportWasLeftOut() {
    String report = "Device r/s w/s %util\nsda 1.37 2.41 3.11\n\n";
    String two = BANNER + report.repeat(2);

    for (String call :
        List.of(
            "$ iostat -y -x 5",
            "iostat -xyt 5 3",
            "root@db1:~# LC_ALL=C iostat -dxy sda 5 | tee log",
            "[root@db1 ~]# sudo iostat -yx -p sda 1",
            "iostat -x -p sda -y 1 2 > log")) {
      assertThat(bases(call + "\n" + two)).containsExactly(Basis.INTERVAL, Basis.INTERVAL);
      assertThat(bases(call + "\n" + BANNER + report)).containsExactly(Basis.INTERVAL);
    }
    for (String call : List.of("$ iostat -x 5", "iostat -xt 5 | grep -y x", "# iostat 1 2")) {
      assertThat(bases(call + "\n" + two)).containsExactly(Basis.SINCE_BOOT, Basis.INTERVAL);
    }
    // -y does nothing without an interval
    assertThat(bases("$ iostat -yx\n" + BANNER + report)).containsExactly(Basis.SINCE_BOOT);
    for (String words :
        List.of("I had iostat -y running:", "iostat -y was on:", "iostat", "iostat of db1")) {
      assertThat(bases(words + "\n" + two))
          .containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
    }
    // of its own run only
    assertThat(bases("$ iostat -xy 5\n" + two + two))
        .containsExactly(Basis.INTERVAL, Basis.INTERVAL, Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
  }

  @Test
  void whoReadsItMayKnow() {
    String report = "Device r/s w/s %util\nsda 1.37 2.41 3.11\n\n";
    String heading = "Device tps kB_read/s kB_wrtn/s kB_read kB_wrtn\n";
    String boot = heading + "sda 1.00 0.00 100.00 0 50000000\n\n";
    String five = heading + "sda 1.00 0.00 100.00 0 500\n\n";

    assertThat(kept(BANNER + report.repeat(2))).containsExactly(Basis.INTERVAL, Basis.INTERVAL);
    assertThat(kept(report)).containsExactly(Basis.INTERVAL);
    // but not better than totals
    assertThat(kept(boot + five)).containsExactly(Basis.SINCE_BOOT, Basis.INTERVAL);
  }

  private static List<Basis> kept(String log) {
    return TestingLogs.read(Utf8.encode(log), true).reports().stream().map(Report::basis).toList();
  }

  private static String iotop(String read, String written) {
    return "Total DISK READ : 0.00 B/s | Total DISK WRITE : 0.00 B/s\n"
        + "    TID  PRIO  USER     DISK READ  DISK WRITE  SWAPIN     IO>    COMMAND\n"
        + "    412 be/4 root  "
        + read
        + " K/s  "
        + written
        + " K/s  0.00 %  0.00 % fio\n";
  }

  /** iotop prints once before it has measured anything. */
  @Test
  void iotopsFirstReportIsOfNoTime() {
    String nothing = iotop("0.00", "0.00");
    String some = iotop("2000.00", "2000.00");

    assertThat(bases(nothing + some + some))
        .containsExactly(Basis.UNMEASURED, Basis.INTERVAL, Basis.INTERVAL);
    assertThat(bases(some + nothing)).containsExactly(Basis.INTERVAL, Basis.INTERVAL);
    assertThat(bases(nothing)).containsExactly(Basis.INTERVAL);
  }

  /** The headings behind it have the time of the first reading after the start. */
  @Test
  void afterARestartSarCountsFromItsNextHeadings() {
    var log =
        TestingLogs.read(
            """
            Linux 5.10.0 (a)  11/21/26  _x86_64_  (2 CPU)

            12:00:01 AM       DEV       tps     rkB/s     wkB/s     %util
            12:10:01 AM       sda      5.00     20.00     30.00      4.00
            12:20:01 AM       sda      5.00     20.00     30.00      4.00

            12:25:11 AM  LINUX RESTART	(2 CPU)

            12:30:01 AM       DEV       tps     rkB/s     wkB/s     %util
            12:40:01 AM       sda      9.00     20.00     30.00     44.00
            12:50:01 AM       sda      9.00     20.00     30.00     44.00
            """);

    assertThat(log.reports())
        .hasSize(4)
        .allSatisfy(report -> assertThat(report.seconds()).hasValue(600));
  }

  @Test
  void totalsTellThatTheFirstReportIsAnInterval() {
    String heading = "Device tps kB_read/s kB_wrtn/s kB_read kB_wrtn\n";
    String five = heading + "sda 1.00 0.00 100.00 0 500\n\n";
    String boot = heading + "sda 1.00 0.00 100.00 0 50000000\n\n";

    assertThat(bases(five + five)).containsExactly(Basis.INTERVAL, Basis.INTERVAL);
    assertThat(bases(boot + five)).containsExactly(Basis.SINCE_BOOT, Basis.INTERVAL);
    assertThat(bases(BANNER + five + five)).containsExactly(Basis.INTERVAL, Basis.INTERVAL);
    assertThat(TestingLogs.read(five + five).reports().getLast().seconds()).hasValue(5);
  }

  /** 1.90 MB in a second are printed as 1 MB: that tells no length, and the times do. */
  @Test
  void wholeMegabytesTellTheLengthOfLongIntervalsOnly() {
    String heading = "Device tps MB_read/s MB_wrtn/s MB_dscd/s MB_read MB_wrtn MB_dscd\n";
    String log =
        "Linux 5.8.0 (a) 01/02/2021\n\n"
            + "01/02/2021 10:00:00 AM\n"
            + heading
            + "sda 100.00 0.00 19.00 0.00 0 19 0\n\n"
            + "01/02/2021 10:00:01 AM\n"
            + heading
            + "sda 100.00 0.00 1.90 0.00 0 1 0\n\n";
    assertThat(TestingLogs.read(log).reports().getLast().seconds()).hasValue(1);
    String untimed = heading + "sda 100.00 0.00 1.90 0.00 0 1 0\n\n";
    assertThat(TestingLogs.read(untimed).reports().getLast().seconds()).isEmpty();
    String minute = heading + "sda 100.00 0.00 1.90 0.00 0 114 0\n\n";
    assertThat(TestingLogs.read(minute).reports().getLast().seconds()).hasValue(60);
  }
}
