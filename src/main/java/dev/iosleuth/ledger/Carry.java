package dev.iosleuth.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Pages that were dirtied and have not reached a disk yet, by who dirtied them: /proc/PID/io leads
 * the disk by up to vm.dirty_expire_centisecs (30 s) and a write-back interval.
 */
final class Carry {
  private static final double SECONDS = 60;

  private record Dirty(Claimant claimant, double age) {
    Dirty plus(Dirty other) {
      return new Dirty(claimant.with(claimant.bytes() + other.claimant().bytes()), age);
    }
  }

  private Map<Claimant.Payer, Dirty> dirty = new HashMap<>();

  /** This interval's writers with what they still have from earlier ones. */
  List<Claimant> with(List<Claimant> writers) {
    var all = new ArrayList<Claimant>();
    var seen = new HashSet<Claimant.Payer>();
    for (Claimant writer : writers) {
      Dirty old = dirty.get(writer.payer());
      // one payer may be several writers: a guest and who works for it
      boolean first = seen.add(writer.payer());
      double earlier = old == null || !first ? 0 : old.claimant().bytes();
      all.add(writer.with(Math.max(0, writer.bytes() + earlier)));
    }
    dirty.forEach((payer, old) -> {
      if (!seen.contains(payer)) {
        all.add(old.claimant());
      }
    });
    return all;
  }

  /**
   * Keeps what has not arrived; direct writes do not wait, so what is left of them is skew.
   *
   * @param left bytes of each of {@code writers} that no device has counted yet
   */
  void keep(List<Claimant> writers, double[] left, double seconds) {
    var kept = new HashMap<Claimant.Payer, Dirty>();
    for (int i = 0; i < left.length; i++) {
      Claimant writer = writers.get(i);
      Dirty old = dirty.get(writer.payer());
      double age = old == null ? 0 : old.age() + seconds;
      if (left[i] > 1 && Double.isFinite(left[i]) && !writer.direct() && age < SECONDS) {
        kept.merge(writer.payer(), new Dirty(writer.with(left[i]), age), Dirty::plus);
      }
    }
    dirty = kept;
  }
}
