package dev.iosleuth.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Serves claimants from pools: nobody takes more than he moved, no pool gives more than it has, and
 * who may take from several takes from each in proportion to what it has.
 */
final class Serving {
  private static final int ROUNDS = 8;
  private static final double NOTHING = 0.5;

  private final List<Pool> pools;
  private final List<Claimant> claimants;
  private final double[] left;

  Serving(List<Pool> pools, List<Claimant> claimants) {
    this.pools = pools;
    this.claimants = claimants;
    this.left = claimants.stream().mapToDouble(Claimant::bytes).toArray();
  }

  double left(int claimant) {
    return left[claimant];
  }

  /** One tier: everybody who may takes at the same time. */
  void serve(BiPredicate<Claimant, Pool> may) {
    for (int round = 0; round < ROUNDS; round++) {
      if (!serveOnce(may)) {
        return;
      }
    }
  }

  private record Wish(int claimant, Pool pool, double bytes) {}

  private boolean serveOnce(BiPredicate<Claimant, Pool> may) {
    List<Pool> open = pools.stream().filter(p -> p.left() > NOTHING).toList();
    var wishes = new ArrayList<List<Wish>>(open.size());
    open.forEach(_ -> wishes.add(new ArrayList<>()));
    for (int k = 0; k < left.length; k++) {
      if (left[k] > NOTHING) {
        wish(k, open, may, wishes);
      }
    }
    boolean moved = false;
    for (List<Wish> ofPool : wishes) {
      double asked = ofPool.stream().mapToDouble(Wish::bytes).sum();
      if (asked <= 0) {
        continue;
      }
      double scale = Math.min(1, ofPool.getFirst().pool().left() / asked);
      for (Wish wish : ofPool) {
        wish.pool().take(claimants.get(wish.claimant()).payer(), wish.bytes() * scale);
        left[wish.claimant()] -= wish.bytes() * scale;
      }
      moved = true;
    }
    return moved;
  }

  private void wish(
      int k, List<Pool> open, BiPredicate<Claimant, Pool> may, List<List<Wish>> wishes) {
    Claimant claimant = claimants.get(k);
    double reachable = 0;
    for (Pool pool : open) {
      if (may.test(claimant, pool)) {
        reachable += pool.left();
      }
    }
    for (int p = 0; p < open.size() && reachable > 0; p++) {
      Pool pool = open.get(p);
      if (may.test(claimant, pool)) {
        double wanted = Math.min(left[k], reachable) * pool.left() / reachable;
        wishes.get(p).add(new Wish(k, pool, wanted));
      }
    }
  }
}
