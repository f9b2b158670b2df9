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
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/** Requests wait for each other longer than the device takes for one. */
final class QueueWait implements Rule {
  private static final Threshold SHARE =
      new Threshold(
          "share of the time of a request that is waiting",
          60,
          "%",
          "Little's law: with 2.5 requests under way at a device that does one at a time, one is"
              + " served and the others wait");
  private static final Threshold WAIT =
      new Threshold(
          "time of a request", 5, "ms", "about a seek; less hardly hurts where a disk is asked");
  private static final Threshold BUSY =
      new Threshold(
          "busy",
          30,
          "%",
          "a queue before a device that is idle for most of the time comes in bursts: see bursts");

  @Override
  public About about() {
    return new About(
        "queue-wait",
        "requests wait for each other, not for the device",
        "The time of a request (await) has two parts: waiting behind others, and being served. If"
            + " most of it is waiting, a faster device or fewer requests at once help; if most of"
            + " it is service, the device is slow by itself.",
        "Service of a read or write = busy time without that of discards / how many, as of a device"
            + " that does one after the other. More than "
            + Words.percent(SHARE.value())
            + " of a request's time beyond that, requests of "
            + Words.ms(WAIT.value())
            + " or more, and busy at least "
            + Words.percent(BUSY.value())
            + ".",
        About.Sort.SYMPTOM,
        List.of(Need.DEVICE_FIGURES, Need.REQUEST_TIMES),
        List.of(SHARE, WAIT, BUSY));
  }

  @Override
  public Verdict examine(Case given) {
    return given.eachDisk(
        device -> device.get(Metric.DATA_PER_SECOND) != 0,
        device -> look(given, device),
        Metric.UTIL_PERCENT,
        Metric.DATA_WAIT_MS);
  }

  private Reading<Optional<Finding>> look(Case given, Device device) {
    double busy = Busy.percent(device) - TimeParts.discards(device);
    double wait = device.get(Metric.DATA_WAIT_MS);
    double service = busy * 10 / device.get(Metric.DATA_PER_SECOND);
    double share = 100 * (wait - service) / wait;
    if (wait < WAIT.value() || share < SHARE.value() || busy < BUSY.value()) {
      return Verdict.none();
    }
    return finding(given, device, wait, service).map(Optional::of);
  }

  private Reading<Finding> finding(Case given, Device device, double wait, double service) {
    Source whole = Sources.device(device, Metric.DATA_WAIT_MS);
    Source busy =
        TimeParts.discards(device) > 0
            ? Busy.source(device).minus(TimeParts.discardSource(device))
            : Busy.source(device);
    Source served = busy.times(10).over(Sources.device(device, Metric.DATA_PER_SECOND));
    Finding.Draft draft =
        Finding.of(this, Subject.of(device))
            .says(
                "of "
                    + Words.ms(wait)
                    + " that a request takes at "
                    + device.label()
                    + ", "
                    + Words.ms(wait - service)
                    + " are waiting behind others")
            .evidence(
                "share of waiting",
                Source.constant(100).times(whole.minus(served).over(whole)),
                SHARE)
            .evidence("time of a request", whole, WAIT)
            .evidence("service of one", served, "ms")
            .evidence("busy", busy, BUSY)
            .costs(Cost.latency(device.name(), wait - service, "all"))
            .sure(device.kind().serial() ? Confidence.HIGH : Confidence.LOW)
            .act(
                "fewer at once: smaller queues for whoever can wait (ionice, io.latency,"
                    + " throttles)")
            .act("or less for the device: iosleuth ledger --device " + Shell.quote(device.name()))
            .check("iosleuth explain --rule queue-wait");
    if (!device.kind().serial()) {
      draft.or(
          "it does several at once: then each takes longer than said here, and waits less. A trace"
              + " tells both");
    }
    return draft.in(given);
  }
}
