package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import java.util.List;

/** Disks that turn, as far as can be told. */
final class TurningDisks {
  private TurningDisks() {}

  /** Their names. */
  static List<String> of(Case given, Sample sample) {
    return sample.topology().devices().values().stream()
        .filter(device -> device.personality() instanceof BlockDevice.Personality.Disk)
        .filter(device -> device.sizeSectors().orElse(0L) > 0)
        .filter(device -> turns(given, device))
        .map(BlockDevice::name)
        .sorted()
        .toList();
  }

  /** Virtual disks say that they turn, which tells nothing. */
  static boolean isVirtual(Case given, BlockDevice disk) {
    return given.device(disk.name()).map(d -> d.kind() == Device.Kind.VIRTUAL).orElse(false)
        || disk.name().startsWith("vd")
        || disk.name().startsWith("xvd");
  }

  static boolean turns(Case given, BlockDevice disk) {
    return disk.queue().rotational().orElse(false) && !isVirtual(given, disk);
  }
}
