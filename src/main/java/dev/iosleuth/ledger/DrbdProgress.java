package dev.iosleuth.ledger;

import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Sample;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What DRBD itself says that it did within an interval, by minor. */
final class DrbdProgress {
  /**
   * @param writtenBytes to the local disk (dw); empty if not known
   * @param resyncBytes by which what is out of sync became less
   * @param activityLogOps al
   * @param bitmapOps bm
   */
  record Minor(
      DrbdResource resource,
      OptionalLong writtenBytes,
      long resyncBytes,
      long activityLogOps,
      long bitmapOps) {
    boolean secondary() {
      return resource.role().equals("Secondary");
    }

    /**
     * The source of a resync reads it, its target writes it; once it has ended nothing says any
     * more who was which.
     */
    boolean resyncs(Direction direction) {
      boolean source = peer("SyncSource");
      boolean target = peer("SyncTarget");
      if (source == target) {
        return true;
      }
      return direction == (source ? Direction.READ : Direction.WRITE);
    }

    /** 8.x says it as the state of the connection. */
    private boolean peer(String state) {
      return resource.peers().stream()
          .anyMatch(p -> p.replication().equals(state) || p.connection().equals(state));
    }

    String name() {
      return resource.resource().isEmpty() ? "drbd" + resource.minor() : resource.resource();
    }
  }

  private DrbdProgress() {}

  static Map<Integer, Minor> between(Sample before, Sample after) {
    var earlier = new HashMap<Integer, DrbdResource>();
    before.drbd().forEach(r -> earlier.put(r.minor(), r));
    var minors = new HashMap<Integer, Minor>();
    for (DrbdResource now : after.drbd()) {
      Optional<DrbdResource> old = Optional.ofNullable(earlier.get(now.minor()));
      minors.put(
          now.minor(),
          new Minor(
              now,
              increase(old.map(DrbdResource::writtenBytes), now.writtenBytes()),
              Math.max(0, old.map(DrbdProgress::outOfSync).orElse(0L) - outOfSync(now)),
              increase(old.map(DrbdResource::activityLogOps), now.activityLogOps()).orElse(0),
              increase(old.map(DrbdResource::bitmapOps), now.bitmapOps()).orElse(0)));
    }
    return minors;
  }

  private static OptionalLong increase(Optional<OptionalLong> before, OptionalLong now) {
    if (before.isEmpty() || before.get().isEmpty() || now.isEmpty()) {
      return OptionalLong.empty();
    }
    long increase = now.getAsLong() - before.get().getAsLong();
    return increase < 0 ? OptionalLong.empty() : OptionalLong.of(increase);
  }

  private static long outOfSync(DrbdResource resource) {
    return resource.peers().stream().mapToLong(p -> p.outOfSyncBytes().orElse(0)).sum();
  }
}
