package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.finding.TestingCases.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Finding;
import org.junit.jupiter.api.Test;

class WriteAmplificationTest {
  private final WriteAmplification rule = new WriteAmplification();

  @Test
  void parity() {
    Finding finding = one(rule, recording("raid5-7"));
    assertThat(finding.subject().name()).isEqualTo("md5");
    assertThat(finding.summary()).endsWith(": parity");
    assertThat(amount(finding, "below for above")).isGreaterThan(1.2);
    assertThat(amount(finding, "written below") / amount(finding, "written above"))
        .isCloseTo(amount(finding, "below for above"), within(1e-9));
  }

  @Test
  void copiesAreNoAmplification() {
    clear(rule, recording("raid1-lvm-12"));
    clear(rule, recording("raid10-101"));
    clear(rule, recording("riddle-11"));
  }

  @Test
  void aLogDoesNotSayWhatLiesOnWhat() {
    assertThat(untold(rule, without(recording("raid5-7"), "stack"))).isEqualTo("taken away");
  }
}
