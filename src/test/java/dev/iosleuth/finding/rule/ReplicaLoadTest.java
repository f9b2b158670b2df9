package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.finding.TestingCases.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import org.junit.jupiter.api.Test;

class ReplicaLoadTest {
  private final Rule rule = new ReplicaLoad();

  @Test
  void theSecondaryOfTheLabWorksForTheOtherNode() {
    assertThat(found(rule, recording("drbd-pair-12-node2")))
        .allSatisfy(finding -> {
          assertThat(finding.summary()).contains("was for guests of another node");
          assertThat(finding.cost().share().orElse(0)).isBetween(0.01, 0.1);
          assertThat(finding.severity()).isEqualTo(Severity.NOTE);
        });
  }

  @Test
  void theNodeWhereItRunsPaysForNobodyElse() {
    clear(rule, recording("raid1-lvm-7"));
  }

  @Test
  void withoutBooksNobodyKnows() {
    assertThat(untold(rule, without(recording("drbd-pair-12-node2"), "ledger")))
        .isEqualTo("taken away");
  }
}
