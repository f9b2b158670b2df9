package dev.iosleuth.ledger;

import dev.iosleuth.sample.ExitedProcess;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What parents were given of the children that they waited for: the kernel adds the I/O of a reaped
 * process, and of those that it reaped itself, to its parent's /proc/PID/io (kernel/exit.c,
 * wait_task_zombie). It is on the children's own accounts and must not be posted twice.
 */
final class Reaped {
  /** Bytes over a child's whole life. */
  record Sum(long readBytes, long writeBytes, long cancelledWriteBytes) {
    static final Sum NOTHING = new Sum(0, 0, 0);

    Sum plus(ExitedProcess child) {
      return new Sum(
          readBytes + child.readBytes(),
          writeBytes + child.writeBytes(),
          cancelledWriteBytes + child.cancelledWriteBytes());
    }
  }

  private final Map<Integer, Sum> byParent = new HashMap<>();

  Reaped(List<ExitedProcess> ended) {
    var parents = new HashMap<Integer, Integer>();
    ended.forEach(child -> parents.put(child.pid(), child.parent()));
    for (ExitedProcess child : ended) {
      int heir = heir(child.parent(), parents);
      byParent.put(heir, of(heir).plus(child));
    }
  }

  /** The nearest ancestor that still lives: through the ended ones between it was handed up. */
  private static int heir(int parent, Map<Integer, Integer> parents) {
    var seen = new HashSet<Integer>();
    int at = parent;
    while (parents.containsKey(at) && seen.add(at)) {
      at = parents.getOrDefault(at, 0);
    }
    return at;
  }

  Sum of(int parent) {
    return byParent.getOrDefault(parent, Sum.NOTHING);
  }
}
