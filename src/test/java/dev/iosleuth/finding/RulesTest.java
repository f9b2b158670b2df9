package dev.iosleuth.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.rule.Rules;
import org.junit.jupiter.api.Test;

/** What holds of every rule. */
class RulesTest {
  @Test
  void eachIsNamedAfterItsClass() {
    for (Rule rule : Rules.all()) {
      String id = rule.about().id();
      String name = rule.getClass().getSimpleName();
      assertThat(name.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT))
          .isEqualTo(id);
      assertThat(Rules.named(id)).containsSame(rule);
    }
    assertThat(Rules.all().stream().map(rule -> rule.about().id())).doesNotHaveDuplicates();
  }

  @Test
  void eachSaysWhatItMeansAndWhoSetItsLimits() {
    for (Rule rule : Rules.all()) {
      About about = rule.about();
      assertThat(about.title()).isNotBlank().doesNotEndWith(".");
      assertThat(about.explains()).endsWith(".");
      assertThat(about.decides()).endsWith(".");
      assertThat(about.needs()).isNotEmpty();
      assertThat(about.thresholds()).allSatisfy(t -> assertThat(t.source()).isNotBlank());
    }
  }
}
