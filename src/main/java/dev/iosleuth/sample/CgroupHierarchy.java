package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.CgroupIo.Version;
import dev.iosleuth.source.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the block I/O of cgroups is counted on this host: in v2 where its root has the io
 * controller, else in v1's blkio. A hybrid host has both hierarchies mounted, and a controller can
 * be in one only.
 *
 * @param base path of its root in the tree: sys/fs/cgroup
 * @param controller its key in /proc/PID/cgroup
 */
public record CgroupHierarchy(Version version, String base, String controller) {
  /** Counters of each group below a mount of cgroup v2. */
  public static final List<String> COUNTERS_V2 = List.of("io.stat");

  /** What else is read of it. */
  public static final List<String> FILES_V2 =
      List.of("cgroup.stat", "cgroup.controllers", "io.pressure", "memory.stat");

  /** Counters of each group below a mount of v1's blkio hierarchy, which has nothing else. */
  public static final List<String> COUNTERS_V1 =
      List.of(
          "blkio.throttle.io_service_bytes",
          "blkio.throttle.io_serviced",
          "blkio.io_service_bytes",
          "blkio.io_serviced",
          "blkio.bfq.io_service_bytes",
          "blkio.bfq.io_serviced");

  /** The file whose absence says that a group is not counted. */
  String counters() {
    return version == Version.V2 ? COUNTERS_V2.getFirst() : COUNTERS_V1.getFirst();
  }

  /** A small file that changes when groups come and go. */
  String sign() {
    return version == Version.V2 ? base + "/cgroup.stat" : "proc/cgroups";
  }

  /**
   * The directory of a group.
   *
   * @param group as /proc/PID/cgroup names it: "/", "/system.slice"
   */
  public String folder(String group) {
    return group.equals("/") ? base : base + group;
  }

  /** What a recording keeps of each group's counters. */
  public List<String> kept() {
    return version == Version.V2 ? COUNTERS_V2 : COUNTERS_V1;
  }

  /** What it keeps beside them. */
  public List<String> described() {
    return version == Version.V2 ? FILES_V2 : List.of();
  }

  /** Every hierarchy that may tell something of I/O. */
  public static List<CgroupHierarchy> all(List<Mountinfo.Mount> mounts) {
    return Stream.concat(v2(mounts).stream(), v1(mounts).stream()).toList();
  }

  static Optional<CgroupHierarchy> find(Tree tree, List<Mountinfo.Mount> mounts) {
    return v2(mounts).filter(v2 -> hasIo(tree, v2.base())).or(() -> v1(mounts));
  }

  private static Optional<CgroupHierarchy> v2(List<Mountinfo.Mount> mounts) {
    return mounts.stream()
        .filter(m -> m.type().equals("cgroup2") && m.root().equals("/"))
        .findFirst()
        .map(m -> new CgroupHierarchy(Version.V2, path(m), ""));
  }

  private static Optional<CgroupHierarchy> v1(List<Mountinfo.Mount> mounts) {
    return mounts.stream()
        .filter(m -> m.type().equals("cgroup") && words(m.superOptions(), ",").contains("blkio"))
        .findFirst()
        .map(m -> new CgroupHierarchy(Version.V1, path(m), "blkio"));
  }

  private static boolean hasIo(Tree tree, String base) {
    return tree.read(base + "/cgroup.controllers")
        .map(Text::strip)
        .map(line -> words(line, " ").contains("io"))
        .orElse(false);
  }

  private static List<String> words(String line, String separator) {
    return Arrays.asList(line.split(separator, -1));
  }

  private static String path(Mountinfo.Mount mount) {
    return mount.point().substring(1);
  }
}
