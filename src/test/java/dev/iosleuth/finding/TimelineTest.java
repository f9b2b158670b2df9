package dev.iosleuth.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static Step step(int number, int devices) {
    Figures figures =
        TestingCases.log(
                """
                Device            r/s     w/s     rkB/s     wkB/s   await aqu-sz  %util
                sda             10.00   90.00     40.00    360.00   30.00   3.00  98.00
                """)
            .device("sda")
            .orElseThrow()
            .whole()
            .optional()
            .orElseThrow();
    var all = new HashMap<String, Figures>();
    for (int i = 0; i < devices; i++) {
      all.put("sd" + i, figures);
    }
    return new Step(
        "" + number,
        Optional.empty(),
        1,
        all,
        Map.of("%iowait", 7.0),
        Map.of(),
        Map.of(),
        Map.of("io", 0.5));
  }

  @Test
  void fewIntervalsStayAsTheyAre() {
    var timeline = new Timeline();
    for (int i = 0; i < 100; i++) {
      timeline.add(step(i, 2));
    }
    assertThat(timeline.steps()).hasSize(100);
  }

  /** However many come, nothing is lost and the order stays. */
  @Test
  void tooManyAreAddedUp() {
    var timeline = new Timeline();
    Step one = step(0, 400);
    for (int i = 0; i < 1_001; i++) {
      timeline.add(
          new Step(
              "" + i, one.start(), 1, one.devices(), one.cpu(), Map.of(), Map.of(), one.stalled()));
    }
    List<Step> steps = timeline.steps();
    assertThat(steps).hasSizeLessThanOrEqualTo(100);
    assertThat(steps.stream().mapToDouble(step -> step.stalled().getOrDefault("io", 0.0)).sum())
        .isEqualTo(0.5 * 1_001);
    assertThat(steps.stream().mapToDouble(Step::seconds).sum()).isEqualTo(1_001);
    assertThat(steps.getFirst().time()).isEqualTo("0");
    double reads =
        steps.stream()
            .mapToDouble(
                s -> Optional.ofNullable(s.devices().get("sd3")).orElseThrow().get(Quantity.READS))
            .sum();
    assertThat(reads).isEqualTo(10_010);
    assertThat(steps).allSatisfy(s -> assertThat(s.cpu()).containsEntry("%iowait", 7.0));
    double first = steps.getFirst().seconds();
    assertThat(steps.subList(0, steps.size() - 1)).allMatch(s -> s.seconds() == first);
  }
}
