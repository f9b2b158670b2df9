package dev.iosleuth.finding.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.statistics.FalseDiscovery.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FalseDiscoveryTest {
  private static List<List<Boolean>> yes(double... chances) {
    return FalseDiscovery.answers(
            java.util.Arrays.stream(chances).mapToObj(one -> new double[] {one}).toList(), 0.05)
        .stream()
        .map(family -> family.stream().map(Answer::yes).toList())
        .toList();
  }

  /** The worked example of Benjamini and Hochberg's article of 1995: the four smallest of 15. */
  @Test
  void theExampleOfTheArticle() {
    List<List<Boolean>> answers =
        yes(
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0);

    assertThat(answers.subList(0, 4)).allMatch(List::getFirst);
    assertThat(answers.subList(4, 15)).noneMatch(List::getFirst);
  }

  /** A family that stands out is looked into; its dull members stay out. */
  @Test
  void families() {
    List<List<Answer>> answers =
        FalseDiscovery.answers(
            List.of(new double[] {0.0001, 0.5}, new double[] {0.3, 0.04}, new double[] {0.9}),
            0.05);

    assertThat(answers.get(0).get(0).yes()).isTrue();
    assertThat(answers.get(0).get(1).yes()).isFalse();
    assertThat(answers.get(1)).noneMatch(Answer::yes);
    // one of three families, one of its two
    assertThat(answers.get(0).get(0).level()).isCloseTo(0.05 / 3 / 2, within(1e-12));
  }

  /** The interval at the level of a no holds no difference: its chance is not below the level. */
  @Test
  void levelsAgreeWithAnswers() {
    double[] chances = {0.001, 0.02, 0.04, 0.2};
    List<Answer> answers = FalseDiscovery.answers(List.of(chances), 0.05).getFirst();

    for (int i = 0; i < chances.length; i++) {
      assertThat(chances[i] <= answers.get(i).level()).isEqualTo(answers.get(i).yes());
    }
  }

  @Test
  void whatCannotBeToldIsNoQuestion() {
    List<List<Answer>> answers =
        FalseDiscovery.answers(List.of(new double[] {Double.NaN}, new double[] {0.01}), 0.05);

    assertThat(answers.get(0).getFirst().yes()).isFalse();
    assertThat(answers.get(1).getFirst().yes()).isTrue();
    assertThat(FalseDiscovery.answers(List.of(), 0.05)).isEmpty();
  }
}
