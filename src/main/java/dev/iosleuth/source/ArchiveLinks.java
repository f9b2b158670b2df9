package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The symbolic links of an archive, and whether one leads out of it. */
final class ArchiveLinks {
  /** Links of a process directory that say what it has: they name files of the host. */
  private static final Set<String> OF_A_PROCESS = Set.of("exe", "cwd", "root");

  private static final Set<String> FOLDERS_OF_A_PROCESS = Set.of("fd", "ns", "map_files");

  /** Ganeti's links from a guest's disk to its device. */
  private static final String GUESTS = "instance-disks";

  /** Links of sysfs that say what a device belongs to: captures often leave their targets out. */
  private static final Set<String> OF_A_DEVICE =
      Set.of(
          "subsystem",
          "driver",
          "module",
          "firmware_node",
          "of_node",
          "iommu",
          "iommu_group",
          "physfn");

  private final String where;
  private final ArchiveEntry.Directory root;
  private final List<Link> links = new ArrayList<>();

  private record Link(List<String> names, String target) {}

  ArchiveLinks(String where, ArchiveEntry.Directory root) {
    this.where = where;
    this.root = root;
  }

  void add(List<String> names, String target) {
    if (!isValue(names)) {
      links.add(new Link(names, target));
    }
  }

  /**
   * The refusal, or null.
   *
   * @param cut whether members are missing, so that the target of an absolute link may be one
   */
  @Nullable Reading<ArchiveTree> firstThatLeadsOut(boolean cut) {
    for (Link link : links) {
      boolean out = link.target().startsWith("/") ? !cut && !holds(link) : climbsOut(link);
      if (out) {
        return Reading.malformed(
            where,
            "an archive with links that stay inside it",
            String.join("/", link.names()) + " -> " + link.target());
      }
    }
    return null;
  }

  /** Whether its target is what is asked of it; nobody follows it. */
  private static boolean isValue(List<String> names) {
    int depth = names.size();
    String last = names.getLast();
    if (depth > 1 && names.get(depth - 2).equals(GUESTS)) {
      return true;
    }
    if (names.contains("sys") && OF_A_DEVICE.contains(last)) {
      return true;
    }
    int proc = names.indexOf("proc");
    return proc >= 0
        && depth >= proc + 3
        && (OF_A_PROCESS.contains(last) || FOLDERS_OF_A_PROCESS.contains(names.get(depth - 2)));
  }

  private static boolean climbsOut(Link link) {
    int depth = link.names().size() - 1;
    for (String name : LinkWalk.names(link.target())) {
      depth += name.equals("..") ? -1 : 1;
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  /** An absolute target is looked for from the root and from the top folder of the link. */
  private boolean holds(Link link) {
    List<String> target = LinkWalk.names(link.target());
    if (target.contains("..")) {
      return false;
    }
    var below = new ArrayList<String>();
    below.add(link.names().getFirst());
    below.addAll(target);
    return root.at(target).isPresent() || root.at(below).isPresent();
  }
}
