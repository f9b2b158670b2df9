package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A tree of which some paths may never answer: those are asked with a time limit, after which they
 * are absent, and are not asked again.
 */
public final class GuardedTree implements Tree {
  static final Duration LIMIT = Duration.ofSeconds(2);

  private final Tree tree;
  private final Predicate<String> risky;
  private final Guard guard;

  public GuardedTree(Tree tree, Predicate<String> risky, Duration limit) {
    this.tree = tree;
    this.risky = risky;
    this.guard = new Guard(limit);
  }

  /** The live host at {@code root}. */
  public static GuardedTree host(String root) {
    return new GuardedTree(new HostTree(root), GuardedTree::mayWait, LIMIT);
  }

  /**
   * Whether the kernel may wait at a path: outside /proc and /sys for a file server, inside /proc
   * for the mmap lock of a process (fs/proc/base.c: cmdline, environ and what reads its maps), or
   * where a link leads out of /proc. Tools and monitors have their own time limits.
   */
  static boolean mayWait(String path) {
    if (path.startsWith("tool/") || path.startsWith("sys/") || Monitors.isBelow(path)) {
      return false;
    }
    if (!path.startsWith("proc/")) {
      return true;
    }
    int slash = path.indexOf('/', "proc/".length());
    if (slash < 0) {
      return false;
    }
    String below = path.substring(slash + 1);
    return below.equals("cmdline")
        || below.equals("environ")
        || below.endsWith("maps")
        || below.startsWith("root/")
        || below.startsWith("cwd/");
  }

  @Override
  public Reading<Text> read(String path) {
    return risky.test(path) ? guard.ask(path, () -> tree.read(path)) : tree.read(path);
  }

  @Override
  public Map<String, Reading<Text>> readAll(Collection<String> paths) {
    var readings = new LinkedHashMap<String, Reading<Text>>();
    var others = new ArrayList<String>();
    for (String path : paths) {
      if (risky.test(path)) {
        readings.computeIfAbsent(path, this::read);
      } else {
        others.add(path);
      }
    }
    readings.putAll(tree.readAll(others));
    return readings;
  }

  @Override
  public Reading<List<String>> list(String path) {
    return risky.test(path) ? guard.ask(path, () -> tree.list(path)) : tree.list(path);
  }

  @Override
  public Reading<String> link(String path) {
    return risky.test(path) ? guard.ask(path, () -> tree.link(path)) : tree.link(path);
  }

  /** Leads out of /proc wherever it is asked: to a file server, too. */
  @Override
  public Reading<Integer> names(String path) {
    return guard.ask(path, () -> tree.names(path));
  }

  @Override
  public Reading<DevNo> device(String path) {
    return risky.test(path) ? guard.ask(path, () -> tree.device(path)) : tree.device(path);
  }

  @Override
  public boolean isDirectory(String path) {
    if (!risky.test(path)) {
      return tree.isDirectory(path);
    }
    return guard.ask(path, () -> Reading.known(tree.isDirectory(path))).orElse(false);
  }

  @Override
  public Moment moment() {
    return tree.moment();
  }
}
