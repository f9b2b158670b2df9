package dev.iosleuth.ledger;

import java.util.HashMap;
import java.util.Map;

/**
 * DRBD's counts of transactions and bitmap writes are read after the disks': what it had counted
 * when an interval ended, and its meta device not yet, is written in the next one.
 */
final class MetaLag {
  /** Of a page each. */
  record Counts(long log, long bitmap) {
    static final Counts NOTHING = new Counts(0, 0);

    private Counts less(double pages) {
      double beyond = Math.max(0, pages - log);
      return new Counts(
          (long) Math.max(0, log - pages), (long) Math.max(0, Math.ceil(bitmap - beyond)));
    }

    private Counts atMost(Counts other) {
      return new Counts(Math.min(log, other.log), Math.min(bitmap, other.bitmap));
    }

    private Counts plus(Counts other) {
      return new Counts(log + other.log, bitmap + other.bitmap);
    }
  }

  private Map<Integer, Counts> counted = Map.of();
  private Map<Integer, Counts> open = Map.of();

  /** A new interval, by minor what DRBD counted in it. */
  void next(Map<Integer, DrbdProgress.Minor> drbd) {
    var now = new HashMap<Integer, Counts>();
    var all = new HashMap<Integer, Counts>();
    drbd.forEach((minor, did) -> {
      var own = new Counts(did.activityLogOps(), did.bitmapOps());
      // what is left of an interval before the last one was never written
      Counts late = open(minor).atMost(counted.getOrDefault(minor, Counts.NOTHING));
      now.put(minor, own);
      all.put(minor, own.plus(late));
    });
    counted = now;
    open = all;
  }

  /** What has still to be written. */
  Counts open(int minor) {
    return open.getOrDefault(minor, Counts.NOTHING);
  }

  /** So many pages were. */
  void written(int minor, double pages) {
    open.computeIfPresent(minor, (_, left) -> left.less(pages));
  }
}
