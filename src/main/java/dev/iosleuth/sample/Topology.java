package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.proc.Swaps;
import dev.iosleuth.kernel.tool.DmsetupTable;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands on what: changes rarely and is read again only when something says that it changed.
 *
 * @param devices by kernel name, partitions included
 * @param dmTables by dm name; without root absent
 * @param volumes LVM's names and tags, by dm name (vg-lv, hyphens doubled)
 * @param udev the udev database's properties, by kernel name
 * @param settings how the host is set up, beside its devices
 * @param productUuid what the firmware calls this machine, in lower case: of a guest its domain's
 */
public record Topology(
    Map<String, BlockDevice> devices,
    Reading<DmsetupTable> dmTables,
    Reading<Mountinfo> mounts,
    Reading<Swaps> swaps,
    Map<String, LogicalVolume> volumes,
    Map<String, Map<String, String>> udev,
    List<BtrfsVolume> btrfs,
    List<ZfsPool> pools,
    List<InstanceDisk> instanceDisks,
    Reading<String> productUuid,
    HostSettings settings,
    List<Note> notes) {

  public Topology {
    devices = Map.copyOf(devices);
    volumes = Map.copyOf(volumes);
    udev = Map.copyOf(udev);
    btrfs = List.copyOf(btrfs);
    pools = List.copyOf(pools);
    instanceDisks = List.copyOf(instanceDisks);
    notes = List.copyOf(notes);
  }

  public Optional<BlockDevice> device(String kernelName) {
    return Optional.ofNullable(devices.get(kernelName));
  }

  public static Topology empty() {
    return new Topology(
        Map.of(),
        Reading.absent("not read"),
        Reading.absent("not read"),
        Reading.absent("not read"),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        Reading.absent("not read"),
        HostSettings.absent("not read"),
        List.of());
  }

  /**
   * @param tags such as originstname+web1.example.com, which ganeti sets on both nodes
   * @param source where the names come from: lvs, /etc/lvm/backup, the dm name
   */
  public record LogicalVolume(String group, String name, List<String> tags, String source) {
    /** What ganeti tags each volume of an instance with, before the name: lib/constants.py. */
    private static final String TAG = "originstname+";

    public LogicalVolume {
      tags = List.copyOf(tags);
    }

    /** The instance that it belongs to, on whatever host that runs. */
    public Optional<String> instance() {
      return tags.stream()
          .filter(tag -> tag.startsWith(TAG))
          .map(tag -> tag.substring(TAG.length()))
          .findFirst();
    }
  }

  /**
   * /sys/fs/btrfs/UUID/.
   *
   * @param devices kernel names below
   * @param profiles allocation profile by kind: data → raid1, metadata → dup
   */
  public record BtrfsVolume(
      String uuid, String label, List<String> devices, Map<String, String> profiles) {
    public BtrfsVolume {
      devices = List.copyOf(devices);
      profiles = Map.copyOf(profiles);
    }
  }

  /**
   * @param leaves paths or kernel names of its disks, as zpool status -P prints them
   * @param layouts top-level vdevs in words: mirror-0, raidz1-0, …
   */
  public record ZfsPool(String name, String state, List<String> leaves, List<String> layouts) {
    public ZfsPool {
      leaves = List.copyOf(leaves);
      layouts = List.copyOf(layouts);
    }
  }

  /**
   * ganeti's /var/run/ganeti/instance-disks/NAME:N.
   *
   * @param target path of the device or file that the link names
   */
  public record InstanceDisk(String instance, int index, String target) {}
}
