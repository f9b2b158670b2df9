package dev.iosleuth.cli;

import dev.iosleuth.reading.Fields;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A point in time within a recording, as typed: {@code 10:20}, {@code 10:20:05}, {@code
 * 2026-04-22T10:20:05}, the same with a {@code Z} or an offset, or {@code +90} seconds after the
 * first sample.
 */
sealed interface When {
  /** Where it lies in a recording that begins at {@code first}; times of day are those of zone. */
  Instant in(Instant first, ZoneId zone);

  static Optional<When> parse(String word) {
    if (word.startsWith("+")) {
      OptionalLong seconds = Fields.parse(word.substring(1));
      return seconds.isPresent() && seconds.getAsLong() >= 0
          ? Optional.of(new After(Duration.ofSeconds(seconds.getAsLong())))
          : Optional.empty();
    }
    return ofDay(word).or(() -> local(word)).or(() -> zoned(word));
  }

  private static Optional<When> ofDay(String word) {
    try {
      return Optional.of(new OfDay(LocalTime.parse(word)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<When> local(String word) {
    try {
      return Optional.of(new Local(LocalDateTime.parse(word)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<When> zoned(String word) {
    try {
      return Optional.of(new Exact(ZonedDateTime.parse(word).toInstant()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** {@code +90}. */
  record After(Duration sinceFirst) implements When {
    @Override
    public Instant in(Instant first, ZoneId zone) {
      return first.plus(sinceFirst);
    }
  }

  /** {@code 10:20}: the first one at or after the recording's first minute. */
  record OfDay(LocalTime time) implements When {
    @Override
    public Instant in(Instant first, ZoneId zone) {
      ZonedDateTime start = first.atZone(zone);
      Instant sameDay = start.with(time).toInstant();
      // 10:20 typed for a recording that begins at 10:20:03 means its beginning
      boolean past = sameDay.isBefore(first.minus(Duration.ofMinutes(1)));
      return past ? start.plusDays(1).with(time).toInstant() : sameDay;
    }
  }

  /** Date and time of the zone. */
  record Local(LocalDateTime time) implements When {
    @Override
    public Instant in(Instant first, ZoneId zone) {
      return time.atZone(zone).toInstant();
    }
  }

  /** Date, time and offset. */
  record Exact(Instant time) implements When {
    @Override
    public Instant in(Instant first, ZoneId zone) {
      return time;
    }
  }
}
