package dev.iosleuth.cli;

import dev.iosleuth.cli.Samples.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The time that recordings of several hosts have in common, each host by its own clock. */
final class CommonTime {
  private CommonTime() {}

  /**
   * Of each recording the samples nearest to where the common time begins and ends; empty where
   * there is none, or a recording has no two samples of it.
   *
   * @param times of the samples of each recording
   */
  static List<Range> of(List<List<Instant>> times) {
    if (times.stream().anyMatch(List::isEmpty)) {
      return List.of();
    }
    Range common =
        times.stream()
            .map(own -> new Range(own.getFirst(), own.getLast()))
            .reduce(Range::with)
            .orElseThrow();
    List<Range> nearest =
        times.stream()
            .map(own -> new Range(nearest(own, common.first()), nearest(own, common.last())))
            .toList();
    return common.holdsSome() && nearest.stream().allMatch(Range::holdsSome) ? nearest : List.of();
  }

  /**
   * Of the first recording the interval that holds a time, and of each other one the samples
   * nearest to where that begins and ends; empty where the time lies outside, or another has no two
   * samples of it.
   */
  static List<Range> at(List<List<Instant>> times, Instant wanted) {
    List<Instant> first = times.getFirst();
    int end = 1;
    while (end < first.size() && first.get(end).isBefore(wanted)) {
      end++;
    }
    if (end >= first.size() || first.getFirst().isAfter(wanted)) {
      return List.of();
    }
    var held = new Range(first.get(end - 1), first.get(end));
    List<Range> nearest =
        times.stream()
            .map(own -> new Range(nearest(own, held.first()), nearest(own, held.last())))
            .toList();
    return nearest.stream().allMatch(Range::holdsSome) ? nearest : List.of();
  }

  private static Instant nearest(List<Instant> times, Instant wanted) {
    return times.stream()
        .min(Comparator.comparing(time -> Duration.between(time, wanted).abs()))
        .orElseThrow();
  }
}
