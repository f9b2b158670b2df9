package dev.iosleuth.finding.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against the tables in the back of every statistics book. */
final class StudentTTest {
  @Test
  void tables() {
    assertThat(StudentT.outside(12.706, 1)).isCloseTo(0.05, within(1e-5));
    assertThat(StudentT.outside(2.228, 10)).isCloseTo(0.05, within(2e-5));
    assertThat(StudentT.outside(-2.228, 10)).isCloseTo(0.05, within(2e-5));
    assertThat(StudentT.outside(1.959964, 1e9)).isCloseTo(0.05, within(5e-5));
    assertThat(StudentT.distance(0.01, 5)).isCloseTo(4.0321, within(1e-4));
    assertThat(StudentT.distance(0.001, 30)).isCloseTo(3.6460, within(1e-4));
  }

  @Test
  void ends() {
    assertThat(StudentT.outside(0, 7)).isEqualTo(1);
    assertThat(StudentT.outside(Double.POSITIVE_INFINITY, 7)).isZero();
    assertThat(StudentT.distance(1, 7)).isCloseTo(0, within(1e-9));
  }
}
