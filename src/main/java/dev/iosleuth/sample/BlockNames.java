package dev.iosleuth.sample;

import dev.iosleuth.kernel.tool.DmName;
import dev.iosleuth.sample.BlockDevice.Personality.DeviceMapper;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The block device behind a path below /dev. */
final class BlockNames {
  private static final String DEV = "/dev/";

  private final Map<String, DevNo> devices = new HashMap<>();

  BlockNames(Topology topology) {
    for (BlockDevice device : topology.devices().values()) {
      devices.put(DEV + device.name(), device.dev());
      if (device.personality() instanceof DeviceMapper(String name, String uuid, _)) {
        devices.put(DEV + "mapper/" + name, device.dev());
        volume(name, uuid).ifPresent(path -> devices.put(path, device.dev()));
      }
    }
  }

  /** LVM's own name of a volume: a link that another program's /dev, or a recording, may lack. */
  private static Optional<String> volume(String name, String uuid) {
    return DmName.volume(name)
        .filter(volume -> uuid.startsWith("LVM-") && volume.layer().isEmpty())
        .map(volume -> DEV + volume.group() + "/" + volume.name());
  }

  /** By its name where the kernel's names tell, else by asking the node. */
  Optional<DevNo> find(Tree tree, String path) {
    if (!path.startsWith(DEV)) {
      return Optional.empty();
    }
    DevNo known = devices.get(path);
    return known != null ? Optional.of(known) : tree.device(path.substring(1)).optional();
  }
}
