package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Device;
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
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/** %util and the requests' own times contradict each other. */
final class UtilSampled implements Rule {
  private static final Threshold APART =
      new Threshold(
          "%util less the requests' own times",
          20,
          "%",
          "Documentation/admin-guide/iostats.rst, field 10: since Linux 5.0 io_ticks counts clock"
              + " ticks in which a request began or ended, so that one of 0.1 ms may count as 4"
              + " ms");
  private static final Threshold IMPOSSIBLE =
      new Threshold(
          "requests under way while busy",
          512,
          "requests",
          "twice what a queue holds (nr_requests: usually 64 to 256): with so many the device"
              + " cannot have been busy for so short a time");
  private static final Threshold AT_ALL =
      new Threshold("requests under way", 0.1, "requests", "with fewer it does not matter");

  @Override
  public About about() {
    return new About(
        "util-sampled",
        "%util says another thing than the requests' own times",
        "%util comes from a counter of clock ticks (1 to 10 ms) in which something went on at the"
            + " device. Many short requests, one in each tick, look like one that lasts all the"
            + " time; short ones that never cross a tick look like nothing. The requests' own times"
            + " are measured to the nanosecond: the device cannot have been busy for longer than"
            + " their sum.",
        "%util is more than the sum of the requests' own times by "
            + Words.whole(APART.value())
            + " points and twice as much; or so small that more requests must have been under way"
            + " at once than any queue holds. Not of a device that holds requests and completes none:"
            + " their times are counted when they are completed.",
        About.Sort.SYMPTOM,
        List.of(Need.DEVICE_FIGURES, Need.REQUEST_TIMES),
        List.of(APART, IMPOSSIBLE, AT_ALL));
  }

  @Override
  public Verdict examine(Case given) {
    return given.eachDisk(
        Device::active,
        device -> look(given, device),
        Metric.UTIL_PERCENT,
        Metric.OWN_TIME_PERCENT,
        Metric.QUEUE);
  }

  /** Of what is under way and not completed the own times are not counted yet: %util is right. */
  private static boolean hangs(Case given, Device device) {
    return device.whole().map(Standstill::in).orElse(false)
        || given.steps().map(steps -> Standstill.longest(device, steps).hangs()).orElse(false);
  }

  private Reading<Optional<Finding>> look(Case given, Device device) {
    if (hangs(given, device)) {
      return Verdict.none();
    }
    double util = device.get(Metric.UTIL_PERCENT);
    double own = device.get(Metric.OWN_TIME_PERCENT);
    if (AbsurdCounters.contradicts(device)) {
      return Verdict.untold(
          device.name() + ": its counters contradict each other, see absurd-counters");
    }
    if (Math.min(util, 100) - own >= APART.value() && util >= 2 * own) {
      if (flushesMissing(device, own)) {
        return Verdict.untold(
            device.name()
                + ": by its queue more was under way than the reads and writes that are told:"
                + " flushes, say, which iostat prints from 12.2 on");
      }
      return tooHigh(given, device, util, own).map(Optional::of);
    }
    double queue = device.get(Metric.QUEUE);
    if (queue >= AT_ALL.value() && queue * 100 >= IMPOSSIBLE.value() * util) {
      return tooLow(given, device, util, queue).map(Optional::of);
    }
    return Verdict.none();
  }

  /** The kernel sums the times of flushes into that of the queue (block/genhd.c), too. */
  private static boolean flushesMissing(Device device, double own) {
    return Double.isNaN(device.get(Metric.FLUSHES_PER_SECOND))
        && device.get(Metric.QUEUE) * 100 >= own + APART.value();
  }

  private Reading<Finding> tooHigh(Case given, Device device, double util, double own) {
    Source difference =
        Sources.device(device, Metric.UTIL_PERCENT)
            .minus(Sources.device(device, Metric.OWN_TIME_PERCENT));
    return Finding.of(this, Subject.of(device))
        .says(
            device.label()
                + " is less busy than %util says: "
                + Words.percent(util)
                + " of clock ticks, "
                + Words.percent(own)
                + " by the requests' own times")
        .evidence("%util less own times", difference, APART)
        .evidence("%util", Sources.device(device, Metric.UTIL_PERCENT), "%")
        .evidence("own times", Sources.device(device, Metric.OWN_TIME_PERCENT), "%")
        .severity(Severity.NOTE)
        .sure(Confidence.HIGH)
        .act("judge it by the time of a request (await), not by %util")
        .check("iosleuth explain --rule util-sampled")
        .in(given);
  }

  private Reading<Finding> tooLow(Case given, Device device, double util, double queue) {
    Finding.Draft draft =
        Finding.of(this, Subject.of(device))
            .says(
                device.label()
                    + " is busier than %util says: "
                    + Words.figure(util)
                    + " %, with "
                    + Words.figure(queue)
                    + " requests under way on average")
            .evidence("%util", Sources.device(device, Metric.UTIL_PERCENT), "%")
            .evidence("requests under way", Sources.device(device, Metric.QUEUE), AT_ALL)
            .severity(Severity.NOTE)
            .sure(Confidence.MEDIUM)
            .or("the times of the requests are wrong, not %util: see absurd-counters")
            .act("judge it by the time of a request and by its queue, not by %util")
            .check("iosleuth explain --rule util-sampled");
    if (util > 0) {
      draft.evidence(
          "requests under way while busy",
          Sources.device(device, Metric.QUEUE)
              .times(100)
              .over(Sources.device(device, Metric.UTIL_PERCENT)),
          IMPOSSIBLE);
    }
    return draft.in(given);
  }
}
