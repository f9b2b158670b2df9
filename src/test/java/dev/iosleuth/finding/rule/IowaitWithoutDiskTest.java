package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.rates;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.loop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Stat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import org.junit.jupiter.api.Test;

class IowaitWithoutDiskTest {
  private final IowaitWithoutDisk rule = new IowaitWithoutDisk();

  private static Case waiting(double iowait, double util) {
    return log(
        """
        avg-cpu:  %%user   %%nice %%system %%iowait  %%steal   %%idle
                   1.00    0.00    1.00   %.2f    0.00   %.2f

        Device            r/s     w/s     rkB/s     wkB/s   await aqu-sz  %%util
        sda              2.00    0.00     40.00      0.00    1.00   0.01  %.2f
        """
            .formatted(iowait, 98 - iowait, util));
  }

  @Test
  void waitingForWhatIsNotHere() {
    Finding finding = one(rule, waiting(24, 0.2));
    assertThat(finding.summary())
        .isEqualTo("the processors wait for I/O 24 % of their time, and no disk is busy");
    assertThat(amount(finding, "%iowait")).isEqualTo(24);
    assertThat(amount(finding, "sda busy")).isCloseTo(0.2, within(1e-9));
  }

  /** A reader whose cgroup may do so much and no more. */
  @Test
  void whatIsBusyAboveTheDisksIsNamed() {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(disk("sda"), loop("loop0", "/srv/a"))
            .mount("sda", "/", "ext4");
    Diskstats.Io none = TestingSamples.io(0, 0, 0, 0);
    Finding finding =
        one(
            rule,
            samples(
                host.system(processors(0, 0))
                    .counters("sda", none, none)
                    .counters("loop0", none, none)
                    .build(),
                host.later(10)
                    .system(processors(600, 400))
                    .counters("sda", TestingSamples.io(10, 0, 80, 2), none)
                    .counters("loop0", TestingSamples.io(600, 0, 4800, 9900), none)
                    .build()));
    assertThat(finding.summary())
        .startsWith("the processors wait for I/O 40 % of their time, and loop0 is ")
        .doesNotContain("no disk is busy")
        .endsWith(": what is waited for lies between");
  }

  private static SystemSample processors(long idle, long iowait) {
    String line = "cpu 0 0 0 " + idle + " " + iowait + " 0 0 0\n";
    return new TestingSystems().stat(Stat.parse(Text.of("proc/stat", line))).build();
  }

  @Test
  void aBusyDiskExplainsIt() {
    clear(rule, waiting(24, 60));
  }

  @Test
  void nobodyWaits() {
    clear(rule, waiting(2, 0.2));
  }

  @Test
  void whatTheProcessorsDidInARecordingIsKnown() {
    assertThat(recording("raid1-lvm-7").cpu().optional().orElseThrow()).containsKey("%iowait");
  }

  @Test
  void withoutProcessorsNobodyCanTell() {
    assertThat(
            untold(
                rule,
                rates(
                    """
                    sda              2.00    0.00     40.00      0.00    1.00   0.01   0.10
                    """)))
        .isEqualTo("the log does not say what the processors did");
  }

  /** What is waited for is the device that hangs, and hung-device says so. */
  @Test
  void aDeviceThatHangsExplainsIt() {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"), disk("sdb"));
    clear(
        rule,
        samples(
            host.system(processors(0, 0)).counters(hung()).build(),
            host.later(10).system(processors(600, 400)).counters(hung()).build()));
  }

  private static Diskstats.Row hung() {
    Diskstats.Io none = TestingSamples.io(0, 0, 0, 0);
    return new Diskstats.Row(
        new DevNo(8, 0),
        "sda",
        none,
        none,
        3,
        0,
        0,
        Reading.known(none),
        Reading.known(new Diskstats.Flushes(0, 0)));
  }
}
