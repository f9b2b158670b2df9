package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.sample.TestingSamples;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryPressureTest {
  private static final Map<String, Long> CALM =
      Map.of(
          "pswpin", 0L,
          "pswpout", 0L,
          "nr_dirty", 10L,
          "nr_writeback", 0L,
          "nr_dirty_threshold", 1000L,
          "nr_dirty_background_threshold", 500L);

  private final Rule rule = new MemoryPressure();

  private static SystemSample system(Map<String, Long> changes, long stalledMicros) {
    var values = new HashMap<>(CALM);
    values.putAll(changes);
    return new TestingSystems()
        .vmstat(Reading.known(Map.copyOf(values)))
        .pressure(Reading.absent("not read"), TestingSystems.waited(stalledMicros))
        .build();
  }

  /** Ten seconds. */
  private static Case changing(Map<String, Long> changes, long stalledMicros) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    return samples(
        host.system(system(Map.of(), 0)).build(),
        host.later(10).system(system(changes, stalledMicros)).build());
  }

  @Test
  void theLabsSwapStormIsOne() {
    Finding finding = found(rule, recording("swap-21")).getFirst();
    assertThat(finding.summary()).startsWith("the host swaps ");
    assertThat(amount(finding, "swapped in and out")).isGreaterThan(1024);
  }

  /** Nearly all of its swap is read back in by page faults, and stands on the programs. */
  @Test
  void nextToNoTimeOfADeviceIsNotTold() {
    Finding finding = found(rule, recording("swap-201")).getFirst();
    assertThat(finding.summary()).startsWith("the host swaps ").doesNotContain("0 %");
    assertThat(finding.cost().share()).isEmpty();
  }

  @Test
  void swappingIsCountedInKib() {
    Finding finding = one(rule, changing(Map.of("pswpin", 2560L, "pswpout", 2560L), 0));
    assertThat(amount(finding, "swapped in and out")).isCloseTo(2048, within(1e-6));
    assertThat(amount(finding, "pages swapped in")).isEqualTo(2560);
  }

  /**
   * Ten seconds of a disk with a partition for files and one for swap.
   *
   * @param pages that were swapped out
   * @param otherKib written to the files
   */
  private static Case sharing(long pages, long otherKib, long busyMs) {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(disk("sda"), partition("sda", 1), partition("sda", 2))
            .mount("sda1", "/", "ext4")
            .swap("/dev/sda2");
    Sample first = host.system(system(Map.of(), 0)).build();
    Diskstats.Io none = io(0, 0, 0, 0);
    Diskstats.Io swap = io(pages / 4, 0, pages * 8, pages / 4);
    Diskstats.Io files = io(otherKib / 64, 0, otherKib * 2, busyMs);
    host.later(10)
        .counters("sda1", none, files)
        .counters("sda2", none, swap)
        .counters(
            "sda",
            none,
            io(
                swap.ops() + files.ops(),
                0,
                swap.sectors() + files.sectors(),
                Math.max(busyMs, swap.ms())));
    return samples(first, host.system(system(Map.of("pswpout", pages), 0)).build());
  }

  @Test
  void swapThatTakesMuchOfASlowDiskIsToldAtAnyRate() {
    Finding finding = one(rule, sharing(1000, 0, 8000));
    assertThat(finding.summary()).contains(", which takes 80 % of the time of sda");
    assertThat(amount(finding, "time of the disk with the swap on it")).isCloseTo(80, within(0.1));
    clear(rule, sharing(1000, 400_000, 8000));
  }

  @Test
  void swapBesideOthersIsToBeMovedAway() {
    Finding finding = one(rule, sharing(5120, 400_000, 8000));
    assertThat(finding.actions()).anyMatch(act -> act.startsWith("move the swap away from sda"));
    assertThat(amount(finding, "time of the swap's device for others")).isGreaterThan(30);
    assertThat(one(rule, sharing(5120, 400_000, 2000)).actions())
        .noneMatch(act -> act.startsWith("move the swap away"));
  }

  @Test
  void stallsAreAShareOfTheTime() {
    Finding finding = one(rule, changing(Map.of(), 1_000_000));
    assertThat(amount(finding, "time in which some tasks waited for memory"))
        .isCloseTo(10, within(1e-6));
  }

  @Test
  void dirtyPagesHoldUpWritersFromTheMiddleBetweenTheLimits() {
    clear(rule, changing(Map.of("nr_dirty", 749L), 0));
    Finding finding = one(rule, changing(Map.of("nr_dirty", 700L, "nr_writeback", 50L), 0));
    assertThat(finding.summary()).contains("writers are held up");
  }

  @Test
  void aHostWithEnoughMemoryIsClear() {
    clear(rule, changing(Map.of("pswpout", 100L), 100_000));
  }

  @Test
  void aLogDoesNotTell() {
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
