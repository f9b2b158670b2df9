package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that print figures where the tool had none, or rows that cannot be read. */
class UntoldFiguresTest {
  @TempDir Path folder;
  private final TestingConsole console = new TestingConsole();

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  /** As pidstat prints them that is not root: sysstat's pidstat.c, NO_PID_IO. */
  @Test
  void whatPidstatCouldNotReadIsNotARate() throws IOException {
    String rows =
        """

        10:00:01 AM   UID       PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
        10:00:02 AM     0       900     -1.00     -1.00     -1.00       0  mysqld
        """;
    String banner = "Linux 5.10.0 (h) \t11/22/2026 \t_x86_64_\t(2 CPU)\n";
    String some =
        file("some.log", banner + rows + "10:00:02 AM  1000 1235 0.00 0.00 0.00 0 bash\n");
    assertThat(console.run("iostat", some)).isEqualTo(Status.GAPS);
    assertThat(console.out().replace("\n", " "))
        .contains("No process did anything in it.", "what 1 process read and wrote is not told")
        .contains("run it as root")
        .containsPattern("bash\\[1235] .*mysqld\\[900] +- +- +-")
        .doesNotContain("-0.0");

    String none = file("none.log", banner + rows);
    var all = new TestingConsole();
    assertThat(all.run("iostat", none)).isEqualTo(Status.GAPS);
    assertThat(all.out()).contains("Nothing tells what 1 process read and wrote.");
    var json = new TestingConsole();
    assertThat(json.run("iostat", "--json", none)).isEqualTo(Status.GAPS);
    assertThat(json.out())
        .contains("\"kB_rd/s\":-1.0,", "\"read_kib_per_second\":null,", "\"delay_ticks\":0.0")
        .contains("\"kib_per_second\":null", "what 1 process read and wrote is not told");
  }

  @Test
  void aRateBelowZeroIsNone() throws IOException {
    String heading = "Device            r/s     w/s     rkB/s     wkB/s  r_await w_await  %util\n";
    String log =
        file(
            "below.log",
            heading
                + "sda             10.00    5.00     80.00     80.00    5.00    5.00  50.00\n\n"
                + heading
                + "sda             10.00   -5.00     80.00    -80.00    5.00   -5.00  50.00\n");
    console.run("iostat", log);
    assertThat(console.out().replace("\n", " "))
        .contains("sda is 50 % busy.", "absurd-counters")
        .containsPattern("sda +50 +50 +50 +- +- +10[.]0 +-")
        .doesNotContain("requests/s", "writes/s", "A request takes");
    console.run("iostat", "--json", log);
    assertThat(console.out())
        .contains("\"w/s\":-5.0,", "\"writes_per_second\":null,", "\"transfers_per_second\":null");
  }

  /** How long the interval is its totals tell. */
  @Test
  void amountsBelowZeroAreNotWantOfTime() throws IOException {
    String log =
        file(
            "plain.log",
            "Device  tps  kB_read/s  kB_wrtn/s  kB_read  kB_wrtn\nsda  10.00  -5.00  5.00  10  10\n");
    console.run("iostat", log);
    assertThat(console.out().replace("\n", " "))
        .contains("Nothing tells how busy sda is, or how much it moves. It does 10 requests/s.")
        .contains("kB_read/s -5");
  }

  @Test
  void aLogOfWhichNoRowWasUnderstoodSaysSoFirst() throws IOException {
    String log = file("comma.log", "Device  r/s  wkB/s  %util\nsda  100,50  1.234,00  99,90\n");
    assertThat(console.run("iostat", log)).isEqualTo(Status.GAPS);
    assertThat(console.out().replace("\n", " "))
        .contains("Not one row was understood (1 is not, see below), so nothing tells")
        .doesNotContain("none was active");
  }
}
