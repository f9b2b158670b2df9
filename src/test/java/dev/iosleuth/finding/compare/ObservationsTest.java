package dev.iosleuth.finding.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ObservationsTest {
  private static final Subject DISK = Subject.device("sda");

  @Test
  void whoIsNotThereDidNothing() {
    var observations = new Observations();
    for (int i = 0; i < 10; i++) {
      observations.begin(2);
      if (i >= 5) {
        observations.rate(DISK, Figure.OPERATIONS, 8);
      }
    }

    assertThat(observations.estimate(DISK, Figure.OPERATIONS).mean()).isEqualTo(2);
    assertThat(observations.estimate(Subject.device("sdb"), Figure.BYTES).mean()).isZero();
    assertThat(observations.estimate(DISK, Figure.WAIT).known()).isFalse();
  }

  /** As of a log without that column. */
  @Test
  void aFigureThatIsNeverToldOfSomebodyIsNotNothing() {
    var observations = new Observations();
    observations.begin(1);
    observations.rate(DISK, Figure.OPERATIONS, 8);

    assertThat(observations.estimate(DISK, Figure.BYTES).known()).isFalse();
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    var observations = new Observations();
    for (int i = 0; i < 10; i++) {
      observations.begin(1);
      if (i == 3) {
        observations.unknown(DISK, 1);
      } else {
        observations.rate(DISK, Figure.OPERATIONS, 6);
      }
    }

    assertThat(observations.estimate(DISK, Figure.OPERATIONS).mean()).isEqualTo(6);
    assertThat(observations.estimate(DISK, Figure.OPERATIONS).steps()).isEqualTo(9);
  }

  /** However many intervals there are, room is bounded and means stay. */
  @Test
  void manyIntervalsBecomeFewer() {
    var observations = new Observations();
    double operations = 0;
    double ms = 0;
    for (int i = 0; i < 10_001; i++) {
      observations.begin(1);
      observations.rate(DISK, Figure.OPERATIONS, i % 7);
      observations.wait(DISK, i % 3, i % 7);
      operations += i % 7;
      ms += i % 3;
    }

    assertThat(observations.intervals()).isEqualTo(10_001);
    assertThat(observations.seconds()).isCloseTo(10_001, within(1e-6));
    assertThat(observations.estimate(DISK, Figure.OPERATIONS).mean())
        .isCloseTo(operations / 10_001, within(1e-9));
    assertThat(observations.estimate(DISK, Figure.OPERATIONS).steps()).isBetween(256, 512);
    assertThat(observations.estimate(DISK, Figure.WAIT).mean())
        .isCloseTo(ms / operations, within(1e-9));
  }
}
