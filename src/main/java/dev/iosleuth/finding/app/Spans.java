package dev.iosleuth.finding.app;

import dev.iosleuth.finding.Step;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.kernel.tool.ResponseTimes.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From when to when disks and response times were looked at, and why they cannot be compared. */
record Spans(Instant from, Instant to) {
  /** Clocks of two places differ by no more (UTC-12 to UTC+14). */
  private static final Duration MOST_ZONES = Duration.ofHours(26);

  /** Empty where they have some time in common. */
  static Optional<String> apart(List<Step> steps, ResponseTimes.Series series) {
    List<Step> dated = steps.stream().filter(step -> step.start().isPresent()).toList();
    if (dated.isEmpty()) {
      return Optional.of("nothing tells at what time the intervals were (iostat -t prints it)");
    }
    List<Instant> times = series.points().stream().map(Point::time).toList();
    return times.isEmpty()
        ? Optional.empty()
        : of(dated.stream().flatMap(Spans::ends).toList()).apart(of(times));
  }

  private static Spans of(List<Instant> times) {
    return new Spans(Collections.min(times), Collections.max(times));
  }

  private static Stream<Instant> ends(Step step) {
    Instant start = step.start().orElseThrow();
    return Stream.of(start, start.plusMillis(Math.round(step.seconds() * 1000)));
  }

  private Optional<String> apart(Spans answers) {
    Duration gap =
        answers.from.isAfter(to)
            ? Duration.between(to, answers.from)
            : Duration.between(answers.to, from);
    if (gap.isNegative() || gap.isZero()) {
      return Optional.empty();
    }
    return Optional.of(
        "no moment is in both. What the disks did is known from "
            + words()
            + ", the response times are from "
            + answers.words()
            + " (both in UTC). "
            + (gap.compareTo(MOST_ZONES) < 0
                ? "Take both of the same hours; if they are, one was written in another time zone:"
                    + " add its offset to the response times (2026-01-31T10:20:00+01:00), or set TZ"
                    + " to the zone that the log was written in"
                : "Take both of the same days"));
  }

  private String words() {
    return word(from) + " to " + word(to);
  }

  private static String word(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
  }
}
