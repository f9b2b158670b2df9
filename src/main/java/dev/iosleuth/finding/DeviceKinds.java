package dev.iosleuth.finding;

import dev.iosleuth.finding.Device.Kind;
import dev.iosleuth.stack.Node;
import java.util.regex.Pattern;

/** What kind of device it is, by the stack or, in a log, by its name. */
final class DeviceKinds {
  private static final Pattern WHOLE_DISK =
      Pattern.compile("(sd[a-z]+|hd[a-z]|cciss/c\\d+d\\d+|dasd[a-z]+|mmcblk\\d+)");
  private static final Pattern PARTITION =
      Pattern.compile(
          "((sd|hd|vd|xvd|dasd)[a-z]+\\d+|(nvme\\d+n\\d+|mmcblk\\d+|cciss/c\\d+d\\d+|md\\d+|drbd\\d+|loop\\d+)p\\d+)");

  private DeviceKinds() {}

  static Kind of(Node node) {
    return switch (node.kind()) {
      case PARTITION -> Kind.PARTITION;
      case VOLUME -> Kind.VOLUME;
      case ARRAY -> Kind.ARRAY;
      case DRBD -> Kind.DRBD;
      case LOOP -> Kind.LOOP;
      case CACHE -> Kind.CACHE;
      case REMOTE -> Kind.REMOTE;
      case MEMORY -> Kind.MEMORY;
      case PATH -> Kind.PATH;
      case DISK -> disk(node);
      case GUEST, PROCESS, CGROUP, FILESYSTEM, SWAP, POOL, FILE, PEER -> Kind.UNKNOWN;
    };
  }

  private static Kind disk(Node node) {
    if (node.leaf().filter(leaf -> leaf == Node.LeafKind.VIRTUAL).isPresent()) {
      return Kind.VIRTUAL;
    }
    if (node.kernelName().startsWith("nvme")) {
      return Kind.NVME;
    }
    return switch (node.attribute("rotational")) {
      case "yes" -> Kind.SPINNING;
      case "no" -> Kind.FLASH;
      default -> Kind.DISK;
    };
  }

  static Kind of(String name) {
    if (PARTITION.matcher(name).matches()) {
      return Kind.PARTITION;
    }
    if (WHOLE_DISK.matcher(name).matches()) {
      return Kind.DISK;
    }
    if (name.startsWith("nvme")) {
      return Kind.NVME;
    }
    if (name.startsWith("vd") || name.startsWith("xvd")) {
      return Kind.VIRTUAL;
    }
    if (name.startsWith("md")) {
      return Kind.ARRAY;
    }
    if (name.startsWith("dm-") || name.startsWith("VolGroup")) {
      return Kind.VOLUME;
    }
    if (name.startsWith("drbd")) {
      return Kind.DRBD;
    }
    if (name.startsWith("loop")) {
      return Kind.LOOP;
    }
    if (name.startsWith("bcache")) {
      return Kind.CACHE;
    }
    if (name.startsWith("nbd") || name.startsWith("rbd")) {
      return Kind.REMOTE;
    }
    return name.startsWith("ram") || name.startsWith("zram") ? Kind.MEMORY : Kind.UNKNOWN;
  }

  /** Whether it is a disk, or may be one: what a log names does not say what lies on what. */
  static boolean bottom(Kind kind) {
    return switch (kind) {
      case SPINNING, FLASH, NVME, DISK, VIRTUAL, REMOTE, PATH -> true;
      case MEMORY, ARRAY, VOLUME, DRBD, LOOP, CACHE, PARTITION, UNKNOWN -> false;
    };
  }
}
