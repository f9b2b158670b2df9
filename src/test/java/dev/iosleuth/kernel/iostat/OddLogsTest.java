package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Names with blanks, and what editors and shells of other systems make of a log. */
final class OddLogsTest {
  @Test
  void headingsFromAPageOfTheWeb() {
    String log =
        """
        avg-cpu:  %user %iowait
                   1.00    2.00

        Device r/s %rrqm %util
        sda 1.00 2.00 3.00
        sdb 1.00 2.00 3.00
        """;
    for (String escaped : new String[] {"&#37;", "&#x25;", "&percnt;", "&amp;#37;"}) {
      var read = TestingLogs.read(log.replace("%", escaped));

      assertThat(read.cells()).as(escaped).isEqualTo(TestingLogs.read(log).cells());
      assertThat(read.reports().getFirst().cpu()).as(escaped).containsKeys("%user", "%iowait");
      assertThat(read.damaged()).isZero();
    }
  }

  /** As {@code iostat -g "my disk" sda} prints it. */
  @Test
  void aNameWithBlanksIsRead() {
    TestingLogs.Log log =
        TestingLogs.read(
            """
            Device             tps    kB_read/s    kB_wrtn/s    kB_read    kB_wrtn
            sda               1.00         2.00         3.00          4          5
             my disk          6.00         7.00         8.00          9         10
            """);

    assertThat(log.names()).containsExactly("sda", "my disk");
    assertThat(log.rows().getLast().figure(Figure.TRANSFERS_PER_SECOND)).isEqualTo(6);
    assertThat(log.damaged()).isZero();
  }

  /** Which of its words is the name's cannot be told: that is said, and no figure is made of it. */
  @Test
  void whatMayBeANameOrAFigureIsDamage() {
    TestingLogs.Log log =
        TestingLogs.read(
            """
            Device             tps    kB_read/s    kB_wrtn/s    kB_read    kB_wrtn
            sda               1.00         2.00         3.00          4          5
            disk 2            6.00         7.00         8.00          9         10
            12:00:01 sda      6.00         7.00         8.00          9         10
            """);

    assertThat(log.names()).containsExactly("sda");
    assertThat(log.damaged()).isEqualTo(2);
  }

  /** Copied from a terminal of 80 columns that breaks lines within words: no figure is a name. */
  @Test
  void theRestOfALineIsNoDevice() {
    TestingLogs.Log log =
        TestingLogs.read(
            """
            Device            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz     w/s     wkB
            /s   wrqm/s  %wrqm w_await wareq-sz  aqu-sz  %util
            sda              2.67    100.76     0.66  19.76    0.36    37.75    2.81    129.
            44     4.22  60.01    1.29    46.07    0.00   0.41
            sdb              0.00      0.00     0.00   0.00    0.00     0.00    0.00      0.
            00     0.00   0.00    0.00     0.00    0.00   0.00

            Device             tps    kB_read/s    kB_wrtn/s
            sda               1.00         2.00         3.00
             4.00             5.00         6.00         7.00
            """);

    assertThat(log.names()).doesNotContain("4.00").allMatch(name -> name.startsWith("sd"));
    assertThat(log.damaged()).isPositive();
  }

  @Test
  void utf16OfPowerShell() {
    String text =
        """
        \ufeffDevice             tps    kB_read/s    kB_wrtn/s    kB_read    kB_wrtn\r
        sda               1.00         2.00         3.00          4          5\r
        """;

    assertThat(TestingLogs.read(text.getBytes(StandardCharsets.UTF_16LE)).names())
        .containsExactly("sda");
    assertThat(TestingLogs.read(text.getBytes(StandardCharsets.UTF_16BE)).names())
        .containsExactly("sda");
    assertThat(TestingLogs.read(text).names()).containsExactly("sda");
  }

  /** Columns too narrow for their figures, of a host that speaks German. */
  @Test
  void figuresWithDecimalCommasAreTakenApart() {
    String log =
        """
        Device:             tpsBlk_read/sBlk_wrtn/s  Blk_read  Blk_wrtn
        sda               11.50   1000.25    200.121000250200120
        sdb                0.25      0.01      0.02       100       200

        """;

    var printed = TestingLogs.read(log);
    var commas = TestingLogs.read(log.replace('.', ','));

    assertThat(printed.names()).containsExactly("sda", "sdb");
    assertThat(commas.damaged()).isZero();
    assertThat(commas.cells()).isEqualTo(printed.cells()).contains("sda Blk_wrtn 200120.0");
  }

  /** As {@code docker logs -t} and {@code journalctl -o short-precise} put it before each line. */
  @Test
  void stampsOfEachLineDivideNoReport() {
    var log = new StringBuilder();
    for (int report = 0; report < 3; report++) {
      String[] lines = {
        "Device r/s w/s rkB/s wkB/s %util",
        "sda 100.00 5.00 800.00 40.00 55.00",
        "sdb 10.00 5.00 80.00 40.00 5.00",
        "sdc 0.00 0.00 0.00 0.00 0.00",
        ""
      };
      for (int line = 0; line < lines.length; line++) {
        log.append("2026-03-04T10:00:%d0.0000%d1+00:00 %s\n".formatted(report, line, lines[line]));
      }
    }

    var read = TestingLogs.read(log.toString());
    assertThat(read.reports()).hasSize(3);
    assertThat(read.reports()).allMatch(report -> report.rows().size() == 3);
    assertThat(read.reports().getLast().seconds()).hasValue(10);
  }

  /** 1,024 KiB/s in one of ten seconds: pidstat's own mean is 102.40. */
  @Test
  void headingsAloneAreAnIntervalInWhichNobodyDidAnything() {
    var log = new StringBuilder("Linux 6.1.0 (db1) \t03/04/26 \t_x86_64_\t(8 CPU)\n\n");
    for (int second = 0; second < 10; second++) {
      log.append(
          "10:00:0%d      UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command\n"
              .formatted(second));
      log.append(second < 9 ? "\n" : "");
    }
    log.append("10:00:10        0      3818      0.00   1024.00      0.00       0  java\n\n");
    log.append("Average:      UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command\n");
    log.append("Average:        0      3818      0.00    102.40      0.00       0  java\n");

    var read = TestingLogs.read(log.toString());

    assertThat(read.damaged()).isZero();
    assertThat(read.reports().stream().map(Report::basis))
        .hasSize(11)
        .last()
        .isEqualTo(Report.Basis.AVERAGE);
    assertThat(read.reports().subList(0, 10))
        .allMatch(report -> report.seconds().getAsDouble() == 1);
    assertThat(read.rows()).hasSize(2);
  }

  /** {@code pidstat -dl}: commands end with numbers, and the arguments of shells hold line ends. */
  @Test
  void commandsOfSeveralWordsAndLines() {
    TestingLogs.Log log =
        TestingLogs.read(
            """
            16:30:04      UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
            16:30:05        0     13273      7.84      0.00      0.00       0  sleep 1
            16:30:05        0     13268      8.00   2048.00      0.00       0  bash -c cd /tmp
            for i in 1 2 3 4 5 6 7 8; do
              dd if=/dev/zero of=/tmp/ddf bs=1M count=2 conv=fsync
              sleep 1
            done
            iostat -x 1 40 > x.log &
            vmstat 1 20 > vmplain.log &
            16:30:05      999     13352      0.00      4.00      0.00       0  /usr/bin/foo 7

            16:30:05      UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
            16:30:06        0     13268      0.00   1024.00      0.00       0  bash -c cd /tmp
            for i in 1 2 3 4 5 6 7 8; do
            16:30:06        0     13274      1.00      0.00      0.00       0  ab 1 2
            """);

    assertThat(log.reports()).hasSize(2);
    assertThat(log.names())
        .containsExactly(
            "sleep 1[13273]",
            "bash -c cd /tmp[13268]",
            "/usr/bin/foo 7[13352]",
            "bash -c cd /tmp[13268]",
            "ab 1 2[13274]");
    assertThat(log.rows().getFirst().figure(Figure.READ_KIB_PER_SECOND)).isEqualTo(7.84);
    assertThat(log.damaged()).isZero();
  }

  /**
   * What is no command's further line: a row whose figure, or whose time and figure, is damaged.
   */
  @Test
  void aDamagedProcessIsNoCommand() {
    TestingLogs.Log log =
        TestingLogs.read(
            """
            16:30:04      UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
            16:30:05        0     13273      7.84      0.00      0.00       0  sleep
            16:30:05        0     13268      8.0x   2048.00      0.00       0  bash
            16:3x:05        0     13269      8.0x   2048.00      0.00       0  sh
            16:30:05        0     13270      0.00      4.00      0.00       0  7
            """);

    assertThat(log.damaged()).as("two cells, a time and a name").isEqualTo(4);
    assertThat(log.names()).containsExactly("sleep[13273]", "bash[13268]", "sh[13269]");
  }

  /** Kernels before 2.6.25 have four counters of a partition. */
  @Test
  void partitionsOfOldKernels() {
    String copy =
        """
        %d
           8       0 sda %d 0 8000 100 0 0 0 0 0 100 100
           8       1 sda1 %d 8000 0 0
           8       2 sda2 0 0 %d 16
        """;
    TestingLogs.Log log =
        TestingLogs.read(
            copy.formatted(1_795_364_900, 1000, 1000, 2)
                + copy.formatted(1_795_364_910, 2000, 1500, 4));

    assertThat(log.damaged()).isZero();
    assertThat(log.names()).containsExactly("sda", "sda1", "sda2", "sda", "sda1", "sda2");
    Row first = log.rows().get(4);
    assertThat(first.figure(Figure.READS_PER_SECOND)).isEqualTo(50);
    assertThat(first.figure(Figure.UTIL_PERCENT)).isNaN();
    assertThat(first.figure(Figure.READ_WAIT_MS)).isNaN();
    assertThat(log.rows().getLast().figure(Figure.WRITES_PER_SECOND)).isEqualTo(0.2);
    assertThat(TestingLogs.read(copy.formatted(1, 2, 3, 4) + "8 0 sda 1 0 8 1\n").damaged())
        .as("a disk's that is cut")
        .isEqualTo(1);
  }
}
