package dev.iosleuth.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.rule.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {
  private static Finding finding(String rule, double share) {
    return new Finding(
        rule,
        new Subject("device", "sda"),
        "",
        List.of(),
        Cost.time("sda", share),
        Severity.WARNING,
        Confidence.HIGH,
        List.of(),
        List.of(),
        List.of());
  }

  private static List<String> order(Finding... findings) {
    return Ranking.of(List.of(findings), Rules.all()).stream().map(Finding::rule).toList();
  }

  @Test
  void aPatternStandsBehindACauseOfHalfItsCost() {
    assertThat(order(finding("access-pattern", 0.9), finding("slow-member", 0.5)))
        .containsExactly("slow-member", "access-pattern");
    assertThat(order(finding("access-pattern", 0.9), finding("slow-member", 0.4)))
        .containsExactly("access-pattern", "slow-member");
  }

  /** What a mirror's other leg does in no time costs this one much because it is slow. */
  @Test
  void aCauseStandsBehindADefectOfHalfItsCost() {
    assertThat(order(finding("small-sync-writes", 0.84), finding("slow-member", 0.7)))
        .containsExactly("slow-member", "small-sync-writes");
    assertThat(order(finding("small-sync-writes", 0.9), finding("slow-member", 0.3)))
        .containsExactly("small-sync-writes", "slow-member");
  }

  @Test
  void aSymptomStandsBehindACauseAndBehindAPattern() {
    assertThat(order(finding("saturated-device", 1), finding("scrub-running", 0.06)))
        .containsExactly("scrub-running", "saturated-device");
    assertThat(order(finding("saturated-device", 1), finding("access-pattern", 0.9)))
        .containsExactly("access-pattern", "saturated-device");
    assertThat(order(finding("saturated-device", 1), finding("scrub-running", 0.04)))
        .containsExactly("saturated-device", "scrub-running");
    assertThat(
            order(
                finding("saturated-device", 1),
                finding("access-pattern", 0.95),
                finding("slow-member", 0.9)))
        .startsWith("slow-member");
  }
}
