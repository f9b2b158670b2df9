package dev.iosleuth.finding.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Something else that is different.
 *
 * @param subject a device, mount point, guest …; empty for the host
 * @param what of it
 * @param before empty: it was not there
 * @param after empty: it is no longer there
 */
public record Changed(
    Circumstances.Kind kind, String subject, String what, String before, String after) {

  static List<Changed> between(Circumstances before, Circumstances after) {
    var changed = new ArrayList<Changed>();
    var keys = new TreeSet<>(before.found().keySet());
    keys.addAll(after.found().keySet());
    for (Circumstances.Key key : keys) {
      String old = before.found().getOrDefault(key, "");
      String now = after.found().getOrDefault(key, "");
      boolean same = old.equals(now);
      if (!same && (key.whole() ? told(key, before, after) : comparable(key, before, after))) {
        changed.add(new Changed(key.kind(), key.subject(), key.what(), old, now));
      }
    }
    return changed;
  }

  /** What one of them cannot tell has not come or gone. */
  private static boolean told(Circumstances.Key key, Circumstances before, Circumstances after) {
    return before.told().contains(key.kind()) && after.told().contains(key.kind());
  }

  /** Settings of what came or went are not told on top of that; nor what one of them cannot say. */
  private static boolean comparable(
      Circumstances.Key key, Circumstances before, Circumstances after) {
    return before.found().containsKey(key) && after.found().containsKey(key);
  }
}
