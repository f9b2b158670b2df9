package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.finding.TestingCases.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import org.junit.jupiter.api.Test;

class OpenForWriteProbeTest {
  private final Rule rule = new OpenForWriteProbe();

  @Test
  void theProgramOfTheLabThatOpensAVolumeTenTimesASecondIsFound() {
    Finding finding = found(rule, recording("udev-11")).getFirst();
    assertThat(finding.summary()).contains("is probed again and again");
    assertThat(amount(finding, "events of devices")).isBetween(30.0, 90.0);
    assertThat(finding.actions()).anyMatch(action -> action.contains("nowatch"));
  }

  /** 13 events in 8 s: 36 probing reads of vda, and 4 of the disk with the tools. */
  @Test
  void oneLookAtAllDisksIsNoProbingOfTheOthers() {
    Finding finding = one(rule, recording("udev-201"));
    assertThat(finding.subject().name()).isEqualTo("vda");
    assertThat(amount(finding, "probing reads of vda")).isEqualTo(36);
  }

  @Test
  void aHostAtRestHasNoEvents() {
    clear(rule, recording("xfs-11"));
    clear(rule, recording("raid1-lvm-7"));
  }

  @Test
  void withoutTheFirstSampleNobodyCanCount() {
    assertThat(untold(rule, without(recording("udev-11"), "first"))).isEqualTo("taken away");
    assertThat(untold(rule, without(recording("udev-11"), "ledger"))).isEqualTo("taken away");
  }
}
