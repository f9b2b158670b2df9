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
import java.util.Set;

/**
 * The counters of all cgroups. The tree of groups is walked only when the kernel's number of groups
 * changed; groups of processes that were not known are added at once.
 */
final class CgroupReader {
  private final CgroupListing listing = new CgroupListing();
  private Optional<CgroupHierarchy> hierarchy = Optional.empty();
  private Set<String> groups = Set.of();

  void forget() {
    hierarchy = Optional.empty();
    listing.forget();
  }

  /** Which groups there are, before the counters of disks: those of groups then follow at once. */
  void list(Tree tree, Reading<Mountinfo> mounts) {
    Optional<CgroupHierarchy> now =
        CgroupHierarchy.find(tree, mounts.map(Mountinfo::mounts).orElse(List.of()));
    if (!now.equals(hierarchy)) {
      listing.forget();
      hierarchy = now;
    }
    groups = now.map(found -> listing.read(tree, found)).orElse(Set.of());
  }

  /** Of the groups that are listed, right after the counters of disks. */
  CgroupIo read(Tree tree, Findings findings) {
    return hierarchy
        .map(found -> counted(found.version(), listed(tree, found, findings)))
        .orElse(CgroupIo.none());
  }

  private Map<String, Reading<Map<DevNo, Figures>>> listed(
      Tree tree, CgroupHierarchy from, Findings findings) {
    var figures = new HashMap<String, Reading<Map<DevNo, Figures>>>();
    groups.forEach(group -> add(figures, tree, from, group, findings));
    return figures;
  }

  /**
   * With the groups of processes that the listing did not know, and those around them, which else
   * would seem to have done all that they did in the interval in which a walk finds them. One that
   * came after a walk just now is left out: what it did by then is of a later time than the
   * counters of disks.
   */
  CgroupIo with(CgroupIo known, Tree tree, Collection<ProcessSample> processes, Findings findings) {
    if (hierarchy.isEmpty() || listing.justWalked()) {
      return known;
    }
    var figures = new HashMap<>(known.groups());
    for (ProcessSample process : processes) {
      if (process.cgroup() instanceof Reading.Known<PidCgroup>(PidCgroup cgroup)) {
        String group = cgroup.paths().get(hierarchy.get().controller());
        if (group != null && !group.startsWith("/..")) {
          addUpwards(figures, tree, hierarchy.get(), group, findings);
        }
      }
    }
    return counted(known.version(), figures);
  }

  private static CgroupIo counted(
      Version version, Map<String, Reading<Map<DevNo, Figures>>> groups) {
    return new CgroupIo(version, version == Version.V2, groups);
  }

  private static void addUpwards(
      Map<String, Reading<Map<DevNo, Figures>>> figures,
      Tree tree,
      CgroupHierarchy from,
      String group,
      Findings findings) {
    for (String at = group;
        at.length() > 1 && !figures.containsKey(at);
        at = at.substring(0, at.lastIndexOf('/'))) {
      add(figures, tree, from, at, findings);
    }
  }

  private static void add(
      Map<String, Reading<Map<DevNo, Figures>>> figures,
      Tree tree,
      CgroupHierarchy from,
      String group,
      Findings findings) {
    Reading<Map<DevNo, Figures>> one = figures(tree, from, group, findings);
    if (!(one instanceof Reading.Absent<Map<DevNo, Figures>>)) {
      figures.put(group, one);
    }
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
