package dev.iosleuth.finding.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.statistics.TestingWalks;
import dev.iosleuth.finding.statistics.Trend;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How often headroom tells of a rise where there is none, and where there is one, on made loads of
 * an interval a minute. How many of each is told by {@code -Dtrends.each}; the figures of
 * docs/accuracy.md are of 1,000 ({@code bench/trends}). The thresholds were chosen with another
 * generator of random numbers (numpy's), and without the loads that are marked as held out.
 */
final class HeadroomTrendsTest {
  private static final int EACH = Integer.getInteger("trends.each", 100);
  private static final int[] INTERVALS = {60, 120, 240, 500};

  /** What a load is busy, in percent. */
  private interface Load {
    double[] busy(Random random, int count);
  }

  /** A part of the load that is given by how much of the time has passed. */
  private interface Course {
    double at(double part);
  }

  /**
   * @param limit of 100 so many are told of at most, or of real rises at least; NaN: no promise
   */
  private record Row(String name, double limit, Load load) {}

  private static double between(Random random, double from, double to) {
    return from + (to - from) * random.nextDouble();
  }

  private static double[] busy(int count, Course course, double noise, double[] walk) {
    return IntStream.range(0, count)
        .mapToDouble(i -> course.at((i + 0.5) / count) + noise * walk[i])
        .map(busy -> Math.clamp(busy, 0, 100))
        .toArray();
  }

  private static Load wander(double memory) {
    return (random, count) -> busy(count, _ -> 40, 12, TestingWalks.of(random, count, memory));
  }

  /** A slow wander, and as much noise from one interval to the next. */
  private static Load blurred(double memory) {
    return (random, count) -> {
      double[] slow = TestingWalks.of(random, count, memory);
      double[] fast = TestingWalks.of(random, count, 0);
      var both = new double[count];
      for (int i = 0; i < count; i++) {
        both[i] = (slow[i] + fast[i]) / Math.sqrt(2);
      }
      return busy(count, _ -> 40, 12, both);
    };
  }

  /** Its logarithm wanders: peaks are higher than valleys are deep. */
  private static double[] peaks(Random random, int count) {
    double[] walk = TestingWalks.of(random, count, 0.93);
    return IntStream.range(0, count)
        .mapToDouble(i -> Math.min(100, 25 * Math.exp(0.5 * walk[i])))
        .toArray();
  }

  /** Jobs and pauses, of which some are many times as long as the most (Pareto, 1.5). */
  private static double[] jobs(Random random, int count) {
    var busy = new double[count];
    boolean on = random.nextBoolean();
    double left = 0;
    for (int i = 0; i < count; i++) {
      if (left < 1) {
        left = 3 * Math.pow(1 - random.nextDouble(), -1 / 1.5);
        on = !on;
      }
      left--;
      busy[i] = Math.clamp((on ? 65 : 10) + 4 * random.nextGaussian(), 0, 100);
    }
    return busy;
  }

  private static Load step(double memory) {
    return (random, count) -> {
      double from = between(random, 5, 25);
      double by = between(random, 10, 70);
      double when = between(random, 0.05, 0.95);
      double noise = between(random, 0, 15);
      double[] walk = TestingWalks.of(random, count, memory);
      return busy(count, part -> from + (part < when ? 0 : by), noise, walk);
    };
  }

  private static double[] twoSteps(Random random, int count) {
    double first = between(random, 0.1, 0.6);
    double second = first + between(random, 0.1, 0.35);
    double by = between(random, 10, 35);
    double more = between(random, 10, 35);
    double noise = between(random, 0, 15);
    double[] walk = TestingWalks.of(random, count, 0.5);
    return busy(
        count, part -> 10 + (part < first ? 0 : by) + (part < second ? 0 : more), noise, walk);
  }

  private static Load ended(double from, double to) {
    return (random, count) -> {
      double by = between(random, 20, 60);
      double when = between(random, from, to);
      double noise = between(random, 0, 12);
      double[] walk = TestingWalks.of(random, count, 0.5);
      return busy(count, part -> 15 + by * Math.min(1, part / when), noise, walk);
    };
  }

  /** It came and went; it may have come late. */
  private static double[] visit(Random random, int count) {
    double from = between(random, 0.05, 0.8);
    double to = from + between(random, 0.1, 0.5);
    double by = between(random, 10, 70);
    double noise = between(random, 0, 12);
    double[] walk = TestingWalks.of(random, count, 0.5);
    return busy(count, part -> 15 + (part >= from && part < to ? by : 0), noise, walk);
  }

  private static Load rise(double from, double to, double noise, double memory) {
    return (random, count) ->
        busy(
            count,
            part -> from + (to - from) * part,
            noise,
            TestingWalks.of(random, count, memory));
  }

  /** By the same factor in the same time. */
  private static Load growth(double from, double to, double noise, double memory) {
    return (random, count) ->
        busy(
            count,
            part -> from * Math.pow(to / from, part),
            noise,
            TestingWalks.of(random, count, memory));
  }

  private static final List<Row> LEVEL =
      List.of(
          new Row("noise without memory", 1, wander(0)),
          new Row("memory 0.5", 1, wander(0.5)),
          new Row("memory 0.8", 1, wander(0.8)),
          new Row("memory 0.9", 1, wander(0.9)),
          new Row("memory 0.93", 1, wander(0.93)),
          new Row("memory 0.97", 1, wander(0.97)),
          new Row("memory 0.99 (held out)", 1, wander(0.99)),
          new Row("memory 0.97 and as much noise", 2, blurred(0.97)),
          new Row("memory 0.93 of its logarithm (held out)", 1, HeadroomTrendsTest::peaks),
          new Row("jobs and pauses, Pareto (held out)", 1, HeadroomTrendsTest::jobs));

  private static final List<Row> ENDED =
      List.of(
          new Row("a step, noise without memory", 1, step(0)),
          new Row("a step, memory 0.5", 1, step(0.5)),
          new Row("a step, memory 0.9", 1, step(0.9)),
          new Row("a step there and back", 1, HeadroomTrendsTest::visit),
          new Row("two steps", 2, HeadroomTrendsTest::twoSteps),
          new Row("a rise that ended by two thirds", 2, ended(0.2, 2 / 3.0)),
          new Row("a rise that ended in the last third", Double.NaN, ended(2 / 3.0, 0.9)));

  private static final List<Row> RISING =
      List.of(
          new Row("20 to 80 %, noise 5", 90, rise(20, 80, 5, 0)),
          new Row("20 to 80 %, noise 5, memory 0.5", 90, rise(20, 80, 5, 0.5)),
          new Row("20 to 80 %, noise 10", 90, rise(20, 80, 10, 0)),
          new Row("20 to 80 %, noise 10, memory 0.5", Double.NaN, rise(20, 80, 10, 0.5)),
          new Row("20 to 80 %, noise 5, memory 0.8", Double.NaN, rise(20, 80, 5, 0.8)),
          new Row("20 to 80 %, noise 10, memory 0.8", Double.NaN, rise(20, 80, 10, 0.8)),
          new Row("30 to 60 %, noise 3 (held out)", 90, rise(30, 60, 3, 0)),
          new Row("10 to 80 %, each hour by the same factor, noise 5", 90, growth(10, 80, 5, 0)));

  /** Of so many intervals, how many of {@link #EACH} are told of. */
  private static int told(Row row, int count) {
    double[] hours = IntStream.range(0, count).mapToDouble(i -> (i + 0.5) / 60).toArray();
    // one for all of them: generators of neighbouring seeds begin alike
    var random = new Random(count);
    int told = 0;
    for (int i = 0; i < EACH; i++) {
      double[] busy = row.load().busy(random, count);
      told += Headroom.rises(new Trend(hours, busy), count / 60.0) ? 1 : 0;
    }
    return told;
  }

  private static int[] told(String kind, Row row) {
    int[] told = IntStream.of(INTERVALS).map(count -> told(row, count)).toArray();
    System.out.println(
        IntStream.of(told)
            .mapToObj(one -> String.format(Locale.ROOT, "%.1f", 100.0 * one / EACH))
            .collect(Collectors.joining(" | ", "| " + kind + ": " + row.name() + " | ", " |")));
    return told;
  }

  @Test
  void aLoadThatWandersDoesNotRise() {
    LEVEL.forEach(row -> atMost(row, told("level", row)));
  }

  @Test
  void aRiseThatHasEndedHasNoDateAtTheLimit() {
    ENDED.forEach(row -> atMost(row, told("ended", row)));
  }

  private static void atMost(Row row, int[] told) {
    if (!Double.isNaN(row.limit())) {
      double limit = row.limit() / 100 * EACH;
      assertThat(IntStream.of(told).max().orElseThrow())
          .as(row.name())
          .isLessThanOrEqualTo((int) (limit + chance(row)));
    }
  }

  /** By so many more or fewer may the count be by chance that is right at the limit. */
  private static double chance(Row row) {
    return 2.5 * Math.sqrt(row.limit() / 100 * (1 - row.limit() / 100) * EACH);
  }

  @Test
  void nineOfTenRealRisesAreFound() {
    for (Row row : RISING) {
      int least = IntStream.of(told("rising", row)).min().orElseThrow();
      if (!Double.isNaN(row.limit())) {
        assertThat(least)
            .as(row.name())
            .isGreaterThanOrEqualTo((int) (row.limit() / 100 * EACH - chance(row)));
      }
    }
  }
}
