package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.BlockDevice.Personality.MdArray;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** How fast arrays are checked and recovered: too fast for others, or too slow to be safe. */
final class SyncSpeeds {
  static final Threshold LEAST =
      new Threshold(
          "speed of a check when others want the disks, at least",
          50_000,
          "KiB/s",
          "md(4), speed_limit_min: 1,000 by default; chosen: a third of what a disk that turns"
              + " can");
  static final Threshold DAYS =
      new Threshold(
          "days that a recovery takes at least",
          7,
          "days",
          "chosen: for a week one more failure costs the data; md(4), speed_limit_max");

  static final Set<String> REDUNDANT = Set.of("raid1", "raid4", "raid5", "raid6", "raid10");

  private static final double SECTORS_PER_KIB = 2;
  private static final double SECONDS_PER_DAY = 86_400;

  private final KernelSettings rule;
  private final Case given;
  private final Sample sample;

  SyncSpeeds(KernelSettings rule, Case given, Sample sample) {
    this.rule = rule;
    this.given = given;
    this.sample = sample;
  }

  List<Reading<Optional<Finding>>> looks() {
    var looks = new ArrayList<Reading<Optional<Finding>>>();
    for (BlockDevice device : arrays(sample)) {
      looks.add(least(device));
      looks.add(most(device));
    }
    return looks;
  }

  /** That have copies or parity, by their names. */
  static List<BlockDevice> arrays(Sample sample) {
    return sample.topology().devices().values().stream()
        .filter(device ->
            device.personality() instanceof MdArray array
                && array.level().map(REDUNDANT::contains).orElse(false))
        .sorted(Comparator.comparing(BlockDevice::name))
        .toList();
  }

  /** The disks that it lies on, or that its parts are of. */
  static List<BlockDevice> disks(Sample sample, BlockDevice array) {
    return array.slaves().stream()
        .flatMap(name -> sample.topology().device(name).stream())
        .flatMap(device ->
            device.personality() instanceof Personality.Partition part
                ? sample.topology().device(part.disk()).stream()
                : Stream.of(device))
        .distinct()
        .toList();
  }

  /** An array's own limit where it has one, else the host's, named by the file that sets it. */
  private Source limit(
      BlockDevice array, String name, Function<HostSettings.SyncLimit, Reading<Long>> which) {
    HostSettings settings = sample.topology().settings();
    Reading<Long> own = own(settings, array, which);
    boolean ofHost = own.optional().isEmpty() || own.equals(which.apply(settings.syncLimit()));
    return ofHost
        ? HostSources.file(
            "proc/sys/dev/raid/speed_limit_" + name,
            s -> which.apply(s.topology().settings().syncLimit()))
        : HostSources.file(
            "sys/block/" + array.name() + "/md/sync_speed_" + name,
            s -> own(s.topology().settings(), array, which));
  }

  private static Reading<Long> own(
      HostSettings settings,
      BlockDevice array,
      Function<HostSettings.SyncLimit, Reading<Long>> which) {
    return Optional.ofNullable(settings.arrays().get(array.name()))
        .map(which)
        .orElse(Reading.absent("nothing tells it of " + array.name()));
  }

  private Reading<Optional<Finding>> least(BlockDevice array) {
    Source limit = limit(array, "min", HostSettings.SyncLimit::least);
    double speed = limit.amount(given).orElse(0.0);
    boolean turns = disks(sample, array).stream().anyMatch(disk -> TurningDisks.turns(given, disk));
    if (speed < LEAST.value() || !turns) {
      return Verdict.none();
    }
    return draft(
            array,
            "a check or recovery of "
                + array.name()
                + " takes "
                + Words.mib(speed)
                + " of each disk, even when others want them")
        .evidence(LEAST.name(), limit, LEAST)
        .severity(Severity.NOTE)
        .or("it was raised for a recovery that is to end soon")
        .act("sysctl dev.raid.speed_limit_min=1000")
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> most(BlockDevice array) {
    Optional<BlockDevice> member =
        array.slaves().stream()
            .flatMap(name -> sample.topology().device(name).stream())
            .min(Comparator.comparingLong(device -> device.sizeSectors().orElse(Long.MAX_VALUE)));
    Source limit = limit(array, "max", HostSettings.SyncLimit::most);
    if (member.isEmpty() || limit.amount(given).orElse(0.0) <= 0) {
      return Verdict.none();
    }
    Source days = size(member.get()).over(SECTORS_PER_KIB).over(limit).over(SECONDS_PER_DAY);
    double least = days.amount(given).orElse(0.0);
    if (least < DAYS.value()) {
      return Verdict.none();
    }
    return draft(
            array,
            "a recovery of "
                + array.name()
                + " takes at least "
                + Words.figure(least)
                + " days at the speed that is allowed, "
                + Words.mib(limit.amount(given).orElse(0.0))
                + " a disk")
        .evidence(DAYS.name(), days, DAYS)
        .evidence("speed at most", limit, "KiB/s")
        .severity(Severity.WARNING)
        .act("sysctl dev.raid.speed_limit_max=200000")
        .in(given)
        .map(Optional::of);
  }

  private static Source size(BlockDevice device) {
    String folder =
        device.personality() instanceof Personality.Partition part
            ? "sys/block/" + part.disk() + "/"
            : "sys/block/";
    return HostSources.file(
        folder + device.name() + "/size",
        s ->
            s.topology()
                .device(device.name())
                .map(BlockDevice::sizeSectors)
                .orElse(Reading.absent("there is no such device")));
  }

  private Finding.Draft draft(BlockDevice array, String says) {
    return Finding.of(rule, new Subject("device", array.name()))
        .says(says)
        .sure(Confidence.HIGH)
        .check("grep -H . /proc/sys/dev/raid/* /sys/block/" + array.name() + "/md/sync_speed_*");
  }
}
