package dev.iosleuth.stack;

import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.unit.DevNo;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A node for every block device that has a size, or whose size nobody knows: loop devices that are
 * not attached, empty drives and arrays that were stopped are left out.
 */
final class DeviceNodes {
  /** Disk drivers that take bios and make no requests: drivers/nvdimm, ZFS's zvols. */
  private static final Set<String> BIO_DISKS = Set.of("pmem", "zd", "dcssblk");

  private DeviceNodes() {}

  static void add(Draft draft) {
    var names = new DeviceNames(draft);
    Set<String> heads = heads(draft.devices());
    for (BlockDevice device : draft.devices().all()) {
      if (device.sizeSectors().orElse(-1L) == 0) {
        continue;
      }
      var node =
          new NodeDraft(
              NodeId.device(device.name()),
              kind(device),
              names.name(device),
              device.name(),
              device.dev().equals(DevNo.NONE) ? Optional.empty() : Optional.of(device.dev()),
              counting(device, draft, heads));
      DeviceAttributes.show(device, draft.sample(), node);
      draft.add(node);
    }
  }

  private static Set<String> heads(Devices devices) {
    var heads = new HashSet<String>();
    for (BlockDevice device : devices.all()) {
      if (device.personality() instanceof Personality.NvmeHead) {
        heads.add(device.name());
      }
    }
    return heads;
  }

  private static Node.Kind kind(BlockDevice device) {
    return switch (device.personality()) {
      case Personality.Disk _ -> Node.Kind.DISK;
      case Personality.Partition _ -> Node.Kind.PARTITION;
      case Personality.DeviceMapper _ -> Node.Kind.VOLUME;
      case Personality.MdArray _ -> Node.Kind.ARRAY;
      case Personality.Loop _ -> Node.Kind.LOOP;
      case Personality.Drbd _ -> Node.Kind.DRBD;
      case Personality.Rbd _, Personality.Nbd _ -> Node.Kind.REMOTE;
      case Personality.Bcache _ -> Node.Kind.CACHE;
      case Personality.Zram _, Personality.Ram _ -> Node.Kind.MEMORY;
      case Personality.NvmeHead _ -> Node.Kind.DISK;
      case Personality.NvmePath _ -> Node.Kind.PATH;
    };
  }

  private static Node.Counting counting(BlockDevice device, Draft draft, Set<String> heads) {
    return switch (device.personality()) {
      case Personality.Disk _ -> disk(device.name());
      case Personality.Partition(String disk, _, _) ->
          heads.contains(disk) ? Node.Counting.NONE : Node.Counting.PARTITION;
      case Personality.DeviceMapper dm ->
          requestBased(dm, draft) ? Node.Counting.REQUEST : Node.Counting.BIO;
      case Personality.MdArray _,
          Personality.Drbd _,
          Personality.Bcache _,
          Personality.Zram _,
          Personality.Ram _ ->
          Node.Counting.BIO;
      case Personality.Loop _, Personality.Rbd _, Personality.Nbd _, Personality.NvmePath _ ->
          Node.Counting.REQUEST;
      case Personality.NvmeHead head ->
          hasPaths(head, draft) ? Node.Counting.NONE : Node.Counting.REQUEST;
    };
  }

  /** A head whose paths are not to be seen is counted itself. */
  private static boolean hasPaths(Personality.NvmeHead head, Draft draft) {
    return head.paths().stream().anyMatch(path -> draft.devices().named(path).isPresent());
  }

  private static Node.Counting disk(String name) {
    for (String driver : BIO_DISKS) {
      if (name.startsWith(driver)) {
        return Node.Counting.BIO;
      }
    }
    return Node.Counting.REQUEST;
  }

  /**
   * Multipath takes requests unless its features say {@code queue_mode bio} (drivers/md/dm-mpath.c,
   * from 4.8 on); every other target takes bios.
   */
  private static boolean requestBased(Personality.DeviceMapper dm, Draft draft) {
    List<Target> table = DmTables.of(draft.sample(), dm.dmName());
    if (table.isEmpty()) {
      return dm.uuid().startsWith("mpath-");
    }
    Target first = table.getFirst();
    return first.type().equals("multipath") && !first.arguments().contains("queue_mode bio");
  }
}
