package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.kernel.proc.Stat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.TestingSamples;
import org.junit.jupiter.api.Test;

class HostStallTest {
  private final Rule rule = new HostStall();

  private static SystemSample system(long idle, long steal, long waitedMicros, boolean memoryToo) {
    return new TestingSystems()
        .stat(Stat.parse(Text.of("proc/stat", "cpu 0 0 0 " + idle + " 0 0 0 " + steal + "\n")))
        .pressure(
            TestingSystems.waited(waitedMicros),
            memoryToo ? TestingSystems.waited(0) : Reading.absent("not read"))
        .build();
  }

  /** Ten seconds of one processor. */
  private static Case of(long steal, long waitedMicros, boolean memoryToo) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    return samples(
        host.system(system(0, 0, 0, memoryToo)).build(),
        host.later(10).system(system(1000 - steal, steal, waitedMicros, memoryToo)).build());
  }

  @Test
  void processorsThatAreTakenAwayForSecondsAreOne() {
    Finding finding = one(rule, of(400, 0, true));
    assertThat(finding.summary())
        .startsWith("the host below took 4 s of all processors within 10 s");
    assertThat(amount(finding, "processor time taken by the host below, in one interval"))
        .isCloseTo(4, within(1e-6));
  }

  @Test
  void allThatWaitForDisksAreOne() {
    Finding finding = one(rule, of(0, 5_000_000, true));
    assertThat(finding.summary())
        .startsWith("nothing ran for 5 of 10 s, since all waited for disks");
  }

  @Test
  void aHostThatRunsIsNone() {
    clear(rule, of(200, 1_000_000, true));
  }

  @Test
  void withoutPressureNobodyKnows() {
    assertThat(untold(rule, of(0, 0, false))).isEqualTo("not read");
    assertThat(untold(rule, configuration(TestingSamples.host("node1").with(disk("sda")).build())))
        .contains("one sample");
  }
}
