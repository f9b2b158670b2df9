package dev.iosleuth.finding.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      if (!same && (key.whole() || comparable(key, before.found(), after.found()))) {
        changed.add(new Changed(key.kind(), key.subject(), key.what(), old, now));
      }
    }
    return changed;
  }

  /** Settings of what came or went are not told on top of that; nor what one of them cannot say. */
  private static boolean comparable(
      Circumstances.Key key,
      Map<Circumstances.Key, String> before,
      Map<Circumstances.Key, String> after) {
    return before.containsKey(key) && after.containsKey(key);
  }
}
