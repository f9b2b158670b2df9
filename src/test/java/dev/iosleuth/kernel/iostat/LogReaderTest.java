package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.kernel.iostat.Report.Basis;
import dev.iosleuth.kernel.iostat.Report.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogReaderTest {
  @Test
  void aHeadingIsReadByItsName() {
    var log =
        TestingLogs.read(
            """
            Linux 2.4.21-4.EL (old)  03/02/2004

            avg-cpu:  %user   %nice    %sys   %idle
                       1.00    0.00    2.00   97.00

            Device:    rrqm/s wrqm/s   r/s   w/s  rsec/s  wsec/s    rkB/s    wkB/s avgrq-sz avgqu-sz   await  svctm  %util
            /dev/hda     0.10   2.00  0.50  1.50    8.00   28.00     4.00    14.00    18.00     0.05   25.00  10.00   2.00
            """);

    Row row = log.rows().getFirst();
    assertThat(row.name()).isEqualTo("/dev/hda");
    assertThat(row.figure(Figure.READ_KIB_PER_SECOND)).isEqualTo(4);
    assertThat(row.figure(Figure.WRITE_KIB_PER_SECOND)).isEqualTo(14);
    assertThat(row.figure(Figure.SIZE_KIB)).isEqualTo(9);
    assertThat(row.figure(Figure.WAIT_MS)).isEqualTo(25);
    assertThat(row.figure(Figure.READ_WAIT_MS)).isNaN();
    assertThat(log.reports().getFirst().cpu()).containsEntry("%sys", 2.0);
    assertThat(log.damaged()).isZero();
  }

  @Test
  void unitsBecomeKibibytes() {
    var log =
        TestingLogs.read(
            """
            Device tps MB_read/s MB_wrtn/s MB_read MB_wrtn
            sda 10.00 1.50 0.25 15 2

            Device: tps Blk_read/s Blk_wrtn/s Blk_read Blk_wrtn
            sda 10.00 100.00 50.00 1000 500

            Device             tps    kB_read/s    kB_wrtn/s    kB_dscd/s    kB_read    kB_wrtn    kB_dscd
            vda              73.89       347.3k      1004.9k       915.9k       9.3G      27.0G      24.6G
            """);

    assertThat(log.rows().stream().map(row -> row.figure(Figure.READ_KIB_PER_SECOND)))
        .containsExactly(1536.0, 50.0, 347.3);
    assertThat(log.rows().getLast().figure(Figure.READ_KIB)).isEqualTo(9.3 * 1024 * 1024);
  }

  @Test
  void decimalCommasAndPercentSigns() {
    var log =
        TestingLogs.read(
            """
            Gerät              r/s     w/s    await  %util
            sda               0,50   12,25     3,10  45,6%
            """);

    assertThat(log.rows().getFirst().printed()).containsExactly(0.5, 12.25, 3.1, 45.6);
  }

  @Test
  void mailAndMarkdownStandAround() {
    var log =
        TestingLogs.read(
            """
            Hello, my 3 disks are slow since 10 days, see:

            > Device:  rrqm/s wrqm/s r/s w/s avgqu-sz
            > await svctm %util
            > sda 0.00 1.00 2.00 3.00 0.10
            > 4.00 1.00 5.00
            >
            > What now?

            | Device | r/s | w/s | %util |
            |--------|-----|-----|-------|
            | sdb    | 1.0 | 2.0 | 3.0   |
            """);

    assertThat(log.names()).containsExactly("sda", "sdb");
    assertThat(log.rows().getFirst().figure(Figure.UTIL_PERCENT)).isEqualTo(5);
    assertThat(log.rows().getLast().figure(Figure.UTIL_PERCENT)).isEqualTo(3);
    assertThat(log.damaged()).isZero();
  }

  @Test
  void longNamesStandOnALineOfTheirOwn() {
    var log =
        TestingLogs.read(
            """
            Device:            tps   kB_read/s
            VolGroup00-LogVol00
                              1.00        2.00
            sda               3.00        4.00
            """);

    assertThat(log.names()).containsExactly("VolGroup00-LogVol00", "sda");
  }

  @Test
  void figuresWithoutABlankBetweenThemAreTakenApartWhereTheyMustBe() {
    var log =
        TestingLogs.read(
            """
            Device:             tpsBlk_read/sBlk_wrtn/s  Blk_read  Blk_wrtn
            sda               61.68   4646.95    520.42272256184033049042944
            """);

    assertThat(log.rows().getFirst().printed())
        .containsExactly(61.68, 4646.95, 520.42, 27225618403.0, 3049042944.0);
  }

  @Test
  void colouredOutput() {
    var log =
        TestingLogs.read(
            "Device r/s w/s %util\n\033[32;22msda    \033[0m\033[34;22m  1.00\033[0m 2.00 3.00\n");

    assertThat(log.names()).containsExactly("sda");
  }

  @Test
  void aDamagedRowCostsItself() {
    var log =
        TestingLogs.read(
            """
            Device r/s w/s %util
            sda 1.00 2.00 3.00
            sdb 1.00 x 3.00
            sdc 1.00 2.00
            sdd 1.00 2.00 3.00
            """);

    assertThat(log.names()).containsExactly("sda", "sdb", "sdd");
    assertThat(log.rows().stream().map(Row::whole)).containsExactly(true, false, true);
    assertThat(log.rows().get(1).printed()).containsExactly(1, Double.NaN, 3);
    assertThat(log.damaged()).isEqualTo(2);
    // whose the row of sdc is nothing tells before it stood anywhere
    assertThat(log.reports().getFirst().lost()).isOne();
  }

  @Test
  void aLineThatIsCutIsNotBelieved() {
    Row cut = TestingLogs.read("Device r/s %util\nsda 1.00 3.00\nsdb 1.00 3.0").rows().getLast();
    assertThat(cut.name()).isEqualTo("sdb");
    assertThat(cut.printed()).containsExactly(1, Double.NaN);
    assertThat(cut.whole()).isFalse();
    assertThat(TestingLogs.read("Device r/s %util\nsda 1.00 3.00\nsdb 1.00").damaged()).isOne();
    assertThat(TestingLogs.read("Device r/s %util\nsda 1.00 3.00").names()).containsExactly("sda");
  }

  @Test
  void timesTellTheLengthOfIntervals() {
    var log =
        TestingLogs.read(
            """
            11/24/2019 11:59:57 PM
            Device r/s %util
            sda 1.00 3.00

            11/25/2019 12:00:02 AM
            Device r/s %util
            sda 1.00 3.00
            """);

    assertThat(log.reports().getLast().seconds()).hasValue(5);
    assertThat(log.reports().getLast().time()).hasValue("11/25/2019 12:00:02 AM");
  }

  @Test
  void reportsWhoseHeadingsWereFilteredOut() {
    var log = TestingLogs.read("Device r/s %util\nsda 1.00 3.00\nsda 2.00 3.00\nsda 3.00 3.00\n");

    assertThat(log.reports()).hasSize(3);
    assertThat(
            TestingLogs.read("Device r/s\nsda 1.00\n10:00:05\nsdb 2.00\n10:00:07\nsdb 3.00\n")
                .names())
        .containsExactly("sda", "sdb", "sdb");
  }

  @Test
  void prettyTablesAreOneReport() {
    var log =
        TestingLogs.read(
            """
                 r/s     rkB/s r_await Device
               18.62    347.3k    0.47 vda

                 w/s     wkB/s w_await Device
               14.48   1004.9k    1.13 vda

              aqu-sz  %util Device
                0.05   0.8% vda

            """);

    assertThat(log.reports()).hasSize(1);
    assertThat(log.rows()).hasSize(1);
    assertThat(log.rows().getFirst().figure(Figure.WRITE_KIB_PER_SECOND)).isEqualTo(1004.9);
    assertThat(log.rows().getFirst().figure(Figure.UTIL_PERCENT)).isEqualTo(0.8);
  }

  @Test
  void sarTellsIntervalsAndAnAverage() {
    var log =
        TestingLogs.read(
            """
            Linux 6.18.44 (vm) 	11/21/26 	_x86_64_	(2 CPU)

            07:04:20          DEV       tps     rkB/s     wkB/s   areq-sz    aqu-sz     await     %util
            07:04:25        loop0      0.00      0.00      0.00      0.00      0.00      0.00      0.00
            07:04:25          vda     11.00     16.00     44.00      9.82      0.00      0.27      0.40
            07:04:30        loop0      0.00      0.00      0.00      0.00      0.00      0.00      0.00
            07:04:30          vda     12.00     16.00     44.00      9.82      0.00      0.27      0.40

            Average:          DEV       tps     rkB/s     wkB/s   areq-sz    aqu-sz     await     %util
            Average:        loop0      0.00      0.00      0.00      0.00      0.00      0.00      0.00
            """);

    assertThat(log.reports().stream().map(Report::basis))
        .containsExactly(Basis.INTERVAL, Basis.INTERVAL, Basis.AVERAGE);
    assertThat(log.reports().stream().limit(2).map(r -> r.seconds().orElse(0)))
        .containsExactly(5.0, 5.0);
    assertThat(log.reports().getFirst().kind()).isEqualTo(Kind.SAR);
  }

  @Test
  void pidstatNamesProcesses() {
    var log =
        TestingLogs.read(
            """
            07:04:22      UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
            07:04:23        0      5393      0.00   1498.04      0.00       0  qemu-system-x86
            07:04:23        0      5394      8.00      0.00      0.00       1  tmux: server

            Average:      UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
            Average:        0      5393      0.00   1498.04      0.00       0  qemu-system-x86
            """);

    assertThat(log.names()).startsWith("qemu-system-x86[5393]", "tmux: server[5394]");
    assertThat(log.reports().getLast().basis()).isEqualTo(Basis.AVERAGE);
  }

  @Test
  void iotopHasItsOwnTable() {
    var log =
        TestingLogs.read(
            """
            10:00:01 Total DISK READ :       0.00 B/s | Total DISK WRITE :      42.17 K/s
            10:00:01 Actual DISK READ:       0.00 B/s | Actual DISK WRITE:      46.00 K/s
                TIME  TID  PRIO  USER     DISK READ  DISK WRITE  SWAPIN     IO>    COMMAND
            10:00:01   412 be/3 root        0.00 B/s   42.17 K/s  0.00 %  1.25 % [jbd2/sda1-8]
            10:00:02 Total DISK READ :       0.00 B/s | Total DISK WRITE :       0.00 B/s
            10:00:02   413 be/4 db       1024.00 B/s    2.00 M/s ?unavailable?  postgres: writer
            """);

    assertThat(log.names()).containsExactly("[jbd2/sda1-8][412]", "postgres: writer[413]");
    Row writer = log.rows().getLast();
    assertThat(writer.figure(Figure.READ_KIB_PER_SECOND)).isEqualTo(1);
    assertThat(writer.figure(Figure.WRITE_KIB_PER_SECOND)).isEqualTo(2048);
    assertThat(log.reports().getLast().seconds()).hasValue(1);
  }

  @Test
  void iotopThatSumsUp() {
    var log =
        TestingLogs.read(
            """
            10:00:01 Total DISK READ :       0.00 B/s | Total DISK WRITE :      42.17 K/s
                TIME  TID  PRIO  USER     DISK READ  DISK WRITE  SWAPIN     IO>    COMMAND
            10:00:01   412 be/3 root        0.00 B     40.00 K    0.00 %  1.25 % [jbd2/sda1-8]
            10:00:11 Total DISK READ :       0.00 B/s | Total DISK WRITE :       0.00 B/s
            10:00:11   412 be/3 root        2.00 K    240.00 K    0.00 %  1.25 % [jbd2/sda1-8]
            """);

    Row last = log.rows().getLast();
    assertThat(last.figure(Figure.WRITE_KIB_PER_SECOND)).isEqualTo(20);
    assertThat(last.figure(Figure.READ_KIB_PER_SECOND)).isEqualTo(0.2);
    assertThat(log.rows().getFirst().figure(Figure.WRITE_KIB_PER_SECOND)).isNaN();
  }

  @Test
  void sadfHasAnIntervalOfItsOwn() {
    var log =
        TestingLogs.read(
            """
            {"sysstat": {"hosts": [{"nodename": "db1", "statistics": [
            {"timestamp": {"date": "2026-11-21", "time": "10:20:01", "utc": 1, "interval": 60},
             "disk": [{"disk-device": "sda", "tps": 10.00, "rd_sec": 80.00, "wr_sec": 160.00,
                       "avgrq-sz": 24.00, "avgqu-sz": 0.10, "await": 5.00, "util-percent": 4.00}]},
            {"timestamp": {"date": "2026-11-21", "time": "10:21:01", "utc": 1, "interval": 60},
             "disk": [{"disk-device": "sda", "tps": 20.00, "rd_sec": 80.00, "wr_sec": 160.00,
                       "avgrq-sz": 12.00, "avgqu-sz": 0.10, "await": 5.00, "util-percent": 8.00}]}
            ]}]}}
            """);

    assertThat(log.reports().stream().map(Report::basis))
        .containsExactly(Basis.INTERVAL, Basis.INTERVAL);
    assertThat(log.reports().getFirst().time()).hasValue("2026-11-21 10:20:01");
    assertThat(log.reports().getFirst().seconds()).hasValue(60);
    Row row = log.rows().getFirst();
    assertThat(row.name()).isEqualTo("sda");
    assertThat(row.figure(Figure.READ_KIB_PER_SECOND)).isEqualTo(40);
    assertThat(row.figure(Figure.UTIL_PERCENT)).isEqualTo(4);
  }

  @Test
  void vmstatCountsSinceBoot() {
    var log =
        TestingLogs.read(
            """
            disk- ------------reads------------ ------------writes----------- -----IO------ -----timestamp-----
                   total merged sectors      ms  total merged sectors      ms    cur    sec                 UTC
            sda    15257    100  841035    8395  50851   5502 1648657  146540      0     44 2021-09-16 20:32:28
            sda    15357    100  841835    8595  50851   5502 1648657  146540      0     44 2021-09-16 20:32:38
            """);

    assertThat(log.reports().stream().map(Report::basis))
        .containsExactly(Basis.SINCE_BOOT, Basis.INTERVAL);
    Row row = log.rows().getLast();
    assertThat(row.figure(Figure.READS_PER_SECOND)).isEqualTo(10);
    assertThat(row.figure(Figure.READ_KIB_PER_SECOND)).isEqualTo(40);
    assertThat(row.figure(Figure.READ_WAIT_MS)).isEqualTo(2);
    assertThat(row.figure(Figure.UTIL_PERCENT)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        Sat Nov 21 06:59:39 UTC 2026
           8       0 sda 100 0 800 50 0 0 0 0 0 40 50
           8      16 sdb 100 0 800 50 0 0 0 0 0 40 50
        Sat Nov 21 06:59:49 UTC 2026
           8       0 sda 200 0 1600 250 0 0 0 0 0 5040 550
           8      16 sdb 90 0 800 50 0 0 0 0 0 40 50
        """,
        // ts of moreutils
        """
        Nov 21 06:59:39    8       0 sda 100 0 800 50 0 0 0 0 0 40 50
        Nov 21 06:59:40    8      16 sdb 100 0 800 50 0 0 0 0 0 40 50
        Nov 21 06:59:49    8       0 sda 200 0 1600 250 0 0 0 0 0 5040 550
        Nov 21 06:59:49    8      16 sdb 90 0 800 50 0 0 0 0 0 40 50
        """,
        """
        06:59:39 8 0 sda 100 0 800 50 0 0 0 0 0 40 50
        06:59:39 8 16 sdb 100 0 800 50 0 0 0 0 0 40 50
        06:59:49 8 0 sda 200 0 1600 250 0 0 0 0 0 5040 550
        06:59:49 8 16 sdb 90 0 800 50 0 0 0 0 0 40 50
        """,
        // cat /proc/diskstats; date
        """
           8       0 sda 100 0 800 50 0 0 0 0 0 40 50
           8      16 sdb 100 0 800 50 0 0 0 0 0 40 50
        Sat Nov 21 06:59:39 UTC 2026
           8       0 sda 200 0 1600 250 0 0 0 0 0 5040 550
           8      16 sdb 90 0 800 50 0 0 0 0 0 40 50
        Sat Nov 21 06:59:49 UTC 2026
        """
      })
  void diskstatsOneAfterTheOther(String text) {
    var log = TestingLogs.read(text);

    Report last = log.reports().getLast();
    assertThat(log.reports()).hasSize(2);
    assertThat(last.kind()).isEqualTo(Kind.DISKSTATS);
    assertThat(last.rows().getFirst().figure(Figure.READS_PER_SECOND)).isEqualTo(10);
    assertThat(last.rows().getFirst().figure(Figure.UTIL_PERCENT)).isEqualTo(50);
    assertThat(last.rows().getFirst().figure(Figure.QUEUE)).isCloseTo(0.05, within(1e-9));
    assertThat(last.rows().getLast().figure(Figure.READS_PER_SECOND)).isNaN();
  }

  @Test
  void jsonIsReadReportByReport() {
    String report =
        "{\"timestamp\": \"2026-11-21T07:04:2%d+0000\", \"avg-cpu\": {\"user\": 60.23}, \"disk\":"
            + " [{\"disk_device\": \"vda\", \"r/s\": 18.62, \"rkB/s\": 347.33, \"util\": 0.78}]}";
    String json =
        "{\"sysstat\": {\"hosts\": [{\"nodename\": \"vm\", \"statistics\": ["
            + report.formatted(2)
            + ","
            + report.formatted(4)
            + "]}]}}";

    var log = TestingLogs.read(json);
    assertThat(log.reports().stream().map(Report::basis))
        .containsExactly(Basis.PERHAPS_SINCE_BOOT, Basis.INTERVAL);
    assertThat(log.reports().getLast().seconds()).hasValue(2);
    assertThat(log.rows().getLast().figure(Figure.UTIL_PERCENT)).isEqualTo(0.78);

    var cut = TestingLogs.read(json.substring(0, json.length() - 20));
    assertThat(cut.damaged()).isOne();
    assertThat(cut.reports()).isNotEmpty();
  }

  @Test
  void otherTablesOfSarAreNotRead() {
    var log =
        TestingLogs.read(
            """
            14:15:31  kbmemfree  kbavail kbmemused  %memused kbbuffers kbcached kbcommit %commit kbactive kbinact kbdirty kbanonpg kbslab kbkstack kbpgtbl kbvmused
            14:15:32  20453000 22000000   178000    0.73  1200 900000 700000  2.80 800000 600000  40 300000 120000  3000  4000 20000
            14:15:33  20453000 22000000   178000    0.73  1200 900000 700000  2.80 800000 600000  40 300000 120000  3000  4000 20000

            12:00:01  DEV  tps  rkB/s  wkB/s
            12:00:02  sda  1.00  2.00  3.00

            12:00:01  IFACE  rxpck/s  txpck/s  rxkB/s
            12:00:02  eth0  1.00  2.00  3.00
            """);

    assertThat(log.names()).containsExactly("sda");
  }

  @Test
  void nothingOfAnotherKindIsTakenForAReport() {
    assertThat(TestingLogs.read("").reports()).isEmpty();
    assertThat(TestingLogs.read("once upon a time\n\n12 34 56\n").reports()).isEmpty();
    byte[] binary = new byte[300_000];
    new java.util.Random(1).nextBytes(binary);
    assertThat(TestingLogs.read(binary).reports()).isEmpty();
  }

  @Test
  void anEndlessLineCostsItself() {
    String endless = "sdx " + "9.99 ".repeat(200_000);

    var log =
        TestingLogs.read(
            "Device r/s %util\n" + endless + "\nsda 1.00 2.00\n" + "x".repeat(400_000));

    assertThat(log.names()).containsExactly("sda");
    assertThat(log.damaged()).isEqualTo(2);
  }

  @Test
  void linesOfAnyLengthCrossTheBuffer() {
    var text = new StringBuilder("Device r/s %util\n");
    for (int i = 0; i < 60_000; i++) {
      text.append("sd").append(i).append(" 1.00 ").append(i % 100).append(".25\n");
    }

    var log = TestingLogs.read(text.toString());
    assertThat(log.rows()).hasSize(60_000);
    assertThat(log.rows().getLast().name()).isEqualTo("sd59999");
    assertThat(log.rows().getLast().figure(Figure.UTIL_PERCENT)).isEqualTo(99.25);
  }

  @Test
  void whateverBytesChangeNothingIsThrown() {
    byte[] log =
        """
        Linux 5.8.0 (a) 1/1/21
        10:00:01 AM
        avg-cpu:  %user   %nice %system %iowait  %steal   %idle
                   1.00    0.00    2.00    0.00    0.00   97.00

        Device: tpsBlk_read/sBlk_wrtn/s Blk_read Blk_wrtn
        sda 61.68 4646.95 520.42272256184033049042944
        very-long-name
        1.0 2.0 3.0 4 5

        10:00:01  PID kB_rd/s kB_wr/s Command
        10:00:02  1 0.00 1.2k a b
        disk- ----reads---- ----writes----
        total merged sectors ms total merged sectors ms cur sec
        sda 1 2 3 4 5 6 7 8 9 10
        Total DISK READ: 0.00 B/s | Total DISK WRITE: 42.17 K/s
        412 be/3 root 0.00 B/s 42.17 K/s 0.00 % 1.25 % [jbd2/sda1-8]
        1700000000.5
        8 0 sda 100 0 800 50 0 0 0 0 0 40 50
        """
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var random = new java.util.Random(7);
    for (int round = 0; round < 3_000; round++) {
      byte[] changed = log.clone();
      for (int change = random.nextInt(8); change >= 0; change--) {
        int at = random.nextInt(changed.length);
        changed[at] =
            random.nextBoolean() ? (byte) random.nextInt() : log[random.nextInt(log.length)];
      }
      int length = random.nextInt(changed.length);
      assertThat(TestingLogs.read(java.util.Arrays.copyOf(changed, length)).reports())
          .hasSizeLessThan(30);
    }
    assertThat(TestingLogs.read(log).reports().stream().map(Report::kind).distinct()).hasSize(5);
  }
}
