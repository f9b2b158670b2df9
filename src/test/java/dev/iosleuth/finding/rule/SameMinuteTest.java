package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.TestingSeries;
import dev.iosleuth.finding.TestingSeries.Course;
import java.util.List;
import org.junit.jupiter.api.Test;

class SameMinuteTest {
  private static final List<String> JOBS = List.of("a", "b", "c", "d");

  private final SameMinute rule = new SameMinute();

  /** A quarter of an hour in steps of ten seconds; each job works for a minute. */
  private static Case jobs(java.util.function.IntUnaryOperator start) {
    return TestingSeries.of(
        90,
        10,
        JOBS,
        new Course() {
          @Override
          public long requests(int step, int reader) {
            int since = step - start.applyAsInt(reader);
            return since >= 0 && since < 6 ? 10 : 0;
          }

          @Override
          public long ms(int step) {
            return 20;
          }
        });
  }

  @Test
  void allAtOnce() {
    // the host's clock begins at 1,000 s: 00:16:40; step 32 is 00:22:00
    Finding finding = one(rule, jobs(_ -> 32));
    assertThat(finding.summary())
        .isEqualTo("4 jobs begin in the same minute, 1970-01-01T00:22:00Z: a, b, c, d");
    assertThat(amount(finding, "begin in it")).isEqualTo(4);
  }

  @Test
  void eachAtAnotherTime() {
    clear(rule, jobs(reader -> 10 + reader * 17));
  }

  @Test
  void fewIntervalsTellNothing() {
    assertThat(untold(rule, recording("raid1-lvm-7"))).startsWith("it takes 60 intervals or more");
  }
}
