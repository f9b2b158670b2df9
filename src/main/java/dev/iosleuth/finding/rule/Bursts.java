package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/** A mean that hides bursts. */
final class Bursts implements Rule {
  private static final int LEAST = 20;
  private static final Threshold MEAN =
      new Threshold(
          "busy on average", 50, "%", "at half nobody would look for a limit: that is the point");
  private static final Threshold FULL =
      new Threshold(
          "busy in a burst",
          90,
          "%",
          "as of saturated-device: at 90 % a single server keeps a request ten times as long");
  private static final Threshold SHARE =
      new Threshold(
          "intervals in bursts", 5, "%", "less than one in twenty is hardly met by anybody");
  private static final Threshold LONGER =
      new Threshold(
          "time of a request in the worst interval, for that in the median one",
          2,
          "",
          "twice as long is felt; below that the bursts do no harm");

  @Override
  public About about() {
    return new About(
        "bursts",
        "bursts that the mean hides",
        "On average the device is half idle, but its work comes in bursts during which it is at its"
            + " limit, and whoever asks then waits.",
        "Over at least "
            + LEAST
            + " intervals: busy less than "
            + Words.percent(MEAN.value())
            + " on average, "
            + Words.percent(FULL.value())
            + " or more in at least "
            + Words.percent(SHARE.value())
            + " of the intervals, and the worst time of a request "
            + Words.whole(LONGER.value())
            + " times that of the median interval.",
        About.Sort.SYMPTOM,
        List.of(Need.SERIES, Need.REQUEST_TIMES),
        List.of(MEAN, FULL, SHARE, LONGER));
  }

  @Override
  public Verdict examine(Case given) {
    if (given.series(LEAST) instanceof Reading.Absent<List<Step>>(String why)) {
      return Verdict.couldNotTell(why);
    }
    return given.each(given.disks(), device -> look(given, device));
  }

  private Reading<Optional<Finding>> look(Case given, Device device) {
    if (!device.active() || device.get(Metric.DATA_PER_SECOND) == 0) {
      return Verdict.none();
    }
    Optional<String> missing = device.missing(Metric.UTIL_PERCENT, Metric.DATA_WAIT_MS);
    if (missing.isPresent()) {
      return Verdict.untold(device.name() + ": " + missing.get());
    }
    Source full = Sources.stepsFrom(device, Metric.UTIL_PERCENT, FULL.value());
    Source share = Source.constant(100).times(full.over(Sources.steps()));
    Source worst = Sources.worst(device, Metric.DATA_WAIT_MS);
    Source longer = worst.over(Sources.median(device, Metric.DATA_WAIT_MS));
    double mean = device.get(Metric.UTIL_PERCENT);
    if (mean >= MEAN.value()
        || !(share.amount(given).orElse(0.0) >= SHARE.value())
        || !(longer.amount(given).orElse(0.0) >= LONGER.value())) {
      return Verdict.none();
    }
    double most = worst.amount(given).orElse(Double.NaN);
    return Finding.of(this, Subject.of(device))
        .says(
            device.label()
                + " is "
                + Words.percent(mean)
                + " busy on average, but full in "
                + Words.percent(share.amount(given).orElse(0.0))
                + " of the time: then a request takes up to "
                + Words.ms(most))
        .evidence("busy on average", Sources.device(device, Metric.UTIL_PERCENT), MEAN)
        .evidence("intervals in bursts", share, SHARE)
        .evidence("worst for median", longer, LONGER)
        .evidence("worst time of a request", worst, "ms")
        .costs(
            Cost.time(device.name(), share.amount(given).orElse(0.0) / 100)
                .andLatency(
                    most
                        - Sources.median(device, Metric.DATA_WAIT_MS)
                            .amount(given)
                            .orElse(Double.NaN),
                    "who asks in the worst burst"))
        .sure(Confidence.HIGH)
        .act("iosleuth ledger --each --device " + Shell.quote(device.name()) + " (of a recording)")
        .act(
            "spread what comes in bursts: timers with a random delay, vm.dirty_bytes for"
                + " write-back")
        .check("iosleuth explain --rule bursts")
        .in(given)
        .map(Optional::of);
  }
}
