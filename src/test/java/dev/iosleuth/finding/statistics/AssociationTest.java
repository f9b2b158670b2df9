package dev.iosleuth.finding.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class AssociationTest {
  private static double[] walk(long seed, int count, double memory) {
    return TestingWalks.of(new Random(seed), count, memory);
  }

  /** Spearman's coefficient by hand: 1 - 6 x sum of squared differences of ranks / (n^3 - n). */
  @Test
  void ranks() {
    double[] one = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    double[] other = {2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 1100};

    assertThat(Association.of(one, other, 0).strength())
        .isCloseTo(1 - 6.0 * 10 / (1728 - 12), within(1e-9));
    assertThat(Association.of(one, one, 0).strength()).isCloseTo(1, within(1e-12));
  }

  @Test
  void theLagAtWhichItFollows() {
    double[] cause = walk(1, 200, 0.3);
    var random = new Random(2);
    var effect = new double[200];
    for (int i = 0; i < 200; i++) {
      effect[i] = (i < 2 ? 0 : cause[i - 2]) + 0.3 * random.nextGaussian();
    }

    Association found = Association.of(cause, effect, 3);

    assertThat(found.lag()).isEqualTo(2);
    assertThat(found.strength()).isGreaterThan(0.8);
    assertThat(found.chance()).isLessThan(1e-6);
  }

  /** Two walks without any connection: alike by chance as often as the chance says, not oftener. */
  @Test
  void seriesWithMemoryAreNotTakenForConnected() {
    int alike = 0;
    int count = 300;
    for (int seed = 0; seed < count; seed++) {
      double[] one = walk(1000 + seed, 100, 0.85);
      double[] other = walk(5000 + seed, 100, 0.85);
      alike += Association.of(one, other, 0).chance() < 0.05 ? 1 : 0;
    }

    assertThat(alike / (double) count).isLessThan(0.09);
  }

  @Test
  void tooLittleIsNoAnswer() {
    assertThat(Association.of(new double[11], new double[11], 0).known()).isFalse();
    // what does not move, moves with nothing
    assertThat(Association.of(new double[50], walk(1, 50, 0), 0).known()).isFalse();
    var gaps = walk(3, 50, 0);
    java.util.Arrays.fill(gaps, 0, 45, Double.NaN);
    assertThat(Association.of(gaps, walk(4, 50, 0), 0).known()).isFalse();
  }
}
