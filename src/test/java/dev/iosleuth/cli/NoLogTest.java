package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is given to {@code iosleuth iostat} in place of a log, or is one that tells little. */
final class NoLogTest {
  @TempDir Path folder;
  private final TestingConsole console = new TestingConsole();

  private String file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aRecordingIsForAnotherCommand() {
    String recording =
        Path.of("src", "test", "resources", "lab", "raid1-lvm-7", "recording.tar.xz").toString();

    assertThat(console.run("iostat", recording)).isEqualTo(Status.UNUSABLE);
    assertThat(console.out()).isEmpty();
    assertThat(console.err())
        .contains("recording.tar.xz is a recording: iosleuth explain --from FILE reads it");
  }

  /** The first bytes of sysstat's daily files: 0xd596 in either byte order, and the format's. */
  @Test
  void whatSarKeepsIsPrintedBySar() throws IOException {
    byte[] little = {(byte) 0x96, (byte) 0xd5, 0x75, 0x21, 12, 6, 1, 0, 0x50, 1, 0, 0};
    byte[] big = {(byte) 0xd5, (byte) 0x96, 0x21, 0x75, 12, 6, 1, 0, 0, 0, 1, 0x50};

    assertThat(console.run("iostat", file("sa21", little))).isEqualTo(Status.UNUSABLE);
    assertThat(console.run("iostat", file("sa22", big))).isEqualTo(Status.UNUSABLE);
    assertThat(console.err().lines()).allMatch(line -> line.contains("LC_ALL=C sar -d -f FILE"));
    assertThat(console.err().lines()).hasSize(2);
  }

  @Test
  void sadfsTableIsPrintedAsJson() throws IOException {
    String table =
        """
        # hostname;interval;timestamp;DEV;tps;rkB/s;wkB/s;dkB/s;areq-sz;aqu-sz;await;%util
        vm;1;2026-11-22 16:28:03 UTC;sda;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00
        """;

    assertThat(console.run("iostat", file("sadf.csv", table))).isEqualTo(Status.UNUSABLE);
    assertThat(console.err()).contains("sadf -j FILE -- -d");
  }

  /** What it printed are sums; who wrote them was readable. */
  @Test
  void sumsOfIotopWithoutTimes() throws IOException {
    String log =
        """
        Total DISK READ :       0.00 B/s | Total DISK WRITE :      10.00 K/s
            TID  PRIO  USER     DISK READ  DISK WRITE  SWAPIN      IO    COMMAND
           1234 be/4 root          0.00 B    4.00 K  0.00 %  5.01 % mysqld
        Total DISK READ :       0.00 B/s | Total DISK WRITE :      10.00 K/s
            TID  PRIO  USER     DISK READ  DISK WRITE  SWAPIN      IO    COMMAND
           1234 be/4 root          0.00 B    304.00 K  0.00 %  5.01 % mysqld
        """;

    assertThat(console.run("iostat", file("iotop.log", log))).isEqualTo(Status.GAPS);
    assertThat(console.out().replace("\n", " "))
        .contains("1 process read and wrote is told as sums (iotop -a)", "iotop -b -a -t")
        .doesNotContain("pidstat");
  }

  @Test
  void aShareBelowNothingIsToldAsPrinted() throws IOException {
    String report = "Device r/s w/s rkB/s wkB/s %util\nsda -5.00 0.00 -40.00 0.00 -0.50\n\n";

    console.run("iostat", file("negative.log", report.repeat(4)));

    assertThat(console.out().replace("\n", " ")).contains("cannot be: -0.50 % at worst");
  }

  /** It waits for nothing, and has no --interval. */
  @Test
  void explainDoesNotSpeakOfAnOptionThatItHasNot() {
    console.run("explain", "--help");
    assertThat(console.out()).contains("--each").doesNotContain("--interval S");

    console.run("ledger", "--help");
    assertThat(console.out().replaceAll("\\s+", " "))
        .contains("(with --interval S the next S later)");
  }
}
