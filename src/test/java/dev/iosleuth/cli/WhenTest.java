package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhenTest {
  private static final Instant FIRST = Instant.parse("2026-04-22T21:50:03Z");

  /** Two hours ahead of UTC in April. */
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "+0, 2026-04-22T21:50:03Z",
    "+90, 2026-04-22T21:51:33Z",
    "23:55, 2026-04-22T21:55:00Z",
    "23:50, 2026-04-22T21:50:00Z",
    "00:10:05, 2026-04-22T22:10:05Z",
    "2026-04-23T00:10, 2026-04-22T22:10:00Z",
    "2026-04-22T22:10:00Z, 2026-04-22T22:10:00Z",
    "2026-04-22T22:10:00+01:00, 2026-04-22T21:10:00Z",
  })
  void understandsTimesAsTheyAreTyped(String word, Instant expected) {
    assertThat(When.parse(word).map(t -> t.in(FIRST, BERLIN))).contains(expected);
  }

  @Test
  void aTimeOfDayBeforeTheRecordingIsTheNextDays() {
    assertThat(When.parse("23:40").map(t -> t.in(FIRST, BERLIN)))
        .contains(Instant.parse("2026-04-23T21:40:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+", "+-5", "+1.5", "noon", "25:00", "10", "10:61"})
  void refusesTheRest(String word) {
    assertThat(When.parse(word)).isEmpty();
  }
}
