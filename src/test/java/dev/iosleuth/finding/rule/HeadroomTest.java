package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.TestingSeries;
import dev.iosleuth.finding.TestingSeries.Course;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadroomTest {
  private final Headroom rule = new Headroom();

  private static Case busy(java.util.function.IntToLongFunction requests) {
    return TestingSeries.of(
        90,
        10,
        List.of("db"),
        new Course() {
          @Override
          public long requests(int step, int reader) {
            return requests.applyAsLong(step);
          }

          @Override
          public long ms(int step) {
            return 100;
          }
        });
  }

  @Test
  void itGetsBusier() {
    // 30 to 59 requests of 100 ms in 10 s: 30 to 59 % in 15 minutes, 117 points an hour
    Finding finding = one(rule, busy(step -> 30 + step / 3));
    assertThat(finding.summary()).startsWith("sda gets busier by 1").contains("at its limit in");
    assertThat(amount(finding, "rise an hour")).isCloseTo(120, within(3.0));
    // the last nine intervals, as they were: 57, 57, 57, 58, 58, 58, 59, 59, 59
    assertThat(amount(finding, "busy at the end")).isCloseTo(58, within(0.01));
    assertThat(amount(finding, "hours to the limit")).isCloseTo(0.25, within(0.02));
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
  }

  /** 30 to 97 % in a quarter of an hour: the trend is past 90 %, and is no less of one. */
  @Test
  void itHasReachedItsLimit() {
    Finding finding = one(rule, busy(step -> 30 + step * 3 / 4));
    assertThat(finding.summary()).startsWith("sda got busier by 2").contains("at its limit now");
    // 90, 91, 92, 93, 93, 94, 95, 96 and 96
    assertThat(amount(finding, "busy at the end")).isCloseTo(840 / 9.0, within(0.01));
  }

  /** It rose, and has stayed where it is: no line, and no date. */
  @Test
  void aStepIsNoTrend() {
    clear(rule, busy(step -> step < 45 ? 5 : 60));
    clear(rule, busy(step -> (step < 70 ? 20 : 45) + step * 17 % 5));
    clear(rule, busy(step -> step < 30 ? 10 : step < 60 ? 35 : 60));
  }

  @Test
  void aRiseThatHasEndedIsNoTrend() {
    clear(rule, busy(step -> 10 + Math.min(step, 60) + step * 17 % 5));
  }

  /** Without error there is no number of errors that anybody would read. */
  @Test
  void aPerfectLineIsCalledOne() {
    Finding finding = one(rule, busy(step -> 10 + step / 2));
    assertThat(amount(finding, "rise for its error")).isLessThan(1_000);
    String reports =
        IntStream.range(0, 90)
            .mapToObj(i ->
                String.format(
                    java.util.Locale.ROOT,
                    "2026-11-21 10:%02d:%02d%nDevice r/s w/s await aqu-sz %%util%n"
                        + "sda 9 9 1 1 %d.00%n%n",
                    i / 6,
                    i % 6 * 10,
                    i + 1))
            .collect(Collectors.joining());
    Finding straight = one(rule, log(reports));
    assertThat(straight.summary()).contains("in an almost perfect line");
    assertThat(amount(straight, "rise for its error, at least")).isEqualTo(1_000);
  }

  /** A rise an hour takes hours: reports that do not tell how long they are have none. */
  @Test
  void withoutTimesNobodyKnowsWhen() {
    String reports =
        IntStream.range(0, 90)
            .mapToObj(
                i -> "Device r/s w/s await aqu-sz %%util\nsda 9 9 1 1 %d\n\n".formatted(20 + i / 2))
            .collect(Collectors.joining());
    assertThat(untold(rule, log(reports))).contains("nothing tells how long the intervals are");
  }

  @Test
  void littleIsLeft() {
    Finding finding = one(rule, busy(step -> 80 + step % 5));
    assertThat(finding.summary()).startsWith("sda has little left: 84 % busy");
  }

  @Test
  void enoughIsLeft() {
    clear(rule, busy(step -> 30 + step * 17 % 9));
  }

  @Test
  void aPlanThatNothingTellsAbout() {
    Case given = busy(step -> 30 + step * 17 % 9);
    assertThat(untold(rule, given.withPlan(Optional.of("scrub"))))
        .isEqualTo("scrub: there is no array with copies or parity");
    assertThat(untold(rule, given.withPlan(Optional.of("failover-of node2"))))
        .startsWith("failover-of node2: nothing of it is replicated here");
    assertThat(untold(rule, given.withPlan(Optional.of("party"))))
        .startsWith("no planned load 'party'");
  }

  @Test
  void fewIntervalsTellNothing() {
    assertThat(untold(rule, recording("raid1-lvm-7"))).startsWith("it takes 60 intervals or more");
  }
}
