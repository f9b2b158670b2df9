package dev.iosleuth.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What processes moved and no disk has counted yet, for the next interval: pages that were dirtied
 * (/proc/PID/io leads the disk by up to vm.dirty_expire_centisecs, 30 s, and a write-back interval)
 * and what was moved directly while a sample was taken, as processes are read after disks.
 */
final class Carry {
  private static final double SECONDS = 60;

  private record Dirty(Claimant claimant, double age) {
    Dirty plus(Dirty other) {
      return new Dirty(claimant.with(claimant.bytes() + other.claimant().bytes()), age);
    }
  }

  private record Whose(Claimant.Payer payer, boolean doubtful) {
    static Whose of(Claimant claimant) {
      return new Whose(claimant.payer(), claimant.doubtful());
    }
  }

  private final Map<Whose, Dirty> dirty;

  Carry() {
    this(Map.of());
  }

  private Carry(Map<Whose, Dirty> dirty) {
    this.dirty = dirty;
  }

  /** This interval's claimants with what they still have from earlier ones. */
  List<Claimant> with(List<Claimant> claimants) {
    var all = new ArrayList<Claimant>();
    var seen = new HashSet<Whose>();
    for (Claimant claimant : claimants) {
      Dirty old = dirty.get(Whose.of(claimant));
      // one payer may be several: a guest and who works for it
      boolean first = seen.add(Whose.of(claimant));
      double earlier = old == null || !first ? 0 : old.claimant().bytes();
      all.add(claimant.with(Math.max(0, claimant.bytes() + earlier)));
    }
    dirty.forEach((whose, old) -> {
      if (!seen.contains(whose)) {
        all.add(old.claimant());
      }
    });
    return all;
  }

  /**
   * What has not arrived, for the next interval. Direct I/O does not wait: of it only this
   * interval's own is kept, and of those of whom it is known where they were, or of whom a disk
   * counted some.
   *
   * @param left bytes of each of {@code claimants} that no device has counted yet
   */
  Carry next(List<Claimant> claimants, double[] left, double seconds) {
    var kept = new HashMap<Whose, Dirty>();
    for (int i = 0; i < left.length; i++) {
      Claimant claimant = claimants.get(i);
      Dirty old = dirty.get(Whose.of(claimant));
      double age = old == null ? 0 : old.age() + seconds;
      double most = claimant.direct() ? recent(claimant, old, left[i]) : left[i];
      double waiting = Math.min(left[i], most);
      if (waiting > 1 && Double.isFinite(waiting) && (claimant.direct() || age < SECONDS)) {
        kept.merge(Whose.of(claimant), new Dirty(claimant.with(waiting), age), Dirty::plus);
      }
    }
    return new Carry(kept);
  }

  /** Nothing of whom it is not known that disks of this host were where it moved anything. */
  private static double recent(Claimant claimant, @Nullable Dirty old, double left) {
    double earlier = old == null ? 0 : old.claimant().bytes();
    boolean placed = !claimant.places().isEmpty() || left < claimant.bytes();
    return placed ? claimant.bytes() - earlier : 0;
  }
}
