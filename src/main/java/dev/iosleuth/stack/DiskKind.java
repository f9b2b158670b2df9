package dev.iosleuth.stack;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Topology;
import dev.iosleuth.stack.Node.LeafKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether a disk is a spindle or chip of this host, a hypervisor's, or another host's. */
final class DiskKind {
  private static final List<String> VIRTUAL_DRIVERS = List.of("vd", "xvd");
  private static final List<String> VIRTUAL_WORDS =
      List.of(
          "qemu",
          "vmware",
          "vbox",
          "virtual",
          "msft",
          "xen",
          "amazon elastic block",
          "amazon ec2",
          "persistentdisk",
          "nutanix",
          "google",
          "parallels",
          "bhyve",
          "virtio");
  private static final List<String> REMOTE_WORDS =
      List.of("lio-org", "iscsi", "iet virtual", "freenas");

  private DiskKind() {}

  static LeafKind of(BlockDevice device, Topology topology) {
    Map<String, String> udev = topology.udev().getOrDefault(device.name(), Map.of());
    if (udev.getOrDefault("ID_PATH", "").contains("-iscsi-")) {
      return LeafKind.REMOTE;
    }
    if (driven(device.name())) {
      return LeafKind.VIRTUAL;
    }
    String words =
        (device.vendor().orElse("") + " " + device.model().orElse("")).toLowerCase(Locale.ROOT);
    if (REMOTE_WORDS.stream().anyMatch(words::contains)) {
      return LeafKind.REMOTE;
    }
    return VIRTUAL_WORDS.stream().anyMatch(words::contains) ? LeafKind.VIRTUAL : LeafKind.DISK;
  }

  /** The driver's prefix and then letters: vda, xvdb; not a disk that merely begins so. */
  private static boolean driven(String name) {
    return VIRTUAL_DRIVERS.stream()
        .anyMatch(prefix ->
            name.startsWith(prefix)
                && name.length() > prefix.length()
                && Character.isLowerCase(name.charAt(prefix.length())));
  }
}
