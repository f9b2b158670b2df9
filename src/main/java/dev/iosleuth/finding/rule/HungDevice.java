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
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality.DeviceMapper;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.NodeId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Requests are under way and none completes. */
final class HungDevice implements Rule {
  /** Of each thread in state D; only root may read them. */
  private static final String STACKS =
      "ps -eLo lwp=,stat= | awk '$2 ~ /^D/ {print \"/proc/\" $1 \"/stack\"}' | xargs -r tail -v -n +1";

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
    Cost cost = Cost.time(device.name(), stand.share(device, steps));
    List<BlockDevice> suspended = suspended(given, device);
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
                    + ", with requests under way"
                    + (suspended.isEmpty() ? "" : ": " + names(suspended) + " suspended"))
            .evidence(
                timed ? "standing still" : "standing still, at a second a report",
                seconds,
                Standstill.LONG)
            .costs(timed ? cost.andLatency(stand.seconds() * 1000, "all that was under way") : cost)
            .severity(stand.atEnd() ? Severity.CRITICAL : Severity.WARNING)
            .sure(Confidence.HIGH)
            .or(
                "one command that takes so long by its nature: a discard or an erase of much, a"
                    + " tape");
    resume(suspended, draft);
    draft.act("dmesg -T | tail -50");
    Smart.asked(given, device.name()).ifPresent(drive -> draft.act("smartctl -x /dev/" + drive));
    return draft.act(STACKS).check("iosleuth explain --rule hung-device").in(given);
  }

  /** Volumes that device-mapper holds back at the end: itself, or of what it stands on. */
  private static List<BlockDevice> suspended(Case given, Device device) {
    Set<NodeId> below =
        device
            .node()
            .flatMap(node -> given.stack().map(stack -> stack.below(node.id())).optional())
            .orElse(Set.of());
    return given.last().map(s -> s.topology().devices().values()).optional().stream()
        .flatMap(Collection::stream)
        .filter(one -> below.contains(NodeId.device(one.name())))
        .filter(one -> mapped(one).flatMap(dm -> dm.suspended().optional()).orElse(false))
        .sorted(Comparator.comparing(BlockDevice::name))
        .toList();
  }

  private static Optional<DeviceMapper> mapped(BlockDevice device) {
    return device.personality() instanceof DeviceMapper dm ? Optional.of(dm) : Optional.empty();
  }

  private static String title(BlockDevice device) {
    return mapped(device).map(DeviceMapper::dmName).orElse("");
  }

  private static String names(List<BlockDevice> suspended) {
    return suspended.stream()
            .map(one -> one.name() + " (" + title(one) + ")")
            .collect(Collectors.joining(", "))
        + (suspended.size() == 1 ? " is" : " are");
  }

  /** What is suspended queues what comes until it is resumed: dmsetup(8), suspend. */
  private static void resume(List<BlockDevice> suspended, Finding.Draft draft) {
    if (suspended.isEmpty()) {
      draft.or("it was suspended: dmsetup info, a snapshot that is being taken, fsfreeze");
      return;
    }
    for (BlockDevice one : suspended) {
      draft
          .evidence(
              one.name() + " is suspended",
              HostSources.file(
                  "sys/block/" + one.name() + "/dm/suspended", s -> suspended(s, one.name())),
              "")
          .act(
              "dmsetup resume "
                  + Shell.quote(title(one))
                  + "  # once nothing works on it: ps -C lvm,lvcreate,lvconvert,pvmove,dmsetup");
    }
  }

  private static Reading<Long> suspended(Sample sample, String name) {
    return sample
        .topology()
        .device(name)
        .flatMap(HungDevice::mapped)
        .map(dm -> dm.suspended().map(yes -> yes ? 1L : 0L))
        .orElse(Reading.absent("there is no volume " + name));
  }
}
