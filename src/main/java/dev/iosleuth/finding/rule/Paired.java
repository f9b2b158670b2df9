package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Figures;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Quantity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Step;
import dev.iosleuth.reading.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Two devices whose times of a request are held against each other, over all of the time or over
 * the intervals of equal work. Who serves more beside what both do lets its requests wait for each
 * other: md's read balancing stays with one leg of a mirror while that reads in order (read_balance
 * in drivers/md/raid1.c), and writes wait behind these reads.
 *
 * @param time of a request of each
 * @param both intervals that tell it of both
 * @param more those in which it was longer for the slow one
 */
record Paired(
    Device slow, Device other, Source time, Source usual, Source both, Source more, boolean equal) {
  /** As many are taken for the same number. */
  static final double EQUAL = 0.15;

  static Paired whole(Device slow, Device other, Metric time) {
    return new Paired(
        slow,
        other,
        Sources.device(slow, time),
        Sources.device(other, time),
        Sources.stepsBoth(slow, other, time),
        Sources.stepsMore(slow, other, time),
        false);
  }

  /** Of the intervals in which the slow one did not serve more. */
  Paired atEqualWork(Metric time) {
    return new Paired(
        slow,
        other,
        ofEqual(slow, time),
        ofEqual(other, time),
        Source.amount(
            text("equal_steps_both", time, slow, other),
            c -> equalSteps(c).map(steps -> (double) telling(steps, time).size())),
        Source.amount(
            text("equal_steps_more", time, slow, other),
            c ->
                equalSteps(c)
                    .map(steps ->
                        (double)
                            telling(steps, time).stream()
                                .filter(s -> get(s, slow, time) > get(s, other, time))
                                .count())),
        true);
  }

  /** What the slow one did in the time over which both are held against each other. */
  Source slowly(Metric metric) {
    return equal ? ofEqual(slow, metric) : Sources.device(slow, metric);
  }

  /** Whether the slow one served more than the other over all of the time. */
  boolean servesMore() {
    return more(slow.get(Metric.TRANSFERS_PER_SECOND), other.get(Metric.TRANSFERS_PER_SECOND));
  }

  private static boolean more(double one, double other) {
    return one > (1 + EQUAL) * other;
  }

  /** How many of these the one that did fewer completed in the intervals of equal work. */
  double fewest(Case given, Quantity count) {
    return equalSteps(given)
        .map(steps -> Math.min(sum(steps, slow, count), sum(steps, other, count)))
        .orElse(0.0);
  }

  private static double sum(List<Step> steps, Device device, Quantity count) {
    return steps.stream().mapToDouble(step -> figures(step, device).get(count)).sum();
  }

  private Source ofEqual(Device device, Metric time) {
    return Source.amount(
        text("equal_work", time, slow, other, device),
        c ->
            equalSteps(c)
                .then(steps ->
                    steps.isEmpty()
                        ? Reading.absent("there is no interval of equal work")
                        : Reading.known(figures(Step.joined(steps), device).get(time))));
  }

  private static String text(String name, Metric time, Device... devices) {
    return Arrays.stream(devices)
        .map(device -> Source.quoted(device.name()) + ", ")
        .collect(Collectors.joining("", name + "(", time.word() + ")"));
  }

  private Reading<List<Step>> equalSteps(Case given) {
    return given
        .steps()
        .map(steps ->
            steps.stream()
                .filter(step ->
                    step.devices().containsKey(slow.name())
                        && step.devices().containsKey(other.name()))
                .filter(step ->
                    !more(
                        figures(step, slow).get(Quantity.TRANSFERS),
                        figures(step, other).get(Quantity.TRANSFERS)))
                .toList());
  }

  private List<Step> telling(List<Step> steps, Metric time) {
    return steps.stream()
        .filter(step -> !Double.isNaN(get(step, slow, time) + get(step, other, time)))
        .toList();
  }

  private static double get(Step step, Device device, Metric metric) {
    return figures(step, device).get(metric);
  }

  private static Figures figures(Step step, Device device) {
    return Objects.requireNonNull(step.devices().get(device.name()));
  }
}
