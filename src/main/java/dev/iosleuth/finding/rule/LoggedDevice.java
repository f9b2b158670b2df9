package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.proc.Swaps;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this host knows of a device that the kernel log names.
 *
 * @param name kernel name, or what the message says where the host has no such device; may be empty
 * @param bare floppies, CD drives, and what can lose its medium while nothing is mounted from it
 * @param pathOf the device that has other ways to the same disk
 */
record LoggedDevice(String name, boolean bare, Optional<String> pathOf) {
  private static final Pattern NUMBER = Pattern.compile("\\d+:\\d+");
  private static final Pattern SCSI_ADDRESS = Pattern.compile("\\d+:\\d+:\\d+:\\d+");

  /** Drives that stand empty as a rule: a guest's floppy, an optical drive. */
  private static final Pattern DRIVE = Pattern.compile("(fd|sr)\\d+");

  /** drivers/nvme/host/multipath.c nvme_mpath_set_disk_name(): subsystem, controller, head. */
  private static final Pattern NVME_PATH = Pattern.compile("(nvme\\d+)c\\d+(n\\d+)");

  static LoggedDevice of(Case given, String said) {
    Topology topology =
        given.last().map(sample -> sample.topology()).optional().orElse(Topology.empty());
    String name = named(topology, said).orElse(said);
    return new LoggedDevice(name, bare(topology, name), pathOf(topology, name));
  }

  /**
   * Nothing is lost where nothing lies on it, or where another path leads there.
   *
   * @param seen patterns of the kind that fitted
   */
  Severity severity(Complaint kind, Set<String> seen) {
    if (bare) {
      return Severity.NOTE;
    }
    return pathOf.isPresent() && kind.hasOtherWays(seen) ? Severity.WARNING : kind.severity();
  }

  /** As findings begin; empty where the message names none. */
  String label() {
    if (name.isEmpty()) {
      return "";
    }
    return (NUMBER.matcher(name).matches() ? "device " : "")
        + name
        + pathOf.map(head -> " (a path of " + head + ")").orElse("")
        + ": ";
  }

  /** By its device number, or by its place on a SCSI host. */
  private static Optional<String> named(Topology topology, String said) {
    if (NUMBER.matcher(said).matches()) {
      return topology.devices().values().stream()
          .filter(one -> (one.dev().major() + ":" + one.dev().minor()).equals(said))
          .map(BlockDevice::name)
          .findFirst();
    }
    return SCSI_ADDRESS.matcher(said).matches()
        ? topology.settings().places().entrySet().stream()
            .filter(place -> (place.getValue() + "/").contains("/" + said + "/"))
            .map(Map.Entry::getKey)
            .findFirst()
        : Optional.empty();
  }

  private static boolean bare(Topology topology, String name) {
    if (DRIVE.matcher(name).matches()) {
      return true;
    }
    return topology
        .device(name)
        .filter(one -> one.removable().optional().orElse(false))
        .filter(one -> parts(topology, one).noneMatch(part -> used(topology, part)))
        .isPresent();
  }

  /** The device itself, too. */
  private static Stream<BlockDevice> parts(Topology topology, BlockDevice whole) {
    return topology.devices().values().stream()
        .filter(one ->
            one.equals(whole)
                || (one.personality() instanceof Personality.Partition part
                    && part.disk().equals(whole.name())));
  }

  /** A file system of several devices has a number of its own: it is known by its source. */
  private static boolean used(Topology topology, BlockDevice device) {
    String path = "/dev/" + device.name();
    List<Mountinfo.Mount> mounts = topology.mounts().map(Mountinfo::mounts).orElse(List.of());
    List<Swaps.Swap> swaps = topology.swaps().map(Swaps::swaps).orElse(List.of());
    boolean held =
        device.holders().stream()
            .map(topology::device)
            .flatMap(Optional::stream)
            .anyMatch(holder -> !(holder.personality() instanceof Personality.Partition));
    return held
        || mounts.stream()
            .anyMatch(mount -> mount.dev().equals(device.dev()) || mount.source().equals(path))
        || swaps.stream().anyMatch(swap -> swap.file().equals(path));
  }

  private static Optional<String> pathOf(Topology topology, String name) {
    Matcher nvme = NVME_PATH.matcher(name);
    if (nvme.matches()) {
      return Optional.of(nvme.group(1) + nvme.group(2));
    }
    return topology.device(name).map(BlockDevice::holders).orElse(List.of()).stream()
        .flatMap(holder -> topology.device(holder).stream())
        .filter(holder ->
            holder.personality() instanceof Personality.DeviceMapper mapped
                && mapped.uuid().startsWith("mpath-"))
        .map(BlockDevice::name)
        .findFirst();
  }

  /** Its drive, as smartctl calls it; of a path by NVMe that of the namespace. */
  Optional<String> drive(Case given) {
    return bare
        ? Optional.empty()
        : Smart.asked(given, NVME_PATH.matcher(name).matches() ? pathOf.orElse(name) : name);
  }

  /** What it may be instead of a fault of this kind. */
  String or(Complaint kind, Set<String> seen) {
    if (bare) {
      return "no fault: a drive without a medium that somebody asked all the same";
    }
    return pathOf
        .filter(_ -> kind.hasOtherWays(seen))
        .map(head -> "nothing is lost: " + head + " has other paths, by which it is asked again")
        .orElse(kind.or(seen));
  }

  String advice(Complaint kind) {
    return bare
        ? "take the drive out of the machine's configuration if nobody needs it (of a floppy: the"
            + " module floppy)"
        : kind.advice();
  }
}
