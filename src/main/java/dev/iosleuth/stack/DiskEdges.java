package dev.iosleuth.stack;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import java.util.Optional;

/** The steps from partitions, NVMe heads, bcache and zram devices to what they name themselves. */
final class DiskEdges {
  private DiskEdges() {}

  static void add(Draft draft) {
    for (BlockDevice device : draft.devices().all()) {
      if (!(device.personality() instanceof Personality.Loop)
          && draft.has(NodeId.device(device.name()))) {
        add(draft, device);
      }
    }
  }

  private static void add(Draft draft, BlockDevice device) {
    switch (device.personality()) {
      case Personality.Partition(String disk, _, _) ->
          draft.edge(device, disk, Edge.Role.PARTITION, device.sizeSectors().orElse(0L));
      case Personality.NvmeHead head ->
          head.paths().stream()
              .filter(path -> draft.has(NodeId.device(path)))
              .forEach(path -> draft.edge(device, path, Edge.Role.PATH, 0));
      case Personality.Bcache bcache -> bcache(draft, device, bcache);
      case Personality.Zram(var backing, _) ->
          backing
              .optional()
              .filter(path -> !path.equals("none"))
              .flatMap(draft.devices()::at)
              .ifPresent(lower -> draft.edge(device, lower.name(), Edge.Role.ENTRY, 0));
      case Personality.Disk _,
          Personality.DeviceMapper _,
          Personality.MdArray _,
          Personality.Loop _,
          Personality.Drbd _,
          Personality.Rbd _,
          Personality.Nbd _,
          Personality.NvmePath _,
          Personality.Ram _ -> {
        // these have rules of their own, or nothing below
      }
    }
  }

  private static void bcache(Draft draft, BlockDevice device, Personality.Bcache bcache) {
    Optional<String> backing =
        bcache
            .backing()
            .optional()
            .or(() ->
                device.slaves().stream()
                    .filter(slave -> !bcache.caches().contains(slave))
                    .findFirst());
    backing.ifPresent(
        lower -> draft.edge(device, lower, Edge.Role.WHOLE, device.sizeSectors().orElse(0L)));
    for (String cache : bcache.caches()) {
      draft.edge(device, cache, Edge.Role.CACHE, 0);
    }
    for (String slave : device.slaves()) {
      if (!bcache.caches().contains(slave) && !backing.equals(Optional.of(slave))) {
        draft.edge(device, slave, Edge.Role.CACHE, 0);
      }
    }
  }
}
