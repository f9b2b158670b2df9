package dev.iosleuth.ledger;

import java.util.HashMap;
import java.util.Map;

/**
 * DRBD's own figures of a resync are read at another moment than the disks': what it had counted
 * when an interval ended, and the disk not yet, is the disk's of the next one.
 */
final class ResyncLag {
  /**
   * Read for a resync and not yet said to be in sync: DRBD has no more under way than max-buffers,
   * 2048 pages unless set otherwise (include/linux/drbd_limits.h, DRBD_MAX_BUFFERS_DEF).
   */
  private static final double UNDER_WAY = 2048 * 4096.0;

  /**
   * What DRBD counted and the disk did not.
   *
   * @param resynced less than 0 where the disk was first
   * @param written by resync and guest
   */
  private record Ahead(double resynced, double written) {
    static final Ahead NOTHING = new Ahead(0, 0);
  }

  private Map<Lag.Way, Ahead> earlier = Map.of();
  private Map<Lag.Way, Ahead> ahead = new HashMap<>();

  /** A new interval. */
  void next() {
    earlier = ahead;
    ahead = new HashMap<>();
  }

  /**
   * Bytes of a resync among those that a data device counted beyond what was asked for; from now on
   * they are.
   *
   * @param counted by the data device
   * @param alone whether nobody but DRBD can have moved them
   */
  double take(Lag.Way way, DrbdProgress.Minor minor, double counted, boolean alone) {
    Ahead old = earlier.getOrDefault(way, Ahead.NOTHING);
    double resynced = old.resynced() + minor.resyncBytes();
    double own = way.direction() == Direction.WRITE ? (double) minor.writtenBytes().orElse(0) : 0;
    double written = old.written() + own;
    // of what came of DRBD's writes, the resync has its part in them, and the guest his
    double part = written > counted ? counted / written : 1;
    double most = Math.max(0, resynced) * part;
    if (way.direction() == Direction.READ && alone && minor.sourceStill()) {
      most += Math.min(UNDER_WAY, (double) minor.outOfSyncBytes());
    }
    double taken = Math.min(counted, most);
    if (minor.oneWay()) {
      ahead.put(
          way,
          new Ahead(
              Math.min((double) minor.resyncBytes(), resynced - taken),
              Math.clamp(written - counted, 0, own)));
    }
    return taken;
  }
}
