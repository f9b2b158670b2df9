package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Step;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.reading.Reading;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Processors wait for I/O and no disk is busy. */
final class IowaitWithoutDisk implements Rule {
  private static final Threshold IOWAIT =
      new Threshold(
          "%iowait",
          10,
          "%",
          "proc(5): idle time while something waits for I/O; of 8 processors one process that"
              + " always waits makes 12 %");
  private static final Threshold IDLE =
      new Threshold(
          "busy", 10, "%", "of the busiest disk: nobody waits for it often enough to be seen");
  private static final String HEADING = "%iowait";

  @Override
  public About about() {
    return new About(
        "iowait-without-disk",
        "the processors wait for I/O, and no disk is busy",
        "%iowait is idle time while some process waits for I/O. Where no disk here is busy, what is"
            + " waited for is elsewhere: a network file system, a remote block device, FUSE, a"
            + " device that is not counted. Some kernels also count waiting for an event by"
            + " io_uring as I/O.",
        "%iowait at least "
            + Words.percent(IOWAIT.value())
            + " while no disk is more than "
            + Words.percent(IDLE.value())
            + " busy. Not where a device that answers nothing (hung-device) stood still for as much of"
            + " the time: it is that which is waited for.",
        About.Sort.CAUSE,
        List.of(Need.CPU, Need.DEVICE_FIGURES),
        List.of(IOWAIT, IDLE));
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.cpu() instanceof Reading.Known<Map<String, Double>>(var cpu))) {
      return Verdict.couldNotTell(given.cpu().whyNot().orElse("?"));
    }
    Double iowait = cpu.get(HEADING);
    if (iowait == null) {
      return Verdict.couldNotTell("nothing tells %iowait");
    }
    if (iowait < IOWAIT.value()) {
      return Verdict.nothing();
    }
    if (!(given.disks() instanceof Reading.Known<List<Device>>(List<Device> disks))) {
      return Verdict.couldNotTell(given.disks().whyNot().orElse("?"));
    }
    return hangs(given, iowait)
        ? Verdict.nothing()
        : Verdict.of(look(given, iowait, ownDisks(disks)));
  }

  /** Waiters of a device that hangs make no more iowait than the time for which it hangs. */
  private static boolean hangs(Case given, double iowait) {
    List<Step> steps = given.steps().orElse(List.of());
    return given.devices().orElse(List.of()).stream()
        .anyMatch(device -> {
          Standstill stand = Standstill.longest(device, steps);
          return stand.hangs() && 100 * stand.share(device, steps) >= iowait;
        });
  }

  private Reading<Optional<Finding>> look(Case given, double iowait, List<Device> disks) {
    // several short requests at once may hide behind few ticks
    if (disks.stream()
        .anyMatch(disk ->
            disk.get(Metric.UTIL_PERCENT) >= IDLE.value()
                || disk.get(Metric.OWN_TIME_PERCENT) >= IDLE.value())) {
      return Verdict.none();
    }
    for (Device disk : disks) {
      Optional<String> missing =
          disk.active() ? disk.missing(Metric.UTIL_PERCENT) : Optional.empty();
      if (missing.isPresent()) {
        return Verdict.untold(disk.name() + ": " + missing.get());
      }
    }
    Optional<Device> busiest =
        disks.stream()
            .filter(disk -> disk.get(Metric.UTIL_PERCENT) > 0)
            .max(Comparator.comparingDouble(disk -> disk.get(Metric.UTIL_PERCENT)));
    Optional<Device> above = above(given, disks);
    Finding.Draft draft =
        Finding.of(this, Subject.host(host(given)))
            .says(
                "the processors wait for I/O "
                    + Words.percent(iowait)
                    + " of their time, and "
                    + above
                        .map(device ->
                            device.label()
                                + " is "
                                + Words.percent(device.get(Metric.UTIL_PERCENT))
                                + " busy, but not the disks: what is waited for lies between")
                        .orElse("no disk is busy"))
            .evidence(HEADING, Sources.cpu(HEADING), IOWAIT)
            .sure(Confidence.MEDIUM)
            .or("a network file system: nfsiostat 1, mount -t nfs,nfs4,cifs,ceph")
            .or("io_uring: from Linux 6.1 on a thread that waits for an event may count as iowait")
            .act("ps -eo pid,stat,wchan:30,comm | grep ' D'")
            .act("iosleuth ledger --by process")
            .check("iosleuth explain --rule iowait-without-disk");
    above.ifPresent(device ->
        draft
            .evidence(device.name() + " busy", Sources.device(device, Metric.UTIL_PERCENT), IDLE)
            .or("a cgroup's limit: io.max, blkio.throttle.read_iops_device and the like"));
    busiest.ifPresent(disk ->
        draft.evidence(disk.name() + " busy", Sources.device(disk, Metric.UTIL_PERCENT), IDLE));
    return draft.in(given).map(Optional::of);
  }

  /** Loop devices lie on files, wherever these are: disks only where there are no others. */
  private static List<Device> ownDisks(List<Device> disks) {
    List<Device> own = disks.stream().filter(disk -> disk.kind() != Device.Kind.LOOP).toList();
    return own.isEmpty() ? disks : own;
  }

  /** The busiest device that is no disk itself. */
  private static Optional<Device> above(Case given, List<Device> disks) {
    return given.devices().orElse(List.of()).stream()
        .filter(
            device -> !disks.contains(device) && device.get(Metric.UTIL_PERCENT) >= IDLE.value())
        .max(Comparator.comparingDouble(device -> device.get(Metric.UTIL_PERCENT)));
  }

  private static String host(Case given) {
    return given.last().map(sample -> sample.host()).orElse("");
  }
}
