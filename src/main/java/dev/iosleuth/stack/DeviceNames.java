package dev.iosleuth.stack;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.DrbdResource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** What the administrator calls a device. */
final class DeviceNames {
  private final Draft draft;
  private final Map<Integer, String> drbd = new HashMap<>();

  DeviceNames(Draft draft) {
    this.draft = draft;
    var volumes = new HashMap<String, Integer>();
    draft.sample().drbd().forEach(d -> volumes.merge(d.resource(), 1, Integer::sum));
    var next = new HashMap<String, Integer>();
    draft.sample().drbd().stream()
        .filter(d -> !d.resource().isEmpty())
        .sorted(Comparator.comparingInt(DrbdResource::minor))
        .forEach(d -> {
          int volume = next.merge(d.resource(), 1, Integer::sum) - 1;
          boolean several = volumes.getOrDefault(d.resource(), 0) > 1;
          drbd.put(d.minor(), several ? d.resource() + "/" + volume : d.resource());
        });
  }

  String name(BlockDevice device) {
    return switch (device.personality()) {
      case Personality.DeviceMapper dm ->
          draft
              .devices()
              .topologyName(dm)
              .orElse(dm.dmName().isEmpty() ? device.name() : dm.dmName());
      case Personality.Drbd(int minor) -> drbd.getOrDefault(minor, device.name());
      case Personality.Rbd(var pool, var image, var snapshot) ->
          image.optional().isEmpty()
              ? device.name()
              : pool.orElse("rbd")
                  + "/"
                  + image.orElse("")
                  + snapshot.optional().filter(s -> !s.equals("-")).map(s -> "@" + s).orElse("");
      case Personality.Disk _ -> PoolNodes.volumeName(draft, device.name()).orElse(device.name());
      case Personality.Partition _,
          Personality.MdArray _,
          Personality.Loop _,
          Personality.Nbd _,
          Personality.Bcache _,
          Personality.Zram _,
          Personality.NvmeHead _,
          Personality.NvmePath _,
          Personality.Ram _ ->
          device.name();
    };
  }
}
