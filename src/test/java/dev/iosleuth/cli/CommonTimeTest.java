package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.cli.Samples.Range;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What two recordings have in common. */
class CommonTimeTest {
  private static List<Instant> times(long... seconds) {
    return LongStream.of(seconds).mapToObj(Instant::ofEpochSecond).toList();
  }

  private static Range range(long first, long last) {
    return new Range(Instant.ofEpochSecond(first), Instant.ofEpochSecond(last));
  }

  /** The second has three samples: of the first the nearest to its last one, not all. */
  @Test
  void theNearestSamplesAreTaken() {
    assertThat(CommonTime.of(List.of(times(694, 702, 713, 724), times(694, 701, 710))))
        .containsExactly(range(694, 713), range(694, 710));
    assertThat(CommonTime.of(List.of(times(0, 10, 20, 30), times(11, 19, 40))))
        .containsExactly(range(10, 30), range(11, 40));
  }

  @Test
  void wholeRecordingsOfTwoSamplesOverlap() {
    assertThat(CommonTime.of(List.of(times(0, 5), times(2, 7))))
        .containsExactly(range(0, 5), range(2, 7));
  }

  /**
   * At 712 the second is still in an interval that was over when the first's began, but for 2 s.
   */
  @Test
  void theIntervalOfTheFirstIsThatOfAll() {
    List<Instant> first = times(694, 710, 724);
    Instant wanted = Instant.ofEpochSecond(711);
    assertThat(CommonTime.at(List.of(first, times(696, 712, 725)), wanted))
        .containsExactly(range(710, 724), range(712, 725));
    assertThat(CommonTime.at(List.of(first, times(694, 730)), Instant.ofEpochSecond(694)))
        .as("a second one that is coarser has no two samples of it")
        .isEmpty();
    assertThat(CommonTime.at(List.of(first, first), Instant.ofEpochSecond(710)))
        .containsExactly(range(694, 710), range(694, 710));
    assertThat(CommonTime.at(List.of(first, first), Instant.ofEpochSecond(725))).isEmpty();
    assertThat(CommonTime.at(List.of(first, first), Instant.ofEpochSecond(693))).isEmpty();
  }

  @Test
  void noneInCommon() {
    assertThat(CommonTime.of(List.of(times(0, 5), times(6, 12)))).isEmpty();
    assertThat(CommonTime.of(List.of(times(0, 60), times(28, 29)))).isEmpty();
    assertThat(CommonTime.of(List.of(times(0, 60), List.of()))).isEmpty();
  }
}
