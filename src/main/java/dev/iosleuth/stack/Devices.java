package dev.iosleuth.stack;

import dev.iosleuth.kernel.tool.DmName;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.Topology;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The block devices of a sample by kernel name, number, device-mapper name and path. */
final class Devices {
  private final Topology topology;
  private final Map<String, BlockDevice> byName = new LinkedHashMap<>();
  private final Map<DevNo, BlockDevice> byNumber = new HashMap<>();
  private final Map<String, BlockDevice> byDmName = new HashMap<>();
  private final Map<String, String> byLink;

  Devices(Sample sample) {
    this.topology = sample.topology();
    var sorted = new ArrayList<>(topology.devices().values());
    sorted.addAll(UnlistedDevices.of(sample));
    sorted.sort(Comparator.comparing(BlockDevice::dev).thenComparing(BlockDevice::name));
    sorted.forEach(this::add);
    this.byLink = DeviceLinks.of(topology.udev());
  }

  private void add(BlockDevice device) {
    byName.put(device.name(), device);
    if (!device.dev().equals(DevNo.NONE)) {
      byNumber.putIfAbsent(device.dev(), device);
    }
    if (device.personality() instanceof Personality.DeviceMapper dm) {
      byDmName.putIfAbsent(dm.dmName(), device);
      topologyName(dm).ifPresent(name -> byDmName.putIfAbsent(name, device));
    }
  }

  /** In the order of their numbers. */
  Iterable<BlockDevice> all() {
    return byName.values();
  }

  Optional<BlockDevice> named(String kernelName) {
    return Optional.ofNullable(byName.get(kernelName));
  }

  /** 0:0 is the number of many and finds none. */
  Optional<BlockDevice> numbered(DevNo dev) {
    return Optional.ofNullable(byNumber.get(dev));
  }

  /** vg-lv with hyphens doubled, or vg/lv. */
  Optional<BlockDevice> dmNamed(String name) {
    return Optional.ofNullable(byDmName.get(name));
  }

  /** A path such as /dev/sda1, /dev/mapper/vg-lv, /dev/vg/lv, /dev/disk/by-uuid/…, or a name. */
  Optional<BlockDevice> at(String path) {
    String name = path.startsWith("/dev/") ? path.substring("/dev/".length()) : path;
    String inMapper = name.startsWith("mapper/") ? name.substring("mapper/".length()) : name;
    return named(name)
        .or(() -> dmNamed(inMapper))
        .or(() -> Optional.ofNullable(byLink.get(name)).flatMap(this::named));
  }

  /** vg/lv of a logical volume. */
  Optional<String> topologyName(Personality.DeviceMapper dm) {
    Topology.LogicalVolume volume = topology.volumes().get(dm.dmName());
    if (volume != null) {
      return Optional.of(volume.group() + "/" + volume.name());
    }
    return dm.uuid().startsWith("LVM-")
        ? DmName.volume(dm.dmName()).map(Devices::name)
        : Optional.empty();
  }

  private static String name(DmName.Volume volume) {
    String layer = volume.layer().isEmpty() ? "" : "-" + volume.layer();
    return volume.group() + "/" + volume.name() + layer;
  }
}
