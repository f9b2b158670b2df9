package dev.iosleuth.stack;

import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.proc.Mountinfo.Mount;
import dev.iosleuth.sample.Topology;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The mounts of the host: by file system, and by the path that lies in them. */
final class Mounts {
  private final Map<DevNo, List<Mount>> byFileSystem = new LinkedHashMap<>();
  private final Map<String, Mount> byPoint = new HashMap<>();

  Mounts(Topology topology) {
    List<Mount> mounts = topology.mounts().map(Mountinfo::mounts).orElse(List.of());
    for (Mount mount : mounts) {
      byFileSystem.computeIfAbsent(mount.dev(), _ -> new ArrayList<>(1)).add(mount);
      byPoint.put(mount.point(), mount);
    }
  }

  /** The mounts of each file system, in the order of mountinfo. */
  Collection<List<Mount>> fileSystems() {
    return Collections.unmodifiableCollection(byFileSystem.values());
  }

  Optional<Mount> at(String point) {
    return Optional.ofNullable(byPoint.get(point));
  }

  /**
   * The mount that an absolute path lies in: the one with the longest point; of several on one
   * point the last, which hides the others.
   */
  Optional<Mount> holding(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    int end = path.length();
    while (end > 0) {
      Mount mount = byPoint.get(path.substring(0, end));
      if (mount != null) {
        return Optional.of(mount);
      }
      end = path.lastIndexOf('/', end - 1);
    }
    return at("/");
  }

  /** The first point that shows the whole file system, else the shortest. */
  static String name(List<Mount> mounts) {
    String shortest = mounts.getFirst().point();
    for (Mount mount : mounts) {
      if (mount.root().equals("/")) {
        return mount.point();
      }
      if (mount.point().length() < shortest.length()) {
        shortest = mount.point();
      }
    }
    return shortest;
  }
}
