package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A device that is opened for writing again and again, and probed whenever it is closed. */
final class OpenForWriteProbe implements Rule {
  private static final Threshold EVENTS =
      new Threshold(
          "events of devices",
          12,
          "/min",
          "chosen: a host at rest has none for hours, and an administrator at work has a few; in the"
              + " laboratory ten opens a second gave 48 a minute");

  /** Fewer may be one disk that was plugged in. */
  private static final double FEWEST = 5;

  private static final Threshold READS =
      new Threshold(
          "probing reads",
          FEWEST,
          "",
          "as many as the fewest events: the kernel forgets what it read of a device when it is"
              + " closed, so that each probe reads it again");
  private static final Threshold MOST =
      new Threshold(
          "probing reads, of those of the disk that has most",
          25,
          "%",
          "chosen: one look of LVM at all devices reads a few sectors of every disk, and a device"
              + " that is opened ten times a second has many times as many");

  private static final Set<String> PROBERS =
      Set.of(
          "systemd-udevd",
          "(udev-worker)",
          "udevd",
          "blkid",
          "lvm",
          "lvs",
          "pvs",
          "vgs",
          "pvscan",
          "vgscan",
          "lvscan",
          "multipath",
          "mdadm",
          "dmsetup",
          "udisksd",
          "LVM/udev probe");

  @Override
  public About about() {
    return new About(
        "open-for-write-probe",
        "a device is opened for writing again and again",
        "udev watches block devices: whenever somebody closes one that was open for writing, it"
            + " tells everybody that the device changed, and blkid, LVM and others read it to see"
            + " what it is now. A program that opens a volume for writing each second (a monitoring"
            + " script, a backup tool, a guest manager) has it probed each second.",
        "At least "
            + Words.whole(EVENTS.value())
            + " events of devices a minute, and at least "
            + Words.whole(READS.value())
            + " reads by udev, blkid, LVM or the like; of several disks those that have at least "
            + Words.percent(MOST.value())
            + " as many of them as the one that has most.",
        About.Sort.CAUSE,
        List.of(Need.BOOKS),
        List.of(EVENTS, READS, MOST));
  }

  private static Source events() {
    return HostSources.growth("sys/kernel/uevent_seqnum", s -> s.system().uevents());
  }

  private static Source perMinute() {
    return events().over(HostSources.seconds()).times(60);
  }

  @Override
  public Verdict examine(Case given) {
    Optional<String> why =
        given
            .ledger()
            .whyNot()
            .or(() -> events().amount(given).whyNot())
            .or(() -> given.last().optional().flatMap(Lacking::processes));
    if (why.isPresent()) {
      return Verdict.couldNotTell(why.get());
    }
    boolean many =
        events().amount(given).orElse(0.0) >= FEWEST
            && perMinute().amount(given).orElse(0.0) >= EVENTS.value();
    double most =
        given.disks().optional().stream()
            .flatMap(List::stream)
            .mapToDouble(disk -> count(given, disk))
            .max()
            .orElse(0);
    return many ? given.each(given.disks(), disk -> look(given, disk, most)) : Verdict.nothing();
  }

  private static boolean probes(Account account) {
    boolean may = account.kind() == Account.Kind.PROCESS || account.kind() == Account.Kind.JOB;
    return may && PROBERS.contains(account.name());
  }

  private static List<Posting> probes(Case given, Device disk) {
    return given.books(disk).map(DeviceLedger::postings).orElse(List.of()).stream()
        .filter(p -> probes(p.account()) && p.direction() == Direction.READ && p.ops() > 0)
        .toList();
  }

  private static Source reads(Device disk) {
    return Source.amount(
        Sources.call("probing_reads", disk.name()), c -> c.ledger().map(_ -> count(c, disk)));
  }

  private static double count(Case given, Device disk) {
    return probes(given, disk).stream().mapToLong(Posting::ops).sum();
  }

  private Reading<Optional<Finding>> look(Case given, Device disk, double most) {
    double reads = count(given, disk);
    if (reads < READS.value() || reads * 100 < MOST.value() * most) {
      return Verdict.none();
    }
    List<Posting> probes = probes(given, disk);
    String where = where(given, probes, disk);
    double percent = HostSources.percent(given, disk, p -> probes(p.account()));
    String dev = Shell.quote("/dev/" + where);
    return Finding.of(this, new Subject("device", where))
        .says(
            where
                + (where.equals(disk.label()) ? " and what lies on it" : "")
                + " is probed again and again: "
                + Words.whole(perMinute().amount(given).orElse(0.0))
                + " events of devices a minute, each followed by reads of udev or LVM")
        .evidence("events of devices", perMinute(), EVENTS)
        .evidence("probing reads of " + disk.name(), reads(disk), READS)
        .costs(Cost.time(disk.name(), percent / 100))
        .sure(Confidence.MEDIUM)
        .or("devices come and go: volumes or snapshots are made, guests are started")
        .act("udevadm monitor --kernel --property  # which device, how often")
        .act("inotifywait -m -e open,close_write " + dev + "  # and lsof in the same moment: who")
        .act(
            "let that program open the device for reading only; else switch the watch off for it in"
                + " /etc/udev/rules.d: OPTIONS+=\"nowatch\"")
        .check("cat /sys/kernel/uevent_seqnum; sleep 60; cat /sys/kernel/uevent_seqnum")
        .in(given)
        .map(Optional::of);
  }

  /** Where most of them entered, if that is twice as much as anywhere else; else the disk. */
  private static String where(Case given, List<Posting> probes, Device disk) {
    Map<NodeId, Long> entries =
        probes.stream()
            .filter(p -> !p.via().isEmpty())
            .collect(
                Collectors.groupingBy(
                    p -> p.via().getFirst(), Collectors.summingLong(Posting::ops)));
    List<Map.Entry<NodeId, Long>> most =
        entries.entrySet().stream()
            .sorted(
                Map.Entry.<NodeId, Long>comparingByValue()
                    .reversed()
                    .thenComparing(e -> e.getKey().value()))
            .toList();
    boolean clear =
        !most.isEmpty()
            && (most.size() == 1 || most.get(0).getValue() >= 2 * most.get(1).getValue());
    return clear
        ? given
            .stack()
            .optional()
            .flatMap(stack -> stack.find(most.getFirst().getKey()))
            .map(node -> node.name().isEmpty() ? node.kernelName() : node.name())
            .orElse(disk.label())
        : disk.label();
  }
}
