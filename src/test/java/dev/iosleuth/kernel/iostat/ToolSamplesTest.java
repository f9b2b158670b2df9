package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.iostat.Report.Kind;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each tool prints, and what happens to it on its way through mails and tickets. */
final class ToolSamplesTest {
  enum Sample {
    IOSTAT(
        """
        Linux 5.8.0-53-generic (db1) \t12/02/2021 \t_x86_64_\t(2 CPU)

        Device            r/s     rkB/s   r_await     w/s     wkB/s   w_await  aqu-sz  %util
        sda              1.00      4.00      0.51    1.00      4.00      1.25    0.01   0.10
        dm-0            10.00     40.00     30.00   90.00   2960.00     40.00    3.60  99.00
        """,
        2, 16),
    SAR(
        """
        Linux 6.18.44 (vm) \t11/21/26 \t_x86_64_\t(2 CPU)

        07:04:20          DEV       tps     rkB/s     wkB/s   areq-sz    aqu-sz     await     %util
        07:04:25     dev253-0     11.00     16.00     44.00      9.82      0.00      0.27      0.40
        07:04:25     dev253-1     12.00     16.00     44.00      9.82      0.00      0.27      0.40
        """,
        2, 14),
    SAR_OF_SYSSTAT_9(
        """
        Linux 2.6.32-5-amd64 (alice) \t11/21/12 \t_x86_64_\t(4 CPU)

        10:00:01 AM       DEV       tps  rd_sec/s  wr_sec/s  avgrq-sz  avgqu-sz     await     svctm     %util
        10:10:01 AM       sda     53.01     12.50    916.02     17.52      0.62     11.70      5.58     29.60
        10:10:01 AM xenvg-root     53.01     12.50    916.02     17.52      0.62     11.70      5.58     29.60
        """,
        2, 16),
    SAR_PRETTY(
        """
        Linux 6.18.44 (vm) \t11/21/26 \t_x86_64_\t(2 CPU)

        12:11:58          tps     rkB/s     wkB/s     dkB/s   areq-sz    aqu-sz     await     %util DEV
        12:11:59       877.00     48.00 203144.00   2304.00    234.32      0.47      0.54     20.80 vda
        """,
        1, 8),
    VMSTAT(
        """
        disk- ------------reads------------ ------------writes----------- -----IO------ -----timestamp-----
               total merged sectors      ms  total merged sectors      ms    cur    sec                 UTC
        sda    15257    100  841035    8395  50851   5502 1648657  146540      0     44 2021-09-16 20:32:28
        sda    15357    100  841835    8595  50851   5502 1648657  146540      0     44 2021-09-16 20:32:38
        """,
        2,
        -1),
    PIDSTAT(
        """
        Linux 6.18.44 (vm) \t11/21/26 \t_x86_64_\t(2 CPU)

        07:04:22      UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
        07:04:23        0      5393      0.00   1498.04      0.00       0  qemu-system-x86
        07:04:23        0      5394      8.00      0.00      0.00       1  tmux: server
        """,
        2,
        12),
    IOTOP(
        """
        Total DISK READ :       0.00 B/s | Total DISK WRITE :     125.40 M/s
        Actual DISK READ:       0.00 B/s | Actual DISK WRITE:     125.40 M/s
            TID  PRIO  USER     DISK READ  DISK WRITE  SWAPIN     IO>    COMMAND
           4567 be/4 root        0.00 B/s  125.40 M/s  0.00 % 94.50 % dd if=/dev/zero of=x
        """,
        1, 4),
    IOTOP_IN_KIB(
        """
        10:00:01 Total DISK READ :       0.00 K/s | Total DISK WRITE :      42.17 K/s
        10:00:01 Actual DISK READ:       0.00 K/s | Actual DISK WRITE:      46.00 K/s
            TIME  TID  PRIO  USER     DISK READ  DISK WRITE  SWAPIN     IO>    COMMAND
        10:00:01   412 be/3 root        0.00 K/s   42.17 K/s  0.00 %  1.25 % [jbd2/sda1-8]
        """,
        1, 4),
    DISKSTATS_OF_4_18(
        """
        1700000000
           8       0 sda 100 0 800 50 7 0 56 3 0 40 50 2 0 16 1
        1700000010
           8       0 sda 200 0 1600 250 9 0 72 4 0 5040 550 3 0 24 1
        """,
        2,
        -1),
    DISKSTATS_OF_5_5(
        """
        1700000000
           8       0 sda 100 0 800 50 7 0 56 3 0 40 50 2 0 16 1 5 9
        1700000010
           8       0 sda 200 0 1600 250 9 0 72 4 0 5040 550 3 0 24 1 7 12
        """,
        2,
        -1);

    private final String text;
    private final int rows;
    private final int cells;

    /**
     * @param cells that were printed beside names and times; -1: counters, turned into rates
     */
    Sample(String text, int rows, int cells) {
      this.text = text;
      this.rows = rows;
      this.cells = cells;
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLostOfAny(Sample sample) {
    TestingLogs.Log log = TestingLogs.read(sample.text);

    assertThat(log.rows()).hasSize(sample.rows);
    assertThat(log.damaged()).isZero();
    if (sample.cells >= 0) {
      assertThat(log.cells()).hasSize(sample.cells).noneMatch(cell -> cell.endsWith("NaN"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatMailsAndTicketsDoToIt(Sample sample) {
    List<String> cells = TestingLogs.read(sample.text).cells();

    assertThat(TestingLogs.read(sample.text.replace("\n", "\r\n")).cells()).isEqualTo(cells);
    assertThat(TestingLogs.read(sample.text.replaceAll("(?m)^", "> ")).cells()).isEqualTo(cells);
    assertThat(TestingLogs.read(sample.text.replaceAll("(?m)^", ">> ")).cells()).isEqualTo(cells);
    String ticket =
        "Hello,\nsince 3 days 2 of our 4 disks are slow:\n\n```console\n$ tool -x 5 2\n";
    assertThat(TestingLogs.read(ticket + sample.text + "```\n\nRegards\n-- \nBob\n").cells())
        .isEqualTo(cells);
    assertThat(TestingLogs.read(sample.text.replaceAll("(?m)^", "    ")).cells()).isEqualTo(cells);
    assertThat(TestingLogs.read(sample.text.replaceAll("(?m)^", "\t")).cells()).isEqualTo(cells);
  }

  /** sysstat colours names and figures apart, and each cell ends its own colour. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_ANY,
      names = {"IOSTAT", "SAR.*", "PIDSTAT"})
  void colours(Sample sample) {
    String coloured =
        sample.text.replaceAll("(?<= )( *[0-9]+[.][0-9]+)(?=[ \n])", "\u001b[34;22m$1\u001b[0m");

    assertThat(coloured).contains("\u001b[34;22m");
    assertThat(TestingLogs.read(coloured).cells()).isEqualTo(TestingLogs.read(sample.text).cells());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_ANY,
      names = {"IOSTAT", "SAR.*", "PIDSTAT", "IOTOP.*"})
  void decimalCommas(Sample sample) {
    String german = sample.text.replaceAll("([0-9])[.]([0-9]{2})(?=[ \n])", "$1,$2");

    assertThat(german).isNotEqualTo(sample.text);
    assertThat(TestingLogs.read(german).cells()).isEqualTo(TestingLogs.read(sample.text).cells());
  }

  /** A cut at any byte costs no more than the line that was cut, but where nothing can show it. */
  @ParameterizedTest
  @EnumSource(names = {"IOSTAT", "SAR", "SAR_OF_SYSSTAT_9", "VMSTAT"})
  void cutAnywhere(Sample sample) {
    List<String> cells = TestingLogs.read(sample.text).cells();
    for (int length = 0; length < sample.text.length(); length++) {
      TestingLogs.Log cut = TestingLogs.read(sample.text.substring(0, length));
      // what is known to be missing is no figure
      List<String> left = cut.cells().stream().filter(cell -> !cell.endsWith(" NaN")).toList();
      assertThat(cells).as("cut at %d", length).containsAll(left);
    }
  }

  @Test
  void aLineOfDiskstatsThatIsCutIsNotThatOfAnOlderKernel() {
    String text = Sample.DISKSTATS_OF_5_5.text.strip();
    String cut = text.substring(0, text.lastIndexOf(" 7 12"));

    assertThat(TestingLogs.read(text).rows()).hasSize(2);
    assertThat(TestingLogs.read(cut).rows()).hasSize(1);
    assertThat(TestingLogs.read(cut).damaged()).isOne();
  }

  /** The process' own figures hold those of its threads: its parts are shown, and not counted. */
  @Test
  void threadsOfPidstat() {
    TestingLogs.Log log =
        TestingLogs.read(
            """
            12:11:58      UID      TGID       TID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
            12:11:59        0      3790         -      0.00      9.02      0.00       0  db: writer
            12:11:59        0         -      3790      0.00      7.02      0.00       0  |__db: writer
            12:11:59        0         -      3791      0.00      2.00      0.00       0  |__flush
            """);

    assertThat(log.names())
        .containsExactly("db: writer[3790]", "|__db: writer[3790]", "|__flush[3791]");
    Report report = log.reports().getFirst();
    assertThat(report.apart()).hasSize(1);
    assertThat(report.apart().getFirst().figure(Figure.WRITE_KIB_PER_SECOND)).isEqualTo(9.02);
    // without the processes there is nothing that holds the threads
    Report threads =
        new Report(
            Kind.PIDSTAT,
            report.basis(),
            report.time(),
            report.day(),
            report.seconds(),
            report.cpu(),
            report.rows().subList(1, 3));
    assertThat(threads.apart()).hasSize(2);
  }

  /** -o lists who does something only, -q the headings once, -qqq nothing but rows. */
  @Test
  void quietIotop() {
    String row = "%s%7d be/4 db  %10.2f B/s %10.2f K/s  0.00 %%  1.25 %% postgres: writer%n";
    var quiet = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      quiet.append(String.format(Locale.ROOT, row, "", 412, 0.0, 10.0 + i));
      quiet.append(String.format(Locale.ROOT, row, "", 413, 0.0, 20.0 + i));
    }
    TestingLogs.Log log = TestingLogs.read(quiet.toString());
    assertThat(log.reports()).hasSize(3);
    assertThat(log.reports().stream().map(Report::kind)).containsOnly(Kind.IOTOP);
    assertThat(log.rows().getLast().figure(Figure.WRITE_KIB_PER_SECOND)).isEqualTo(22);

    var timed = new StringBuilder();
    timed.append(String.format(Locale.ROOT, row, "10:00:01 ", 412, 0.0, 10.0));
    timed.append(String.format(Locale.ROOT, row, "10:00:06 ", 413, 0.0, 20.0));
    TestingLogs.Log times = TestingLogs.read(timed.toString());
    assertThat(times.reports()).hasSize(2);
    assertThat(times.reports().getLast().seconds()).hasValue(5);
  }
}
