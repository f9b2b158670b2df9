package dev.iosleuth.finding.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.TestingSeries;
import dev.iosleuth.finding.statistics.TestingWalks;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.reading.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class MoversTest {
  /** Two readers at random; the application answers as slowly as the first one reads much. */
  private static Case host(long[] noisy, long[] other) {
    return TestingSeries.of(
        noisy.length,
        1,
        List.of("noisy", "other"),
        new TestingSeries.Course() {
          @Override
          public long requests(int step, int reader) {
            return reader == 0 ? noisy[step] : other[step];
          }

          @Override
          public long ms(int step) {
            return 1;
          }
        });
  }

  private static long[] random(long seed, int count, int most) {
    return new Random(seed).ints(count, 10, most).mapToLong(i -> i).toArray();
  }

  private static ResponseTimes.Series times(Case given, ToDoubleFunction<Integer> ms) {
    var points = new ArrayList<ResponseTimes.Point>();
    List<Step> steps = given.steps().optional().orElseThrow();
    for (int i = 0; i < steps.size(); i++) {
      Instant middle = steps.get(i).start().orElseThrow().plusMillis(500);
      points.add(new ResponseTimes.Point(middle, ms.applyAsDouble(i)));
    }
    return series(points);
  }

  private static ResponseTimes.Series series(List<ResponseTimes.Point> points) {
    return new ResponseTimes.Series("p99", ResponseTimes.Unit.MILLISECONDS, false, false, points);
  }

  private static Reading<Movers> of(Case given, ResponseTimes.Series series) {
    return Movers.of(given, series, "device");
  }

  private static Mover mover(Movers movers, String name) {
    return movers.movers().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoItMovesWithAndWhoNot() {
    long[] noisy = random(1, 60, 400);
    long[] other = random(2, 60, 60);
    Case given = host(noisy, other);

    Movers movers = of(given, times(given, i -> 5 + noisy[i] / 40.0)).optional().orElseThrow();

    assertThat(movers.steps()).isEqualTo(60);
    assertThat(mover(movers, "noisy").shown()).isTrue();
    assertThat(mover(movers, "noisy").association().lag()).isZero();
    assertThat(mover(movers, "noisy").association().strength()).isGreaterThan(0.9);
    assertThat(mover(movers, "other").shown()).isFalse();
  }

  @Test
  void whatFollowsAnIntervalLater() {
    long[] noisy = random(3, 60, 400);
    Case given = host(noisy, random(4, 60, 60));

    Movers movers =
        of(given, times(given, i -> i == 0 ? 5 : noisy[i - 1] / 40.0)).optional().orElseThrow();

    assertThat(mover(movers, "noisy").association().lag()).isEqualTo(1);
    assertThat(mover(movers, "noisy").shown()).isTrue();
  }

  @Test
  void whatMovesWithNothing() {
    Case given = host(random(5, 60, 400), random(6, 60, 60));
    var own = new Random(7);

    Movers movers = of(given, times(given, _ -> own.nextDouble())).optional().orElseThrow();

    assertThat(movers.movers()).isNotEmpty().noneMatch(Mover::shown);
  }

  @Test
  void whatNeverChangesMovesWithNothing() {
    Case given = host(random(3, 60, 400), random(4, 60, 60));
    assertThat(of(given, times(given, _ -> 10)).whyNot().orElse(""))
        .isEqualTo("they were the same in all intervals, so that nothing moves with them");
  }

  @Test
  void tooFewIntervalsCannotTell() {
    Case given = host(random(8, 8, 400), random(9, 8, 60));

    assertThat(of(given, times(given, _ -> 5)).whyNot().orElse("")).contains("12 intervals");
    Case longer = host(random(8, 30, 400), random(9, 30, 60));
    ResponseTimes.Series all = times(longer, i -> i);
    assertThat(of(longer, series(all.points().subList(3, 10))).whyNot())
        .hasValue("only 7 of the 30 intervals have a response time, and it takes at least 12");
  }

  /** Both times are said, and what to do: an hour apart it may be the zone, a month apart not. */
  @Test
  void whatHasNoMomentInCommonIsSaidSo() {
    Case given = host(random(8, 30, 400), random(9, 30, 60));
    Instant begin = given.steps().optional().orElseThrow().getFirst().start().orElseThrow();
    String disks = words(begin) + " to " + words(begin.plusSeconds(30));

    for (int hours : new int[] {-2, 2, -24 * 30, 24 * 30}) {
      Instant other = begin.plus(Duration.ofHours(hours));
      var elsewhere =
          series(
              List.of(
                  new ResponseTimes.Point(other, 5),
                  new ResponseTimes.Point(other.plusSeconds(29), 6)));
      assertThat(of(given, elsewhere).whyNot().orElse(""))
          .contains("no moment is in both", "known from " + disks)
          .contains("are from " + words(other) + " to " + words(other.plusSeconds(29)))
          .contains(Math.abs(hours) < 24 ? "another time zone" : "Take both of the same days");
    }
  }

  private static String words(Instant time) {
    return time.toString().substring(0, 19).replace('T', ' ');
  }

  /** It paused: the others count, and how many there are is known. */
  @Test
  void intervalsWithoutAnAnswerAreLeftOut() {
    long[] noisy = random(1, 60, 400);
    Case given = host(noisy, random(2, 60, 60));
    List<ResponseTimes.Point> points = times(given, i -> noisy[i]).points();
    var some = new ArrayList<>(points.subList(0, 20));
    some.addAll(points.subList(40, 60));

    Movers movers = of(given, series(some)).optional().orElseThrow();
    assertThat(movers.steps()).isEqualTo(40);
    assertThat(movers.intervals()).isEqualTo(60);
    assertThat(mover(movers, "noisy").shown()).isTrue();
  }

  /** Of the whole minute, measured at its end: held against minutes, not against one second. */
  @Test
  void whatIsMeasuredSeldomIsHeldAgainstAllThatWentBefore() {
    long[] noisy = random(11, 1_200, 400);
    Case given = host(noisy, random(12, 1_200, 60));
    Instant begun = given.steps().optional().orElseThrow().getFirst().start().orElseThrow();
    var points = new ArrayList<ResponseTimes.Point>();
    for (int minute = 0; minute < 20; minute++) {
      double sum = 0;
      for (int i = 0; i < 60; i++) {
        sum += noisy[60 * minute + i];
      }
      points.add(new ResponseTimes.Point(begun.plusSeconds(60L * (minute + 1)), sum / 100));
    }

    Movers movers =
        of(given, new ResponseTimes.Series("p99", ResponseTimes.Unit.SECONDS, false, true, points))
            .optional()
            .orElseThrow();

    assertThat(movers.seconds()).isEqualTo(60);
    assertThat(movers.steps()).isEqualTo(20);
    assertThat(mover(movers, "noisy").association().strength()).isGreaterThan(0.99);
    assertThat(mover(movers, "noisy").lagSeconds()).isZero();
  }

  /** Programs and their device time, without a host around them. */
  private static Case accounts(double[]... times) {
    var steps = new ArrayList<Step>();
    for (int i = 0; i < times[0].length; i++) {
      var work = new HashMap<Step.Charge, Step.Work>();
      for (int account = 0; account < times.length; account++) {
        Account who = Account.simple(Account.Kind.UNIT, "unit" + account);
        work.put(
            new Step.Charge(who, "sda"), new Step.Work(100 * Math.exp(times[account][i] / 2), 1));
      }
      Instant start = Instant.EPOCH.plusSeconds(i);
      steps.add(new Step("", Optional.of(start), 1, Map.of(), Map.of(), work, Map.of(), Map.of()));
    }
    Case nothing = host(new long[1], new long[1]);
    return new Case(
        Confidence.HIGH,
        steps.size(),
        nothing.devices(),
        Reading.known(steps),
        nothing.cpu(),
        nothing.ledger(),
        nothing.stack(),
        nothing.first(),
        nothing.last(),
        Optional.empty());
  }

  /**
   * Of 100 pairs without any connection, but with memory, no more than five are shown: an
   * application against three programs on a disk.
   */
  @Test
  void independentSeriesWithMemoryShowNothing() {
    for (double memory : new double[] {0, 0.5, 0.8, 0.95}) {
      int alarms = 0;
      for (int pair = 0; pair < 100; pair++) {
        var random = new Random(7_000 + pair);
        double[] own = TestingWalks.of(random, 90, memory);
        Case given =
            accounts(
                TestingWalks.of(random, 90, memory),
                TestingWalks.of(random, 90, memory),
                TestingWalks.of(random, 90, memory));
        Movers movers =
            of(given, times(given, i -> 50 * Math.exp(own[i] / 2))).optional().orElseThrow();
        assertThat(movers.movers()).hasSize(3);
        alarms += movers.movers().stream().anyMatch(Mover::shown) ? 1 : 0;
      }
      assertThat(alarms).as("memory %s", memory).isLessThanOrEqualTo(5);
    }
  }

  /**
   * A strength that is known beforehand: of two normal series with correlation r Spearman's is 6/pi
   * asin(r/2), here 0.80 of r = 0.81; and it follows two intervals later.
   */
  @Test
  void aKnownStrengthAndLagAreFoundWithMemoryInBoth() {
    int found = 0;
    double sum = 0;
    for (int pair = 0; pair < 20; pair++) {
      var random = new Random(9_000 + pair);
      double[] cause = TestingWalks.of(random, 302, 0.6);
      double[] noise = TestingWalks.of(random, 302, 0.6);
      Case given = accounts(Arrays.copyOfRange(cause, 2, 302), TestingWalks.of(random, 300, 0.6));
      double r = 0.81;
      double own = Math.sqrt(1 - r * r);
      Movers movers =
          of(given, times(given, i -> 50 * Math.exp((r * cause[i] + own * noise[i]) / 4)))
              .optional()
              .orElseThrow();
      Mover noisy = mover(movers, "unit0");
      found += noisy.shown() && noisy.association().lag() == 2 ? 1 : 0;
      assertThat(noisy.lagSeconds()).isEqualTo(noisy.association().lag());
      sum += noisy.association().strength() / 20;
    }

    assertThat(found).isEqualTo(20);
    assertThat(sum).isBetween(0.77, 0.82);
  }
}
