package dev.iosleuth.finding.compare;

import dev.iosleuth.stack.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A device that did something and is not compared: it is no disk, and no account pays for it.
 *
 * @param why in words
 */
public record LeftOut(Subject subject, String why) {
  /** Of both, by name. */
  static List<LeftOut> of(Observations before, Observations after) {
    Map<Subject, Node.LeafKind> kinds = new TreeMap<>(before.leftOut());
    kinds.putAll(after.leftOut());
    var all = new ArrayList<LeftOut>();
    kinds.forEach((subject, kind) -> all.add(new LeftOut(subject, why(kind))));
    return all;
  }

  private static String why(Node.LeafKind kind) {
    return switch (kind) {
      case MEMORY -> "in memory, not on a disk";
      case REMOTE -> "on another host";
      case DISK, VIRTUAL, PATH -> "not among the disks that are added up";
    };
  }
}
