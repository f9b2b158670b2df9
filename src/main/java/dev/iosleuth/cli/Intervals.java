package dev.iosleuth.cli;

import dev.iosleuth.cli.Input.Choice;
import dev.iosleuth.sample.Sample;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Turns samples into the intervals that were asked for. */
final class Intervals {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

  /** Samples come a little early or late. */
  private static final double JITTER = 0.05;

  /** A recording whose samples lie so much further apart is too coarse for what was asked. */
  private static final double COARSE = 1.5;

  private final Samples samples;
  private final Viewer viewer;

  private Intervals(Samples samples, Viewer viewer) {
    this.samples = samples;
    this.viewer = viewer;
  }

  /** What is done with an interval. */
  interface Viewer {
    /** Returns whether more are wanted. */
    boolean show(Sample before, Sample after);

    /** Told of the first sample of all, before the next one is waited for. */
    default void begin(Sample first) {}

    /** Told of each sample to the next before the interval that was asked for. */
    default void pass(Sample before, Sample after) {}

    /** Told of each sample to the next within an interval, before that is shown. */
    default void step(Sample before, Sample after) {}
  }

  /** How many intervals were shown. */
  static long show(Samples samples, Choice choice, ZoneId zone, Viewer viewer) {
    var intervals = new Intervals(samples, viewer);
    return switch (choice) {
      case Choice.Each(double seconds, long count) -> intervals.each(seconds, count);
      case Choice.Whole _ -> intervals.whole();
      case Choice.At(When time) -> intervals.at(time, zone);
      case Choice.Between(When from, When to) -> intervals.between(from, to, zone);
    };
  }

  private long each(double seconds, long count) {
    Optional<Sample> next = samples.next();
    next.ifPresent(viewer::begin);
    long shown = 0;
    while (next.isPresent()) {
      var span = new Span(next.get(), viewer);
      do {
        next = samples.next();
        next.ifPresent(span::add);
      } while (next.isPresent() && span.seconds() < seconds * (1 - JITTER));
      if (shown == 0 && seconds > 0 && span.firstStep() > seconds * COARSE) {
        throw new Failure(
            "the recording's first two samples are %.1f s apart: --interval cannot be so much shorter than that"
                .formatted(span.firstStep()));
      }
      if (!span.shows()) {
        break;
      }
      shown++;
      if (!span.show() || shown == count) {
        break;
      }
    }
    return shown;
  }

  private long whole() {
    Optional<Sample> first = samples.next();
    if (first.isEmpty()) {
      return 0;
    }
    var span = new Span(first.get(), viewer);
    Optional<Sample> next = samples.next();
    while (next.isPresent()) {
      span.add(next.get());
      next = samples.next();
    }
    return span.only();
  }

  private long at(When time, ZoneId zone) {
    Optional<Sample> before = samples.next();
    if (before.isEmpty()) {
      return 0;
    }
    Instant wanted = time.in(before.get().wall(), zone);
    Instant first = before.get().wall();
    Optional<Sample> after = samples.next();
    while (after.isPresent() && after.get().wall().isBefore(wanted)) {
      viewer.pass(before.get(), after.get());
      before = after;
      after = samples.next();
    }
    if (after.isEmpty() || before.get().wall().isAfter(wanted)) {
      throw outside(wanted, first, end(after.or(samples::last).orElse(before.get())), zone);
    }
    viewer.step(before.get(), after.get());
    viewer.show(before.get(), after.get());
    return 1;
  }

  private static Failure outside(Instant wanted, Instant first, Instant last, ZoneId zone) {
    return new Failure(
        TIME.format(wanted.atZone(zone))
            + " lies outside the recording, which begins at "
            + TIME.format(first.atZone(zone))
            + " and goes on to "
            + TIME.format(last.atZone(zone)));
  }

  /** The time of the last sample of all. */
  private Instant end(Sample known) {
    Instant end = known.wall();
    Optional<Sample> next = samples.next();
    while (next.isPresent()) {
      end = next.get().wall();
      next = samples.next();
    }
    return end;
  }

  private long between(When from, When to, ZoneId zone) {
    Optional<Sample> next = samples.next();
    if (next.isEmpty()) {
      return 0;
    }
    Instant first = next.get().wall();
    Instant start = from.in(first, zone);
    Instant end = to.in(first, zone);
    if (!start.isBefore(end)) {
      throw new Failure("--between takes the earlier time first");
    }
    var span = new Span(next.get(), viewer);
    while (next.isPresent() && span.last().wall().isBefore(end)) {
      next = samples.next();
      if (next.isPresent() && !next.get().wall().isAfter(start)) {
        viewer.pass(span.last(), next.get());
        span = new Span(next.get(), viewer);
      } else {
        next.ifPresent(span::add);
      }
    }
    if (span.shows()) {
      return span.only();
    }
    throw outside(start, first, end(span.last()), zone);
  }
}
