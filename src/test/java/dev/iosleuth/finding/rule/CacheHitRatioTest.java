package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheHitRatioTest {
  private final Rule rule = new CacheHitRatio();

  /** Ten seconds. */
  private static Case read(String name, long kib, long pages) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    return samples(
        host.system(TestingSystems.with(Reading.known(Map.of("pgpgin", 0L, name, 0L)))).build(),
        host.later(10)
            .system(TestingSystems.with(Reading.known(Map.of("pgpgin", kib, name, pages))))
            .build());
  }

  @Test
  void whatIsReadAgainWantsMemory() {
    Finding finding = one(rule, read("workingset_refault_file", 100_000, 12_500));
    assertThat(finding.summary()).startsWith("50 % of what is read from disks (9.8 MiB/s)");
    assertThat(amount(finding, "part of it that had been in memory")).isCloseTo(50, within(1e-6));
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
  void aKernelThatDoesNotCountThemCannotTell() {
    assertThat(untold(rule, read("nr_dirty", 100_000, 0))).contains("workingset_refault");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
