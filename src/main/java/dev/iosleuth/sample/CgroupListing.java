package dev.iosleuth.sample;

import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The paths of all groups of a hierarchy, kept until the kernel's number of groups changes; a walk
 * may cost at most 1 % of the time on the tree's own clock.
 */
public final class CgroupListing {
  private static final long MOST_AGE = TimeUnit.SECONDS.toNanos(30);
  private static final int SHARE = 100;
  private static final int MOST_GROUPS = 50_000;

  /** Of the files in a group's directory; a directory is looked at only under another name. */
  private static final Set<String> CONTROLLERS =
      Set.of(
          "blkio",
          "cgroup",
          "cpu",
          "cpuacct",
          "cpuset",
          "devices",
          "dmem",
          "freezer",
          "hugetlb",
          "io",
          "irq",
          "memory",
          "misc",
          "net_cls",
          "net_prio",
          "perf_event",
          "pids",
          "rdma");

  private static final Set<String> FILES = Set.of("notify_on_release", "release_agent", "tasks");

  private Optional<Held> held = Optional.empty();
  private boolean justWalked;

  private record Held(Set<String> groups, String sign, long nanos, long cost) {}

  void forget() {
    held = Optional.empty();
  }

  Set<String> read(Tree tree, CgroupHierarchy hierarchy) {
    long now = tree.moment().nanos();
    String sign = tree.read(hierarchy.sign()).map(Text::string).orElse("");
    // A recording lists just those whose counters it holds, but the sign as it was behind them.
    justWalked = tree instanceof Recorded || held.isEmpty() || due(held.get(), sign, now);
    if (!justWalked) {
      return held.orElseThrow().groups();
    }
    Set<String> groups = walk(tree, hierarchy.base());
    held = Optional.of(new Held(groups, sign, now, tree.moment().nanos() - now));
    return groups;
  }

  /** Whether the last reading was a walk, so that it missed no group. */
  boolean justWalked() {
    return justWalked;
  }

  private static boolean due(Held known, String sign, long now) {
    long age = now - known.nanos();
    boolean stale = age >= MOST_AGE || !known.sign().equals(sign);
    return stale && age >= known.cost() * SHARE;
  }

  /** All groups below a mount. */
  public static Set<String> walk(Tree tree, String base) {
    var groups = new TreeSet<String>();
    groups.add("/");
    walk(tree, base, "", groups);
    return groups;
  }

  private static void walk(Tree tree, String base, String group, Set<String> groups) {
    Optional<List<String>> names = tree.list(base + group).optional();
    for (String name : names.orElse(List.of())) {
      String child = group + "/" + name;
      if (!isFile(name) && groups.size() < MOST_GROUPS && tree.isDirectory(base + child)) {
        groups.add(child);
        walk(tree, base, child, groups);
      }
    }
  }

  private static boolean isFile(String name) {
    int dot = name.indexOf('.');
    return FILES.contains(name) || (dot > 0 && CONTROLLERS.contains(name.substring(0, dot)));
  }
}
