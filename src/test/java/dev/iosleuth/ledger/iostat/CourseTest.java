package dev.iosleuth.ledger.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CourseTest {
  @Test
  void anyNumberOfReportsFits() {
    for (int count : new int[] {1, 127, 128, 129, 1_000, 100_000}) {
      var course = new Course();
      for (int i = 1; i <= count; i++) {
        course.add(i);
      }

      double[] steps = course.steps(50);

      assertThat(steps).hasSize(Math.min(count, 50)).isSorted();
      assertThat(steps[0]).isLessThanOrEqualTo(1 + count / 25.0);
      assertThat(steps[steps.length - 1]).isGreaterThan(count * 0.9 - 1);
    }
  }
}
