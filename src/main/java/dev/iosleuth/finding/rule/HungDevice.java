package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Figures;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Quantity;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/** Requests are under way and none completes. */
final class HungDevice implements Rule {
  @Override
  public About about() {
    return new About(
        "hung-device",
        "requests under way and none completes",
        "The device holds requests and answers none of them: a drive that repairs itself, a cable,"
            + " a controller or a path that is gone, a suspended volume, a remote server that is"
            + " away. Whoever waits for it stands still (state D).",
        "For at least "
            + Words.whole(Standstill.LONG.value())
            + " s nothing was completed though something was under way. Reports of a log that does"
            + " not tell how long they are count as a second each, the shortest that iostat"
            + " prints.",
        About.Sort.CAUSE,
        List.of(Need.DEVICE_FIGURES),
        List.of(Standstill.LONG));
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.steps() instanceof Reading.Known<List<Step>>(List<Step> steps))) {
      return Verdict.couldNotTell(given.steps().whyNot().orElse("?"));
    }
    return given.each(given.devices(), device -> look(given, device, steps));
  }

  private Reading<Optional<Finding>> look(Case given, Device device, List<Step> steps) {
    if (device.kind() == Device.Kind.PARTITION) {
      return Verdict.none();
    }
    boolean told =
        steps.stream()
            .map(step -> step.devices().get(device.name()))
            .anyMatch(f -> f != null && !Double.isNaN(f.get(Quantity.TRANSFERS)) && tells(f));
    if (!told) {
      return device.bottom()
          ? Verdict.untold(
              device.name()
                  + ": "
                  + device.whole().whyNot().orElse("nothing tells whether requests were under way"))
          : Verdict.none();
    }
    Standstill longest = Standstill.longest(device, steps);
    return longest.hangs()
        ? finding(given, device, longest, steps).map(Optional::of)
        : Verdict.none();
  }

  private static boolean tells(Figures figures) {
    return !Double.isNaN(figures.get(Quantity.IN_FLIGHT))
        || !Double.isNaN(figures.get(Metric.UTIL_PERCENT));
  }

  private Reading<Finding> finding(Case given, Device device, Standstill stand, List<Step> steps) {
    boolean timed = !Double.isNaN(given.seconds());
    double all =
        steps.stream()
            .flatMap(step -> Optional.ofNullable(step.devices().get(device.name())).stream())
            .mapToDouble(Figures::seconds)
            .sum();
    Cost cost = Cost.time(device.name(), stand.seconds() / all);
    Source seconds =
        Source.amount(
            Sources.call("standstill_seconds", device.name()),
            c -> c.steps().map(them -> Standstill.longest(device, them).seconds()));
    Finding.Draft draft =
        Finding.of(this, Subject.of(device))
            .says(
                device.label()
                    + (stand.atEnd() ? " has answered nothing for " : " answered nothing for ")
                    + Words.figure(stand.seconds())
                    + (timed ? " s" : " reports (nothing tells how long each is)")
                    + ", with requests under way")
            .evidence(
                timed ? "standing still" : "standing still, at a second a report",
                seconds,
                Standstill.LONG)
            .costs(timed ? cost.andLatency(stand.seconds() * 1000, "all that was under way") : cost)
            .severity(stand.atEnd() ? Severity.CRITICAL : Severity.WARNING)
            .sure(Confidence.HIGH)
            .or(
                "one command that takes so long by its nature: a discard or an erase of much, a tape")
            .or("it was suspended: dmsetup info, a snapshot that is being taken, fsfreeze")
            .act("dmesg -T | tail -50");
    Smart.asked(given, device.name()).ifPresent(drive -> draft.act("smartctl -x /dev/" + drive));
    return draft
        .act("cat /proc/*/stack of what is in state D: ps -eo pid,stat,wchan:30,comm | grep ' D'")
        .check("iosleuth explain --rule hung-device")
        .in(given);
  }
}
