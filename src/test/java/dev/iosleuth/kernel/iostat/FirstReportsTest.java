package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.iostat.Report.Basis;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstReportsTest {
  private static List<Basis> bases(String log) {
    return TestingLogs.read(log).reports().stream().map(Report::basis).toList();
  }

  @Test
  void theFirstReportIsSetAsideWhenOthersFollow() {
    String report = "Device r/s w/s %util\nsda 1.00 2.00 3.00\n\n";

    assertThat(bases(report)).containsExactly(Basis.EITHER);
    assertThat(bases(report.repeat(3)))
        .containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL, Basis.INTERVAL);
    assertThat(bases("Linux 5.8.0 (a) 1/1/21\n" + report.repeat(2)))
        .containsExactly(Basis.SINCE_BOOT, Basis.INTERVAL);
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
    assertThat(bases(boot + five)).containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
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
