package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The file system behind a mount id, of our own mount namespace or another process's. Ids are
 * unique over all namespaces at a time (fs/namespace.c mnt_id_ida), so ours are asked first.
 */
final class MountTable {
  private final Map<Integer, DevNo> own = new HashMap<>();
  private final Map<String, Map<Integer, DevNo>> others = new HashMap<>();

  /** Namespaces that were read for the present sample: not read again for one unknown id. */
  private final Set<String> fresh = new HashSet<>();

  /** Begins another sample. */
  void renew(Reading<Mountinfo> mounts) {
    own.clear();
    own.putAll(ids(mounts));
    fresh.clear();
  }

  Optional<DevNo> find(Tree tree, int pid, int mountId) {
    DevNo known = own.get(mountId);
    if (known != null) {
      return Optional.of(known);
    }
    String namespace = tree.link("proc/" + pid + "/ns/mnt").orElse("pid " + pid);
    Map<Integer, DevNo> other = others.get(namespace);
    if ((other == null || !other.containsKey(mountId)) && fresh.add(namespace)) {
      other = ids(tree.read("proc/" + pid + "/mountinfo").then(Mountinfo::parse));
      others.put(namespace, other);
    }
    return other == null ? Optional.empty() : Optional.ofNullable(other.get(mountId));
  }

  /**
   * The file system of a path as a process has it: that of the mount point which is the longest
   * part of it, the last one mounted there.
   */
  static Optional<DevNo> find(Tree tree, int pid, String path) {
    Optional<Mountinfo> mounts =
        tree.read("proc/" + pid + "/mountinfo").then(Mountinfo::parse).optional();
    return mounts.stream()
        .flatMap(all -> all.mounts().stream())
        .filter(mount -> isUnder(path, mount.point()))
        .reduce((a, b) -> b.point().length() >= a.point().length() ? b : a)
        .map(Mountinfo.Mount::dev);
  }

  private static boolean isUnder(String path, String point) {
    return point.equals("/") || path.equals(point) || path.startsWith(point + "/");
  }

  private static Map<Integer, DevNo> ids(Reading<Mountinfo> mounts) {
    var ids = new HashMap<Integer, DevNo>();
    mounts.optional().ifPresent(m -> m.mounts().forEach(mount -> ids.put(mount.id(), mount.dev())));
    return ids;
  }
}
