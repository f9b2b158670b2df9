package dev.iosleuth.finding.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.TestingSeries;
import dev.iosleuth.finding.app.Movers.Mover;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.reading.Text;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class MoversTest {
  @Test
  void responseTimesOfTheFile() {
    ResponseTimes times =
        ResponseTimes.parse(
                Text.of(
                    "app.csv",
                    """
                    time,milliseconds
                    2026-11-21T10:20:00Z,12.5
                    1795256401.5,13
                    2026-11-21 11:20:02,14
                    yesterday,1
                    """),
                ZoneOffset.ofHours(1))
            .optional()
            .orElseThrow();

    assertThat(times.points()).hasSize(3);
    assertThat(times.points().getFirst().ms()).isEqualTo(12.5);
    assertThat(times.points().get(2).time()).isEqualTo("2026-11-21T10:20:02Z");
    assertThat(times.damaged()).hasSize(1);
    assertThat(ResponseTimes.parse(Text.of("letter", "Dear all\n"), ZoneOffset.UTC).optional())
        .isEmpty();
  }

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

  private static ResponseTimes times(Case given, ToDoubleFunction<Integer> ms) {
    var points = new ArrayList<ResponseTimes.Point>();
    List<Step> steps = given.steps().optional().orElseThrow();
    for (int i = 0; i < steps.size(); i++) {
      Instant middle = steps.get(i).start().orElseThrow().plusMillis(500);
      points.add(new ResponseTimes.Point(middle, ms.applyAsDouble(i)));
    }
    return new ResponseTimes(points, List.of());
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

    Movers movers =
        Movers.of(given, times(given, i -> 5 + noisy[i] / 40.0)).optional().orElseThrow();

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
        Movers.of(given, times(given, i -> i == 0 ? 5 : noisy[i - 1] / 40.0))
            .optional()
            .orElseThrow();

    assertThat(mover(movers, "noisy").association().lag()).isEqualTo(1);
    assertThat(mover(movers, "noisy").shown()).isTrue();
  }

  @Test
  void whatMovesWithNothing() {
    Case given = host(random(5, 60, 400), random(6, 60, 60));
    var own = new Random(7);

    Movers movers = Movers.of(given, times(given, _ -> own.nextDouble())).optional().orElseThrow();

    assertThat(movers.movers()).isNotEmpty().noneMatch(Mover::shown);
  }

  @Test
  void tooFewIntervalsCannotTell() {
    Case given = host(random(8, 8, 400), random(9, 8, 60));

    assertThat(Movers.of(given, times(given, _ -> 5)).whyNot().orElse("")).contains("12 intervals");
    Case longer = host(random(8, 30, 400), random(9, 30, 60));
    var elsewhere =
        new ResponseTimes(List.of(new ResponseTimes.Point(Instant.EPOCH, 5)), List.of());
    assertThat(Movers.of(longer, elsewhere).whyNot().orElse("")).contains("answered in 0");
  }
}
