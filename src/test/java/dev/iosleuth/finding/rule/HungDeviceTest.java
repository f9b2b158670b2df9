package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.PLAIN;
import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Diskstats.Io;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.Personality.DeviceMapper;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevices;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import org.junit.jupiter.api.Test;

class HungDeviceTest {
  private final HungDevice rule = new HungDevice();

  private static String report(int requests, int util) {
    return """

    Device            r/s     w/s     rkB/s     wkB/s   await aqu-sz  %%util
    sda            %d.00    0.00     40.00      0.00   10.00   1.00 %d.00
    """
        .formatted(requests, util);
  }

  @Test
  void nothingCompletesToTheEnd() {
    Finding finding = one(rule, log(report(9, 9) + report(90, 90) + report(0, 100).repeat(6)));
    assertThat(finding.summary())
        .isEqualTo(
            "sda has answered nothing for 6 reports (nothing tells how long each is), with requests"
                + " under way");
    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(amount(finding, "standing still, at a second a report")).isEqualTo(6);
    assertThat(finding.cost().latencyMs()).isEmpty();
    assertThat(finding.cost().share()).hasValue(6.0 / 7);
    assertThat(finding.actions()).contains("smartctl -x /dev/sda");
  }

  /** Reports of ten seconds each, as their times say. */
  @Test
  void aLogThatTellsItsTimes() {
    var log = new StringBuilder("Linux 6.1.0 (node1) \t11/21/26 \t_x86_64_\t(2 CPU)\n");
    for (int second = 0; second < 50; second += 10) {
      log.append("\n11/21/26 12:00:%02d".formatted(second))
          .append(report(second < 30 ? 90 : 0, 100));
    }
    Finding finding = one(rule, log(log.toString()));
    assertThat(finding.summary())
        .isEqualTo("sda has answered nothing for 20 s, with requests under way");
    assertThat(finding.cost().latencyMs()).hasValue(20_000);
  }

  /** Not one that its own disk's answers are asked of: it has none. */
  @Test
  void onlyDrivesAreAskedBySmartctl() {
    Finding finding =
        one(rule, log((report(9, 9) + report(0, 100).repeat(6)).replace("sda", "vda")));
    assertThat(finding.actions()).noneMatch(action -> action.contains("smartctl"));
  }

  @Test
  void itWentOn() {
    Finding finding = one(rule, log(report(9, 9) + report(0, 100).repeat(7) + report(90, 90)));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aShortPauseIsNone() {
    clear(rule, log(report(9, 9) + report(0, 100).repeat(3) + report(90, 90)));
  }

  /** Of the usual 5 s between two samples, 4.5 lay between their counters (disks, seed 306). */
  @Test
  void twoSamplesAreEnough() {
    TestingSamples host = TestingSamples.host("node1").with(TestingDevices.disk("sda"));
    Sample before = host.counters(row(100, 3)).build();
    Sample after = host.later(4.5).counters(row(100, 3)).build();
    assertThat(amount(one(rule, samples(before, after)), "standing still")).isEqualTo(4.5);
  }

  /** A volume that is suspended queues what comes. */
  @Test
  void aSuspendedVolumeIsNamedAndResumed() {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(
                TestingDevices.disk("sda"),
                TestingDevices.lv("dm-0", "vg-a", "sda")
                    .personality(new DeviceMapper("vg-a", "LVM-x", Reading.known(true))));
    Sample before = host.counters(row("dm-0")).build();
    Finding finding = one(rule, samples(before, host.later(10).counters(row("dm-0")).build()));
    assertThat(finding.summary()).endsWith(": dm-0 (vg-a) is suspended");
    assertThat(amount(finding, "dm-0 is suspended")).isEqualTo(1);
    assertThat(finding.actions().getFirst()).startsWith("dmsetup resume vg-a ");
    assertThat(finding.actions()).noneMatch(action -> action.contains("/proc/*/"));
  }

  private static Diskstats.Row row(String name) {
    return new Diskstats.Row(
        DevNo.NONE,
        name,
        Io.ZERO,
        Io.ZERO,
        3,
        0,
        0,
        Reading.known(Io.ZERO),
        Reading.known(new Diskstats.Flushes(0, 0)));
  }

  @Test
  void idleIsNotHung() {
    clear(rule, log(report(9, 9) + report(0, 0).repeat(9)));
  }

  @Test
  void requestsUnderWayInTheKernelsCounters() {
    TestingSamples host = TestingSamples.host("node1").with(TestingDevices.disk("sda"));
    Sample before = host.counters(row(100, 3)).build();
    Sample after = host.later(10).counters(row(100, 3)).build();
    Finding finding = one(rule, samples(before, after));
    assertThat(amount(finding, "standing still")).isEqualTo(10);
    assertThat(finding.cost().share()).hasValue(1);

    Sample answered = host.later(10).counters(row(101, 3)).build();
    clear(rule, samples(after, answered));
  }

  /**
   * A request that was sent just before the sample (cgroups-v2, seed 230) waits for nothing yet.
   */
  @Test
  void whatBeganJustNowIsNotHung() {
    TestingSamples host = TestingSamples.host("node1").with(TestingDevices.disk("sda"));
    Sample before = host.counters(row(100, 0, 1360)).build();
    clear(rule, samples(before, host.later(17.8).counters(row(100, 1, 1368)).build()));

    Sample long6 = host.later(10).counters(row(100, 1, 1360 + 6000)).build();
    assertThat(amount(one(rule, samples(before, long6)), "standing still"))
        .isCloseTo(6, within(1e-9));
  }

  private static Diskstats.Row row(long reads, long inFlight) {
    return row(reads, inFlight, reads);
  }

  private static Diskstats.Row row(long reads, long inFlight, long ticks) {
    return new Diskstats.Row(
        new DevNo(8, 0),
        "sda",
        new Io(reads, 0, reads * 8, reads),
        Io.ZERO,
        inFlight,
        ticks,
        ticks,
        Reading.known(Io.ZERO),
        Reading.known(new Diskstats.Flushes(0, 0)));
  }

  @Test
  void withoutUtilNobodyCanTell() {
    assertThat(untold(rule, log(PLAIN)))
        .isEqualTo("sda: nothing tells whether requests were under way");
  }
}
