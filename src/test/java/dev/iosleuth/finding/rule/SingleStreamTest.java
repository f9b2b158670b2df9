package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.rates;
import static dev.iosleuth.finding.TestingCases.times;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Finding;
import org.junit.jupiter.api.Test;

class SingleStreamTest {
  private final SingleStream rule = new SingleStream();

  @Test
  void busyWithOneRequestAfterTheOther() {
    Finding finding =
        one(
            rule,
            rates(
                """
                nvme0n1        420.00    0.00  53760.00      0.00    2.40   1.00 100.00
                """));

    assertThat(finding.summary())
        .isEqualTo("nvme0n1 does one request at a time: 100 % busy, 2.4 ms each");
    assertThat(amount(finding, "requests under way while busy")).isEqualTo(1);
    assertThat(finding.evidence().get(1).source())
        .isEqualTo("((device(\"nvme0n1\", queue) * 100) / device(\"nvme0n1\", util_percent))");
    assertThat(finding.cost().latencyMs()).hasValue(2.4);
  }

  @Test
  void severalAtOnceAreNoSingleStream() {
    clear(
        rule,
        rates(
            """
            nvme0n1        420.00    0.00  53760.00      0.00    2.40   2.00 100.00
            """));
  }

  private static final String COPY =
      """
      Device r/s rkB/s rrqm/s r_await w/s wkB/s wrqm/s w_await aqu-sz %%util
      sdb 180.00 45000.00 11000.00 %s 180.00 45000.00 %s 3.50 %s 100.00
      """;

  /** 180 writes of 3.5 ms are 63 % of the time: 27 % are left for who waits for a read. */
  @Test
  void nobodyWaitsForWhatIsWrittenBack() {
    clear(rule, log(COPY.formatted("1.50", "11000.00", "0.90")));
  }

  @Test
  void writesThatNothingWasMergedIntoAreWaitedFor() {
    one(rule, log(COPY.formatted("1.50", "0.00", "0.90")));
  }

  @Test
  void whoReadsWaitsWhateverIsWrittenBackBeside() {
    one(rule, log(COPY.formatted("3.40", "11000.00", "1.24")));
  }

  /**
   * A reader that a cgroup's limit on the disk below holds back: the disk itself has little to do.
   */
  @Test
  void aLoopDeviceOverAFileIsOneToo() {
    Finding finding =
        one(
            rule,
            rates(
                """
                loop3           58.00    0.00    232.00      0.00   17.00   1.00 100.00
                vda             60.00    0.00    240.00      0.00    0.20   0.01   1.20
                """));

    assertThat(finding.subject().name()).isEqualTo("loop3");
    assertThat(finding.alternatives()).anyMatch(other -> other.contains("io.max"));
  }

  @Test
  void whatWaitsForItsDiskIsTheDisksOwn() {
    Finding finding =
        one(
            rule,
            rates(
                """
                loop3           58.00    0.00    232.00      0.00   17.00   1.00 100.00
                vda             60.00    0.00    240.00      0.00   16.00   0.96  96.00
                """));

    assertThat(finding.subject().name()).isEqualTo("vda");
  }

  @Test
  void withoutAQueueNobodyCanTell() {
    assertThat(
            untold(
                rule,
                log(
                    """
                    Device            r/s     w/s     rkB/s     wkB/s   await  %util
                    nvme0n1        420.00    0.00  53760.00      0.00    2.40 100.00
                    """)))
        .isEqualTo("nvme0n1: nothing tells its queue");
  }

  /** 750 of the 800 ms are flushes: who asks for several writes at once waits as long. */
  @Test
  void flushesAreNotTheTimeOfWrites() {
    clear(
        rule,
        times(
            """
            sda 0.00 0.00 0.00 100.00 1600.00 0.50 0.00 0.00 0.00 15.00 50.00 0.80 80.00
            """));
  }

  @Test
  void discardsAreNotTheTimeOfReads() {
    clear(
        rule,
        times(
            """
            sda 1.00 8.00 0.50 0.00 0.00 0.00 60.00 245760.00 14.00 0.00 0.00 0.84 85.00
            """));
  }

  @Test
  void whatElseTakesTimeIsSaid() {
    Finding finding =
        one(
            rule,
            times(
                """
                sda 600.00 2400.00 1.00 0.00 0.00 0.00 10.00 4096.00 10.00 5.00 20.00 0.80 80.00
                """));
    assertThat(finding.summary())
        .isEqualTo(
            "sda does one request at a time: 80 % busy, 1 ms each (60 % with reads and writes,"
                + " 10 % with discards, 10 % with flushes)");
    assertThat(finding.cost().share()).hasValue(0.6);
    assertThat(amount(finding, "requests")).isEqualTo(600);
  }
}
