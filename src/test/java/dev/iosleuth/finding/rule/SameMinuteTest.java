package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.TestingSeries;
import dev.iosleuth.finding.TestingSeries.Course;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
    // four of four in any of 15 minutes: 15 / 15^4
    assertThat(amount(finding, "chance of that")).isCloseTo(100 / 3375.0, within(1e-9));
  }

  @Test
  void theBinomialDistribution() {
    assertThat(SameMinute.atLeast(1, 2, 0.5)).isCloseTo(0.75, within(1e-12));
    // 5 choose 3 x 8 + 5 choose 4 x 2 x ... of thirds: (10 x 4 + 5 x 2 + 1) / 243
    assertThat(SameMinute.atLeast(3, 5, 1 / 3.0)).isCloseTo(51 / 243.0, within(1e-12));
    assertThat(SameMinute.atLeast(3, 2, 0.5)).isZero();
    assertThat(SameMinute.atLeast(2, 2, 1)).isEqualTo(1);
  }

  /** Ten hours in which ten jobs begin whenever they like: some minute has three of them. */
  @Test
  void whoMeetsByChanceIsNotSetToTheSameMinute() {
    var random = new Random(7);
    var starts = new boolean[600][10];
    for (int job = 0; job < 10; job++) {
      for (int minute = random.nextInt(40); minute < 600; minute += 4 + random.nextInt(30)) {
        starts[minute][job] = true;
      }
    }
    long most = Arrays.stream(starts).mapToLong(SameMinuteTest::count).max().orElseThrow();
    assertThat(most).isGreaterThanOrEqualTo(3);
    clear(
        rule,
        TestingSeries.of(
            600,
            60,
            IntStream.range(0, 10).mapToObj(i -> "job" + i).toList(),
            new Course() {
              @Override
              public long requests(int step, int reader) {
                return starts[step][reader] ? 10 : 0;
              }

              @Override
              public long ms(int step) {
                return 20;
              }
            }));
  }

  private static long count(boolean[] jobs) {
    return IntStream.range(0, jobs.length).filter(job -> jobs[job]).count();
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
