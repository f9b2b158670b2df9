package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.at;
import static dev.iosleuth.sample.TestingProcesses.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.kernel.proc.Stat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.TestingSamples;
import java.util.ArrayList;
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
        .startsWith("all tasks that were not idle waited for disks at once for 5 of 10 s at ")
        .endsWith(": what needs no disk could run");
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
  }

  private static ProcessSample program(char state, long ticks) {
    return at(process(700, "cp"), new PidStat(700, "cp", state, 1, 0, 0, ticks, 5, 0));
  }

  private static Case waiting(char state, long ticks, double seconds) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    return samples(
        host.process(program('D', 7)).system(system(0, 0, 0, true)).build(),
        host.later(seconds)
            .process(program(state, ticks))
            .system(system(1000, 0, 0, true))
            .build());
  }

  @Test
  void whoWaitsForADiskAtBothEndsStoodStill() {
    Finding finding = one(rule, waiting('D', 7, 10));
    assertThat(finding.summary()).startsWith("cp[700] stood still for 10 s");
    assertThat(amount(finding, "programs that stood still")).isEqualTo(1);
  }

  @Test
  void whoRanInBetweenDidNot() {
    clear(rule, waiting('D', 8, 10));
    clear(rule, waiting('S', 7, 10));
    clear(rule, waiting('D', 7, 2));
  }

  @Test
  void aHostThatRunsIsNone() {
    clear(rule, of(200, 1_000_000, true));
  }

  private static Case series(long... waitedMicros) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    var samples = new ArrayList<Sample>();
    long waited = 0;
    for (int i = 0; i <= waitedMicros.length; i++) {
      samples.add(host.later(i == 0 ? 0 : 10).system(system(1000L * i, 0, waited, true)).build());
      waited += i < waitedMicros.length ? waitedMicros[i] : 0;
    }
    return samples(samples);
  }

  /** Of 60 s all waited for 14, and never for three of ten: nobody is late with a sign of life. */
  @Test
  void manyShortWaitsAreNoStall() {
    clear(rule, series(2_400_000, 2_300_000, 2_200_000, 2_500_000, 2_300_000, 2_300_000));
  }

  @Test
  void theWorstIntervalIsNamed() {
    Finding finding = one(rule, series(100_000, 4_000_000, 100_000));
    assertThat(finding.summary()).contains("for 4 of 10 s at ", "00:16:50Z");
    assertThat(
            amount(finding, "time in which all tasks that were not idle waited, in one interval"))
        .isEqualTo(4);
  }

  @Test
  void withoutPressureNobodyKnows() {
    assertThat(untold(rule, of(0, 0, false))).isEqualTo("proc/pressure/memory: not read");
    assertThat(untold(rule, configuration(TestingSamples.host("node1").with(disk("sda")).build())))
        .contains("one sample");
  }
}
