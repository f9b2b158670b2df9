package dev.iosleuth.model;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.unit.DevNo;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the kernel charges to cgroups: bios as they are submitted, at every stacked layer, on whole
 * devices (block/blk-cgroup.c blk_cgroup_bio_start). v2's files are recursive and the root's
 * repeats the disks' own counters (blkcg_fill_root_iostats); v1's throttle files are neither.
 */
final class Cgroups {
  private static final class Sum {
    private final long[] bytes = new long[3];
    private final long[] ops = new long[3];

    void add(Sum other) {
      for (int i = 0; i < 3; i++) {
        bytes[i] += other.bytes[i];
        ops[i] += other.ops[i];
      }
    }

    CgroupIo.Figures figures() {
      return new CgroupIo.Figures(bytes[0], bytes[1], ops[0], ops[1], bytes[2], ops[2]);
    }
  }

  private final CgroupIo.Version version;
  private final Map<String, Map<DevNo, Sum>> charged = new TreeMap<>();

  Cgroups(CgroupIo.Version version) {
    this.version = version;
    charged.put("", new HashMap<>());
  }

  CgroupIo.Version version() {
    return version;
  }

  void make(String cgroup) {
    charged.putIfAbsent(cgroup, new HashMap<>());
  }

  void charge(DevNo dev, Bio bio, int pieces) {
    Sum sum =
        charged
            .computeIfAbsent(bio.cgroup(), _ -> new HashMap<>())
            .computeIfAbsent(dev, _ -> new Sum());
    sum.bytes[bio.op().slot()] += bio.sectors() * 512L;
    sum.ops[bio.op().slot()] += pieces;
  }

  /**
   * The files as they stand.
   *
   * @param root the root's figures as v2 makes them from the disks' counters
   */
  CgroupIo read(Map<DevNo, CgroupIo.Figures> root) {
    if (version == CgroupIo.Version.NONE) {
      return CgroupIo.none();
    }
    boolean recursive = version == CgroupIo.Version.V2;
    var groups = new HashMap<String, Reading<Map<DevNo, CgroupIo.Figures>>>();
    var names = new TreeSet<String>();
    charged.keySet().forEach(name -> addWithParents(names, name));
    for (String name : names) {
      groups.put(name.isEmpty() ? "/" : name, Reading.known(figures(name, recursive)));
    }
    if (recursive) {
      groups.put("/", Reading.known(root));
    }
    return new CgroupIo(version, recursive, groups);
  }

  private static void addWithParents(Set<String> names, String name) {
    for (String at = name; names.add(at) && !at.isEmpty(); ) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
  }

  private Map<DevNo, CgroupIo.Figures> figures(String name, boolean recursive) {
    var sums = new HashMap<DevNo, Sum>();
    charged.forEach((other, devices) -> {
      if (other.equals(name) || (recursive && other.startsWith(name + "/"))) {
        devices.forEach((dev, sum) -> sums.computeIfAbsent(dev, _ -> new Sum()).add(sum));
      }
    });
    var figures = new HashMap<DevNo, CgroupIo.Figures>();
    sums.forEach((dev, sum) -> figures.put(dev, sum.figures()));
    return figures;
  }
}
