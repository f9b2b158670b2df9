package dev.iosleuth.sample;

import dev.iosleuth.kernel.cgroup.BlkioThrottle;
import dev.iosleuth.kernel.cgroup.IoStat;
import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.CgroupIo.Figures;
import dev.iosleuth.sample.CgroupIo.Version;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The counters of all cgroups. The tree of groups is walked only when the kernel's number of groups
 * changed; groups of processes that were not known are added at once.
 */
final class CgroupReader {
  private final CgroupListing listing = new CgroupListing();
  private Optional<CgroupHierarchy> hierarchy = Optional.empty();

  void forget() {
    hierarchy = Optional.empty();
    listing.forget();
  }

  CgroupIo read(
      Tree tree,
      Reading<Mountinfo> mounts,
      Collection<ProcessSample> processes,
      Findings findings) {
    Optional<CgroupHierarchy> now =
        CgroupHierarchy.find(tree, mounts.map(Mountinfo::mounts).orElse(List.of()));
    if (now.isEmpty()) {
      return CgroupIo.none();
    }
    if (!now.equals(hierarchy)) {
      listing.forget();
      hierarchy = now;
    }
    var groups = new TreeSet<>(listing.read(tree, now.get()));
    for (ProcessSample process : processes) {
      if (process.cgroup() instanceof Reading.Known<PidCgroup>(PidCgroup cgroup)) {
        String group = cgroup.paths().get(now.get().controller());
        if (group != null && !group.startsWith("/..")) {
          groups.add(group);
        }
      }
    }
    var figures = new HashMap<String, Reading<Map<DevNo, Figures>>>();
    for (String group : groups) {
      Reading<Map<DevNo, Figures>> one = figures(tree, now.get(), group, findings);
      if (!(one instanceof Reading.Absent<Map<DevNo, Figures>>)) {
        figures.put(group, one);
      }
    }
    boolean recursive = now.get().version() == Version.V2;
    return new CgroupIo(now.get().version(), recursive, figures);
  }

  /** Absent where the group is gone or has no counters of its own. */
  private static Reading<Map<DevNo, Figures>> figures(
      Tree tree, CgroupHierarchy hierarchy, String group, Findings findings) {
    String folder = hierarchy.folder(group);
    Reading<Text> text = tree.read(folder + "/" + hierarchy.counters());
    return hierarchy.version() == Version.V2
        ? text.then(IoStat::parse).map(stat -> v2(stat, folder, findings))
        : v1(tree, folder, text.then(BlkioThrottle::parse), findings);
  }

  private static Map<DevNo, Figures> v2(IoStat stat, String folder, Findings findings) {
    findings.damaged(folder + "/io.stat", stat.damaged());
    var figures = new HashMap<DevNo, Figures>();
    stat.devices()
        .forEach((dev, f) ->
            figures.put(
                dev,
                new Figures(
                    f.readBytes(),
                    f.writeBytes(),
                    f.readOps(),
                    f.writeOps(),
                    f.discardBytes().orElse(0),
                    f.discardOps().orElse(0))));
    return Map.copyOf(figures);
  }

  private static Reading<Map<DevNo, Figures>> v1(
      Tree tree, String folder, Reading<BlkioThrottle> bytes, Findings findings) {
    Reading<BlkioThrottle> serviced =
        tree.read(folder + "/blkio.throttle.io_serviced").then(BlkioThrottle::parse);
    return bytes.then(b -> serviced.map(ops -> joined(folder, b, ops, findings)));
  }

  private static Map<DevNo, Figures> joined(
      String folder, BlkioThrottle bytes, BlkioThrottle ops, Findings findings) {
    findings.damaged(folder, bytes.damaged());
    findings.damaged(folder, ops.damaged());
    var none = new BlkioThrottle.Counts(0, 0, OptionalLong.empty());
    var figures = new HashMap<DevNo, Figures>();
    bytes
        .devices()
        .forEach((dev, b) -> {
          BlkioThrottle.Counts o = ops.devices().getOrDefault(dev, none);
          figures.put(
              dev,
              new Figures(
                  b.reads(),
                  b.writes(),
                  o.reads(),
                  o.writes(),
                  b.discards().orElse(0),
                  o.discards().orElse(0)));
        });
    return Map.copyOf(figures);
  }
}
