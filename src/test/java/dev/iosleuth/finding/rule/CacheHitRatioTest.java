package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.loop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheHitRatioTest {
  private final Rule rule = new CacheHitRatio();

  private static Case read(String name, long kib, long pages) {
    return read(name, kib, pages, 1);
  }

  /** Ten seconds, with so many percent of the memory free. */
  private static Case read(String name, long kib, long pages, long free) {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(disk("sda"), loop("loop0", "/srv/a"))
            .mount("sda", "/", "ext4");
    Diskstats.Io none = TestingSamples.io(0, 0, 0, 0);
    return samples(
        host.system(TestingSystems.with(Reading.known(Map.of(name, 0L))))
            .counters("sda", none, none)
            .counters("loop0", none, none)
            .build(),
        host.later(10)
            .system(
                TestingSystems.memory(
                    TestingSystems.with(Reading.known(Map.of(name, pages))), 100, free))
            .counters("sda", TestingSamples.io(kib / 64, 0, kib * 2, kib / 64), none)
            .counters("loop0", TestingSamples.io(20_000, 0, 400_000, 20_000), none)
            .build());
  }

  @Test
  void whatIsReadAgainWantsMemory() {
    Finding finding = one(rule, read("workingset_refault_file", 100_000, 12_500));
    assertThat(finding.summary()).startsWith("50 % of what is read from disks (9.8 MiB/s)");
    assertThat(finding.summary()).endsWith("more memory would help");
    assertThat(finding.alternatives()).anyMatch(or -> or.startsWith("a limit of one cgroup"));
    assertThat(amount(finding, "part of it that had been in memory")).isCloseTo(50, within(1e-6));
  }

  @Test
  void withMemoryFreeItIsALimit() {
    Finding finding = one(rule, read("workingset_refault_file", 100_000, 12_500, 85));

    assertThat(finding.summary())
        .doesNotContain("more memory would help")
        .endsWith("though memory is free: not the host lacks it, but a group with a limit");
    assertThat(amount(finding, "memory that nobody uses")).isEqualTo(85);
  }

  /** What a loop device reads comes from memory, or is read from its disk as well. */
  @Test
  void onlyDisksCount() {
    clear(rule, read("workingset_refault_file", 100, 0));
  }

  @Test
  void kernelsBefore59TellItUnderAnotherName() {
    one(rule, read("workingset_refault", 100_000, 12_500));
  }

  @Test
  void whatIsReadForTheFirstTimeWantsNone() {
    Finding finding = one(rule, read("workingset_refault_file", 100_000, 1_000));
    assertThat(finding.summary()).contains("more memory would not help");
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(amount(finding, "at most that part where memory would not help"))
        .isCloseTo(4, within(1e-6));
    clear(rule, read("workingset_refault_file", 100_000, 2_500));
    clear(rule, read("workingset_refault_file", 1_000, 250));
    clear(rule, read("workingset_refault_file", 1_000, 0));
  }

  @Test
  void withoutWhatIsFreeNobodyKnowsWhoseLimitItWas() {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda")).mount("sda", "/", "ext4");
    Diskstats.Io none = TestingSamples.io(0, 0, 0, 0);
    String name = "workingset_refault_file";
    Case given =
        samples(
            host.system(TestingSystems.with(Reading.known(Map.of(name, 0L))))
                .counters("sda", none, none)
                .build(),
            host.later(10)
                .system(TestingSystems.with(Reading.known(Map.of(name, 12_500L))))
                .counters("sda", TestingSamples.io(1_562, 0, 200_000, 1_562), none)
                .build());

    assertThat(untold(rule, given)).contains("not read");
  }

  @Test
  void aKernelThatDoesNotCountThemCannotTell() {
    assertThat(untold(rule, read("nr_dirty", 100_000, 0))).contains("workingset_refault");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
