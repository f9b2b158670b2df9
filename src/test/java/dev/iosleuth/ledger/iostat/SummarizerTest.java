package dev.iosleuth.ledger.iostat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.kernel.iostat.LogReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummarizerTest {
  private static List<String> busiestFirst(String log) throws IOException {
    var sums = new Summarizer();
    new LogReader("log", sums)
        .read(new ByteArrayInputStream(log.getBytes(StandardCharsets.US_ASCII)));
    return sums.summary().devices().stream().map(DeviceLog::name).toList();
  }

  private static String report(String... rows) {
    return "Device r/s rkB/s w/s wkB/s %util\n" + String.join("\n", rows) + "\n\n";
  }

  /** A damaged name is a device of one report, and most likely in its worst. */
  @Test
  void whoStandsInFewReportsIsNotTheBusiestForThese() throws IOException {
    String idle = "sdb 1.00 4.00 0.00 0.00 2.00";
    String most = report("sda 50.00 200.00 1.00 4.00 60.00", idle).repeat(9);

    assertThat(busiestFirst(most + report("s$a 90.00 400.00 1.00 4.00 80.00", idle)))
        .containsExactly("sda", "s$a", "sdb");
  }

  /** iostat -z: its mean holds that it was idle in the others already. */
  @Test
  void whoIsLeftOutWhileIdleIsMeasuredOnce() throws IOException {
    String sda = "sda 10.00 200.00 1.00 4.00 30.00";
    String sdb = "sdb 90.00 400.00 1.00 4.00 90.00";
    String other = "sdc 9.00 40.00 1.00 4.00 10.00";

    assertThat(busiestFirst((report(sda, sdb) + report(sda, other)).repeat(4)))
        .containsExactly("sdb", "sda", "sdc");
  }

  /** 100 reads of 8 KiB and 100 writes of 4: 900 discards beside them move nothing. */
  @Test
  void theMeanSizeIsThatOfReadsAndWrites() throws IOException {
    String report =
        """
        Device r/s rkB/s w/s wkB/s d/s dkB/s %util
        sda 100.00 800.00 100.00 400.00 900.00 90000.00 50.00

        """;

    var sums = new Summarizer();
    new LogReader("log", sums)
        .read(new ByteArrayInputStream(report.repeat(3).getBytes(StandardCharsets.US_ASCII)));
    assertThat(sums.summary().devices().getFirst().size()).isEqualTo(6);
  }

  /** 1,000 writes of 1 ms and one of 3, beside flushes, which are in the times of writes. */
  @Test
  void theMeanWaitIsThatOfWhatIsCounted() throws IOException {
    String layout = "Device r/s rkB/s r_await w/s wkB/s w_await f/s f_await %util\n";
    String log =
        layout
            + "sda 0.00 0.00 0.00 1000.00 4000.00 1.00 0.00 0.00 50.00\n\n"
            + layout
            + "sda 0.00 0.00 0.00 1.00 4.00 3.00 99.00 10.00 50.00\n\n";

    var sums = new Summarizer();
    new LogReader("log", sums)
        .read(new ByteArrayInputStream((log + log).getBytes(StandardCharsets.US_ASCII)));
    DeviceLog sda = sums.summary().devices().getFirst();
    assertThat(sda.waits().mean()).isCloseTo(1006.0 / 1002, within(1e-3));
    assertThat(sda.waits().worst()).isEqualTo(3);
  }
}
