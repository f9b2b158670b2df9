package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Figures;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.iostat.Figure;
import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Figures that cannot be. */
final class AbsurdCounters implements Rule {
  private static final Threshold UTIL =
      new Threshold(
          "%util",
          105,
          "%",
          "a second has 1,000 ms; 5 % are left for readings that are not taken at one instant");
  private static final Threshold UTIL_AT_ONCE =
      new Threshold(
          "%util of one report of a log",
          Figure.UTIL_PERCENT.most(),
          "%",
          "a tool that was held up while it read, or a kernel whose accounting is off, may print more"
              + " than 100; 147 is the most of all samples of logs; what is far above comes of"
              + " damage, and is left out");
  private static final Threshold LITTLE =
      new Threshold(
          "requests under way, by two counters, one for the other",
          3,
          "",
          "Little's law: time_in_queue and the requests' own times are the same sum; they differ by"
              + " what is under way at both ends");
  private static final double AT_ALL = 1;
  private static final String WENT_BACK = "went back";

  @Override
  public About about() {
    return new About(
        "absurd-counters",
        "figures that cannot be",
        "Counters that go back, that say more than 100 % or that contradict each other come from"
            + " kernels with a fault in their accounting (md, bcache, stacked NVMe), from a device"
            + " that was replaced under the same name, or from a damaged log. What is computed from"
            + " them means nothing.",
        "A figure of a log below zero; %util of more than "
            + Words.percent(UTIL.value())
            + ", or in one report of a log of more than "
            + Words.percent(UTIL_AT_ONCE.value())
            + "; counters that went back; a queue that is "
            + Words.whole(LITTLE.value())
            + " times what the requests' own times come to, or the reverse.",
        About.Sort.SYMPTOM,
        List.of(Need.DEVICE_FIGURES),
        List.of(UTIL, UTIL_AT_ONCE, LITTLE));
  }

  @Override
  public Verdict examine(Case given) {
    return given.each(given.devices(), device -> look(given, device));
  }

  private Reading<Optional<Finding>> look(Case given, Device device) {
    Optional<String> back = device.whole().whyNot().filter(why -> why.contains(WENT_BACK));
    if (back.isPresent()) {
      return wentBack(given, device, back.get()).map(Optional::of);
    }
    Map<String, Double> printed = device.whole().map(Figures::impossible).orElse(Map.of());
    if (!printed.isEmpty()) {
      return printed(given, device, printed).map(Optional::of);
    }
    if (device.get(Metric.UTIL_PERCENT) >= UTIL.value()) {
      return above(given, device).map(Optional::of);
    }
    if (contradicts(device)) {
      return contradiction(given, device).map(Optional::of);
    }
    return device
        .missing(Metric.UTIL_PERCENT, Metric.QUEUE, Metric.OWN_QUEUE)
        .filter(_ -> device.active())
        .map(why -> Verdict.untold(device.name() + ": " + why))
        .orElse(Verdict.none());
  }

  /** By two counters of the same: nothing is to be concluded from either. */
  static boolean contradicts(Device device) {
    double queue = device.get(Metric.QUEUE);
    double own = device.get(Metric.OWN_QUEUE);
    boolean much = Math.max(queue, own) >= AT_ALL && device.get(Metric.TRANSFERS_PER_SECOND) > 0;
    // md and dm of old kernels take no times: that is no contradiction
    return much && Math.min(queue, own) > 0 && ratio(queue, own) >= LITTLE.value();
  }

  private static double ratio(double one, double other) {
    return Math.max(one, other) / Math.min(one, other);
  }

  private Finding.Draft draft(Device device, String sentence) {
    return Finding.of(this, Subject.of(device))
        .says(sentence)
        .severity(Severity.NOTE)
        .act("do not conclude anything from these figures; look at the devices below and above it")
        .check("iosleuth explain --rule absurd-counters");
  }

  private Reading<Finding> wentBack(Case given, Device device, String why) {
    Source reason =
        Source.word(
            Sources.call("counters", device.name()),
            c ->
                c.device(device.name())
                    .flatMap(d -> d.whole().whyNot())
                    .map(told -> Reading.known(leap(c, device).orElse(told)))
                    .orElse(Reading.absent("they are there")));
    return draft(device, device.label() + " has no figures: " + leap(given, device).orElse(why))
        .evidence("counters", reason, "")
        .sure(Confidence.HIGH)
        .in(given);
  }

  /**
   * io_ticks, which cannot grow faster than time does; a smaller one is a reset. Where none is
   * smaller, that is what has no figures.
   */
  private static Optional<String> leap(Case given, Device device) {
    Optional<Diskstats.Row> before = row(given.first(), device);
    Optional<Diskstats.Row> after = row(given.last(), device);
    if (before.isEmpty() || after.isEmpty() || fell(before.get(), after.get())) {
      return Optional.empty();
    }
    long ms = after.get().busyMs() - before.get().busyMs();
    return ms / 1000.0 > given.seconds()
        ? Optional.of(
            "its busy time (io_ticks) leapt forward by "
                + Words.whole((double) ms)
                + " ms within "
                + Spans.words(given.seconds()))
        : Optional.empty();
  }

  private static Optional<Diskstats.Row> row(Reading<Sample> sample, Device device) {
    return sample.optional().flatMap(known -> known.counters(device.name()));
  }

  private static boolean fell(Diskstats.Row before, Diskstats.Row after) {
    return after.busyMs() < before.busyMs()
        || fell(before.reads(), after.reads())
        || fell(before.writes(), after.writes());
  }

  private static boolean fell(Diskstats.Io before, Diskstats.Io after) {
    return after.ops() < before.ops() || after.sectors() < before.sectors();
  }

  /** Nothing that is computed from such a figure is told, by any rule. */
  private Reading<Finding> printed(Case given, Device device, Map<String, Double> printed) {
    Map<Boolean, List<String>> headings =
        printed.keySet().stream()
            .collect(Collectors.partitioningBy(heading -> printed.getOrDefault(heading, 0.0) < 0));
    String below = String.join(", ", headings.getOrDefault(true, List.of()));
    var what = new ArrayList<String>();
    if (!below.isEmpty()) {
      what.add(below + " below zero");
    }
    headings
        .getOrDefault(false, List.of())
        .forEach(heading ->
            what.add(heading + " of " + Words.whole(printed.getOrDefault(heading, 0.0))));
    Finding.Draft draft =
        draft(
                device,
                device.label()
                    + " cannot have "
                    + String.join(", or ", what)
                    + ": what is computed from "
                    + (printed.size() == 1 ? "it" : "them")
                    + " is left out")
            .severity(Severity.WARNING);
    printed.forEach((heading, value) -> {
      Source source = Sources.impossible(device, heading, value);
      if (value < 0) {
        draft.evidence(heading, source, "");
      } else {
        draft.evidence(heading, source, UTIL_AT_ONCE);
      }
    });
    return draft.or("lines of the log were damaged on their way").sure(Confidence.HIGH).in(given);
  }

  private Reading<Finding> above(Case given, Device device) {
    return draft(
            device,
            device.label()
                + " cannot be "
                + Words.percent(device.get(Metric.UTIL_PERCENT))
                + " busy: its kernel's accounting is off")
        .evidence("%util", Sources.device(device, Metric.UTIL_PERCENT), UTIL)
        .or("the log's intervals are not as long as it says")
        .sure(Confidence.HIGH)
        .in(given);
  }

  private Reading<Finding> contradiction(Case given, Device device) {
    Source queue = Sources.device(device, Metric.QUEUE);
    Source own = Sources.device(device, Metric.OWN_QUEUE);
    boolean more = device.get(Metric.QUEUE) > device.get(Metric.OWN_QUEUE);
    return draft(
            device,
            device.label()
                + " has "
                + Words.figure(device.get(Metric.QUEUE))
                + " requests under way by one counter and "
                + Words.figure(device.get(Metric.OWN_QUEUE))
                + " by the others")
        .evidence("one for the other", more ? queue.over(own) : own.over(queue), LITTLE)
        .or("requests that began long before the interval ended in it, or go on after it")
        .sure(Confidence.LOW)
        .in(given);
  }
}
