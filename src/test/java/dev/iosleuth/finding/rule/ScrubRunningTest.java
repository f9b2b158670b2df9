package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recorded;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Fact;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.proc.Mdstat.Action;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevices;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScrubRunningTest {
  private final Rule rule = new ScrubRunning();

  private static TestingSamples host(Optional<Mdstat.Job> job) {
    return TestingSamples.host("node1")
        .with(disk("sda"), disk("sdb"))
        .mdstat(TestingRules.mirror("md1", 2, job));
  }

  @Test
  void aCheckOfTheLabTakesTheDisksTime() {
    Finding finding = one(rule, recording("raid1-lvm-7"));
    assertThat(finding.summary()).startsWith("md0: a check ").contains("of the time of vd");
    assertThat(finding.cost().share().orElse(0)).isBetween(0.001, 0.5);
  }

  @Test
  void oneThatRunsAtTheEndSaysHowFarItIs() {
    List<Sample> samples = recorded("raid1-lvm-12");
    int last = samples.size() - 1;
    while (samples
        .get(last)
        .mdstat()
        .optional()
        .orElseThrow()
        .arrays()
        .getFirst()
        .job()
        .isEmpty()) {
      last--;
    }
    Finding finding = one(rule, samples(samples.subList(0, last + 1)));
    assertThat(finding.summary()).startsWith("md0: a check is running, ").contains(" to go");
    assertThat(finding.actions()).containsExactly("let it end: others hardly meet it");
    assertThat(amount(finding, "progress")).isBetween(1.0, 99.0);
  }

  @Test
  void aResyncOfDrbdThatIsOverIsOne() {
    Finding finding = one(rule, recording("drbd-resync-33-node2"));
    assertThat(finding.summary()).startsWith("resource0: a resync ran in this time and has ended");
  }

  @Test
  void itSaysWhenItEnds() {
    var job = new Mdstat.Job(Action.RECOVERY, "running", 250_000, 1_000_000, 1_000, "12.5min");
    Finding finding = one(rule, configuration(host(Optional.of(job)).build()));
    assertThat(finding.summary())
        .isEqualTo("md1: a recovery is running, 25 % done, about 13 min to go");
    assertThat(amount(finding, "progress")).isCloseTo(25, within(1e-9));
    assertThat(amount(finding, "speed now")).isEqualTo(1_000);
    assertThat(finding.actions()).noneMatch(action -> action.contains("idle"));
  }

  /** What is advised, of a check at this speed and with these limits. */
  private String brake(long speed, long least, long most) {
    var job = new Mdstat.Job(Action.CHECK, "running", 250_000, 1_000_000, speed, "12.5min");
    var limit = new HostSettings.SyncLimit(Reading.known(least), Reading.known(most));
    HostSettings settings =
        TestingRules.settings(
            Map.of(), HostSettings.absent("not read").syncLimit(), Map.of("md1", limit), Map.of());
    return one(rule, configuration(host(Optional.of(job)).settings(settings).build()))
        .actions()
        .getFirst();
  }

  /** md(4): the kernel never goes below the lower limit. */
  @Test
  void slowerIsLessThanItDoesAndMayDo() {
    assertThat(brake(100_000, 1_000, 200_000))
        .isEqualTo(
            "echo 50000 > /sys/block/md1/md/sync_speed_max  # KiB/s a disk; now it does 100,000 and"
                + " may do 200,000: slower, and later done");
    assertThat(brake(3_000, 1_000, 200_000)).startsWith("echo 1500 > ");
    assertThat(brake(1_007, 915, 915))
        .startsWith(
            "echo 457 | tee /sys/block/md1/md/sync_speed_min /sys/block/md1/md/sync_speed_max  #");
    assertThat(brake(150, 100, 200)).startsWith("let it end");
  }

  /** With limits of the array's own. */
  private static Case limited(Mdstat.Job job, long least, long most) {
    var limit = new HostSettings.SyncLimit(Reading.known(least), Reading.known(most));
    HostSettings settings =
        TestingRules.settings(
            Map.of(), HostSettings.absent("not read").syncLimit(), Map.of("md1", limit), Map.of());
    return configuration(host(Optional.of(job)).settings(settings).build());
  }

  /** Eight seconds' work of 1,104 KiB/s is told of seven, and held back by nine. */
  @Test
  void whatMdstatLeavesOutIsNoContradiction() {
    var job = new Mdstat.Job(Action.CHECK, "running", 17_664, 1_000_000, 1_261, "7.5min");
    Finding finding = one(rule, limited(job, 1_095, 1_095));

    assertThat(finding.summary()).doesNotContain("faster");
  }

  @Test
  void fasterThanItMayIsSaid() {
    for (long most : new long[] {2_000, 200_000}) {
      var job = new Mdstat.Job(Action.CHECK, "running", 250_000, 1_000_000, 100_000, "7.5min");
      Finding finding = one(rule, limited(job, 1_000, most));
      assertThat(finding.summary().contains("faster than its limits allow"))
          .isEqualTo(most == 2_000);
      assertThat(finding.alternatives().stream().anyMatch(or -> or.startsWith("the limit was")))
          .isEqualTo(most == 2_000);
    }
  }

  /** The two are read one after the other, and one may be damaged. */
  @Test
  void mdstatAndSysfsMayContradictEachOther() {
    var job = new Mdstat.Job(Action.CHECK, "running", 250_000, 1_000_000, 1_000, "12.5min");
    Finding idle = one(rule, configuration(arrayOf("idle", Optional.of(job))));
    assertThat(idle.alternatives()).anyMatch(or -> or.startsWith("it has just ended"));
    assertThat(idle.confidence()).isEqualTo(Confidence.LOW);
    Finding agreed = one(rule, configuration(arrayOf("check", Optional.of(job))));
    assertThat(agreed.alternatives()).noneMatch(or -> or.startsWith("it has just ended"));
    assertThat(agreed.confidence()).isEqualTo(Confidence.HIGH);

    assertThat(untold(rule, configuration(arrayOf("check", Optional.empty()))))
        .contains("md1: its sync_action is check, and /proc/mdstat tells of no such job");
    clear(rule, configuration(arrayOf("idle", Optional.empty())));
  }

  private static Sample arrayOf(String action, Optional<Mdstat.Job> job) {
    return host(job).with(TestingDevices.md("md1", "raid1", 0, action, List.of())).build();
  }

  /** A limit of the array's own stays when the check has ended. */
  @Test
  void whatMakesItSlowerIsUndone() {
    var job = new Mdstat.Job(Action.CHECK, "running", 250_000, 1_000_000, 1_007, "12.5min");
    assertThat(one(rule, limited(job, 915, 915)).actions())
        .anyMatch(action -> action.startsWith("mdadm --wait /dev/md1; echo 915 > "))
        .anyMatch(action -> action.startsWith("echo idle > "));
  }

  /** Writes of the array's bitmap are of those who write to it. */
  @Test
  void theTimeAndTheCostAreOneFigure() {
    for (String name : List.of("raid1-lvm-7", "raid1-lvm-12", "drbd-resync-33-node2")) {
      for (Finding finding : found(rule, recording(name))) {
        double percent =
            finding.evidence().stream()
                .filter(evidence -> evidence.what().startsWith("time of "))
                .mapToDouble(evidence -> ((Fact.Amount) evidence.value()).value())
                .findFirst()
                .orElseThrow();
        assertThat(finding.cost().share().orElseThrow()).isCloseTo(percent / 100, within(1e-9));
      }
    }
  }

  @Test
  void oneThatWaitsIsANote() {
    var job = new Mdstat.Job(Action.CHECK, "DELAYED", 0, 0, 0, "");
    Finding finding = one(rule, configuration(host(Optional.of(job)).build()));
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(finding.summary()).isEqualTo("md1: a check waits for its turn");
  }

  @Test
  void withoutAJobThereIsNothing() {
    clear(rule, configuration(host(Optional.empty()).build()));
    clear(rule, configuration(TestingSamples.host("node1").with(disk("sda")).build()));
  }

  @Test
  void aLogDoesNotTell() {
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
