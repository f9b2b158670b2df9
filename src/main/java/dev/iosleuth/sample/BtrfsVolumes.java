package dev.iosleuth.sample;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Topology.BtrfsVolume;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code /sys/fs/btrfs/UUID/}: label, devices/ (links to block devices), allocation/KIND/PROFILE/.
 * While a balance converts a profile there are two. fs/btrfs/sysfs.c.
 */
final class BtrfsVolumes {
  private static final String PATH = "sys/fs/btrfs";
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Set<String> PROFILES =
      Set.of("single", "dup", "raid0", "raid1", "raid1c3", "raid1c4", "raid10", "raid5", "raid6");

  private BtrfsVolumes() {}

  static List<BtrfsVolume> read(Tree tree, Findings findings) {
    var volumes = new ArrayList<BtrfsVolume>();
    for (String uuid : tree.list(PATH).orElse(List.of()).stream().sorted().toList()) {
      if (UUID.matcher(uuid).matches()) {
        volumes.add(volume(uuid, new Folder(tree, PATH + "/" + uuid, findings), findings));
      }
    }
    return volumes;
  }

  private static BtrfsVolume volume(String uuid, Folder folder, Findings findings) {
    Reading<String> label = folder.word("label");
    List<String> devices = folder.names("devices").stream().map(BlockDevices::kernelName).toList();
    return new BtrfsVolume(uuid, label.orElse(""), devices, profiles(folder, findings));
  }

  private static Map<String, String> profiles(Folder volume, Findings findings) {
    if (!volume.has("allocation")) {
      return Map.of();
    }
    Folder allocation = volume.folder("allocation");
    var profiles = new LinkedHashMap<String, String>();
    for (String kind : allocation.names()) {
      List<String> below = kind.startsWith("global_") ? List.of() : allocation.names(kind);
      List<String> found = below.stream().filter(PROFILES::contains).toList();
      if (!found.isEmpty()) {
        profiles.put(kind, String.join("+", found));
      } else if (!below.isEmpty()) {
        findings.notUnderstood(
            allocation.path() + "/" + kind, "none of the known profiles is in it");
      }
    }
    return profiles;
  }
}
