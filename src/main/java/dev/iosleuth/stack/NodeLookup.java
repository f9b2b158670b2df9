package dev.iosleuth.stack;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Lookup.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Names of nodes: exact ones first, then what else identifies a device. */
final class NodeLookup {
  private static final List<String> DISK_KEYS =
      List.of(
          "ID_SERIAL_SHORT", "ID_SERIAL", "ID_WWN", "ID_WWN_WITH_EXTENSION", "SCSI_IDENT_SERIAL");
  private static final List<String> CONTENT_KEYS =
      List.of(
          "ID_FS_UUID",
          "ID_FS_LABEL",
          "ID_PART_ENTRY_UUID",
          "ID_PART_ENTRY_NAME",
          "DM_UUID",
          "MD_UUID",
          "MD_NAME",
          "MD_DEVNAME");

  private final Sample sample;
  private final Stack stack;
  private final Devices devices;

  NodeLookup(Sample sample, Stack stack) {
    this.sample = sample;
    this.stack = stack;
    this.devices = new Devices(sample);
  }

  Optional<Answer> find(String name) {
    return Lookup.one(stack.find(new NodeId(name)).stream().toList())
        .or(() -> Lookup.one(device(devices.at(name))))
        .or(() -> Lookup.one(where(node -> isNumber(node, name))))
        .or(() -> Lookup.one(where(node -> node.name().equals(name))))
        .or(() -> Lookup.all(where(node -> node.attribute("resource").equals(name))))
        .or(() -> Lookup.all(where(node -> node.attribute("instance").equals(name))))
        .or(() -> Lookup.all(devicesWhere(device -> serial(device, name))))
        .or(() -> Lookup.one(devicesWhere(device -> content(device, name))))
        .or(() -> Lookup.one(where(node -> pooled(node, name))))
        .or(() -> Lookup.one(where(node -> bareVolume(node, name))));
  }

  private List<Node> where(Predicate<Node> wanted) {
    return stack.nodes().values().stream().filter(wanted).toList();
  }

  private List<Node> devicesWhere(Predicate<BlockDevice> wanted) {
    return sample.topology().devices().values().stream()
        .filter(wanted)
        .flatMap(device -> stack.find(NodeId.device(device.name())).stream())
        .sorted((one, other) -> one.id().compareTo(other.id()))
        .toList();
  }

  private List<Node> device(Optional<BlockDevice> device) {
    return device.flatMap(d -> stack.find(NodeId.device(d.name()))).stream().toList();
  }

  /** 254:3 is the device, not the file system upon it; 0:42 the file system without a device. */
  private static boolean isNumber(Node node, String name) {
    return node.dev().isPresent()
        && node.dev().get().toString().equals(name)
        && (node.isDevice() || node.dev().get().major() == 0);
  }

  private boolean serial(BlockDevice device, String name) {
    if (device.personality() instanceof BlockDevice.Personality.Partition) {
      return false;
    }
    return device.serial().optional().map(String::strip).equals(Optional.of(name))
        || property(device, DISK_KEYS, name);
  }

  /** The uuid or label of what is on it, or its own as volume or array. */
  private boolean content(BlockDevice device, String name) {
    boolean volume =
        device.personality() instanceof BlockDevice.Personality.DeviceMapper dm
            && same(dm.uuid(), name);
    return volume || property(device, CONTENT_KEYS, name);
  }

  private boolean property(BlockDevice device, List<String> keys, String name) {
    Map<String, String> properties = sample.topology().udev().getOrDefault(device.name(), Map.of());
    return keys.stream()
        .map(key -> properties.getOrDefault(key, ""))
        .anyMatch(value -> same(value, name));
  }

  private static boolean same(String value, String name) {
    return value.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
  }

  /** btrfs volumes have several devices but one label and uuid. */
  private static boolean pooled(Node node, String name) {
    return node.kind() == Node.Kind.FILESYSTEM
        && Stream.of("uuid", "label").anyMatch(key -> same(node.attribute(key), name));
  }

  private static boolean bareVolume(Node node, String name) {
    boolean named = node.kind() == Node.Kind.VOLUME || node.kind() == Node.Kind.REMOTE;
    return named && node.name().endsWith("/" + name);
  }
}
