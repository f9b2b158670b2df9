package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.kernel.proc.TestingFixtures;
import dev.iosleuth.reading.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the same two copies of /proc, our figures are those that iostat prints, to the last digit.
 */
class SysstatTest {
  private static final int DEVICES = 30;

  /** The first copy while iostat starts, the second within the interval that it sleeps for. */
  private static final String SCRIPT =
      """
      cp diskstats1 diskstats && cp uptime1 uptime || exit 9
      mount --bind diskstats /proc/diskstats && mount --bind uptime /proc/uptime || exit 9
      LC_ALL=C iostat -x -d -p ALL 2 2 > out &
      sleep 0.7; cat diskstats2 > diskstats; cat uptime2 > uptime; wait
      """;

  @TempDir Path folder;

  @Test
  void iostatItselfPrintsWhatWeCompute() throws IOException, InterruptedException {
    var random = new Random(42);
    var first = new StringBuilder();
    var second = new StringBuilder();
    for (int device = 0; device < DEVICES; device++) {
      String name = "%4d %7d sd%c%d".formatted(8, device, 'a' + device % 26, device);
      first.append(name);
      second.append(name);
      for (int field = 0; field < 17; field++) {
        long before = random.nextInt(1_000_000);
        // some devices are idle in a direction; nothing is in flight, and what is busy is so for
        // less than the interval
        int most = field == 8 ? 1 : field == 9 ? 7_000 : 20_000;
        long grown = device % 3 == 0 && field < 4 ? 0 : random.nextInt(most);
        first.append(' ').append(before);
        second.append(' ').append(before + grown);
      }
      first.append('\n');
      second.append('\n');
    }
    put("diskstats1", first.toString());
    put("diskstats2", second.toString());
    put("uptime1", "1000.00 900.00\n");
    put("uptime2", "1007.13 905.00\n");
    put("run.sh", SCRIPT);

    assumeTrue(ran(), "needs root, unshare and sysstat");

    List<Row> printed = TestingLogs.read(Files.readAllBytes(folder.resolve("out"))).rows();
    List<Row> ours =
        TestingLogs.read("1700000000.00\n" + first + "1700000007.13\n" + second).rows();
    // the first report of both is of all time before
    assertThat(compared(printed.subList(DEVICES, 2 * DEVICES), ours.subList(DEVICES, 2 * DEVICES)))
        .isEqualTo(DEVICES * 22);
  }

  @Test
  void sysstatsOwnTreesGiveWhatItsTestsExpect() throws IOException {
    Text first = file("root1", "proc/diskstats");
    Text second = file("root2", "proc/diskstats");
    byte[] expected =
        Files.readAllBytes(
            TestingFixtures.root().resolve("stack/sysstat/tests/expected.iostat-x-ALL"));

    List<Row> printed = TestingLogs.read(expected).reports().getLast().rows();
    List<Row> ours =
        TestingLogs.read("1700000000.55\n" + first.string() + "1700000031.72\n" + second.string())
            .reports()
            .getLast()
            .rows();
    assertThat(compared(printed, ours)).isGreaterThan(100);
  }

  private static Text file(String root, String path) throws IOException {
    return TestingFixtures.procFiles().stream()
        .filter(found -> found.origin().endsWith("/" + root + ".tar.gz"))
        .map(TestingFixtures.Found::text)
        .filter(text -> text.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  /** How many cells were compared. */
  private static int compared(List<Row> printed, List<Row> ours) {
    int cells = 0;
    for (Row row : printed) {
      // sysstat's own tree has a row of 17 fields, which no kernel writes
      List<Row> same =
          ours.stream().filter(our -> our.name().equals(row.name()) && our.understood()).toList();
      if (same.isEmpty()) {
        continue;
      }
      List<String> headings = row.layout().headings();
      var expected = new ArrayList<String>();
      var found = new ArrayList<String>();
      for (int i = 0; i < headings.size(); i++) {
        int at = same.getFirst().layout().headings().indexOf(headings.get(i));
        expected.add(headings.get(i) + " " + rounded(row.printed()[i]));
        found.add(headings.get(i) + " " + rounded(same.getFirst().printed()[at]));
        cells++;
      }
      assertThat(found).as("%s", row.name()).isEqualTo(expected);
    }
    return cells;
  }

  /** As printf does it: of the double's own value, the even digit of two that are as near. */
  private static BigDecimal rounded(double value) {
    // iostat prints 0.00 where the kernel does not tell
    double told = Double.isNaN(value) ? 0 : value;
    return new BigDecimal(told).setScale(2, RoundingMode.HALF_EVEN);
  }

  private void put(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private boolean ran() throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of("/usr/bin/unshare"))
        || !Files.isExecutable(Path.of("/usr/bin/iostat"))) {
      return false;
    }
    Process process =
        new ProcessBuilder("unshare", "-m", "sh", "run.sh")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
