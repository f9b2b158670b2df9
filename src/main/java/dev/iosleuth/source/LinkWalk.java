package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Follows symbolic links inside a root, component by component: an absolute target starts at the
 * root, and {@code ..} stays there, as chroot(2) has it. In user space, so that directories and
 * archives behave alike (openat2's RESOLVE_IN_ROOT needs kernel 5.6 and a real directory).
 */
final class LinkWalk {
  /** As the kernel (MAXSYMLINKS, include/linux/namei.h). */
  private static final int MOST_LINKS = 40;

  /** Ten times the deepest path of a real sysfs, its links followed; a hostile target has more. */
  private static final int MOST_NAMES = 2000;

  private final Function<String, Optional<String>> targetOf;

  /**
   * @param targetOf the target of the link at a path that is resolved but for its last name
   */
  LinkWalk(Function<String, Optional<String>> targetOf) {
    this.targetOf = targetOf;
  }

  /** Where a path leads. */
  private record Place(String path, boolean leftRoot) {}

  /** The path without links, {@code .} and {@code ..}; the root is the empty path. */
  Reading<String> resolve(String path, boolean followLast) {
    return walk(path, followLast).map(Place::path);
  }

  /** Whether a link on the way has an absolute target, or one that climbs above the root. */
  boolean leavesRoot(String path) {
    return walk(path, true).map(Place::leftRoot).orElse(false);
  }

  private Reading<Place> walk(String path, boolean followLast) {
    Deque<String> ahead = new ArrayDeque<>(names(path));
    List<String> done = new ArrayList<>();
    boolean leftRoot = false;
    int links = 0;
    int steps = 0;
    while (!ahead.isEmpty()) {
      if (++steps > MOST_NAMES) {
        return Reading.malformed(
            path, "a path of at most " + MOST_NAMES + " names", "a longer one");
      }
      String name = ahead.removeFirst();
      if (name.equals("..")) {
        leftRoot |= done.isEmpty() && links > 0;
        if (!done.isEmpty()) {
          done.removeLast();
        }
        continue;
      }
      done.add(name);
      if (ahead.isEmpty() && !followLast) {
        break;
      }
      Optional<String> target = targetOf.apply(String.join("/", done));
      if (target.isEmpty()) {
        continue;
      }
      if (++links > MOST_LINKS) {
        return Reading.malformed(path, "a file", "a loop of links");
      }
      done.removeLast();
      if (target.get().startsWith("/")) {
        leftRoot = true;
        done.clear();
      }
      names(target.get()).reversed().forEach(ahead::addFirst);
    }
    return Reading.known(new Place(String.join("/", done), leftRoot));
  }

  /** Its names but for empty ones and {@code .}. */
  static List<String> names(String path) {
    var names = new ArrayList<String>();
    int from = 0;
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      String name = path.substring(from, to);
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
      from = to + 1;
    }
    return names;
  }
}
