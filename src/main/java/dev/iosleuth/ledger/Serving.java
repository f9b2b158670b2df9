package dev.iosleuth.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Serves claimants from pools: nobody takes more than he moved, no pool gives more than it has, and
 * who may take from several takes from each in proportion to what it has.
 */
final class Serving {
  private static final int ROUNDS = 8;
  private static final double NOTHING = 0.5;

  private final List<Claimant> claimants;
  private final double[] left;

  Serving(List<Claimant> claimants) {
    this.claimants = claimants;
    this.left = claimants.stream().mapToDouble(Claimant::bytes).toArray();
  }

  double left(int claimant) {
    return left[claimant];
  }

  /** Which pools a claimant may take from, by what he moved that none gave him so far. */
  interface Reach {
    List<Pool> of(Claimant claimant, double left);
  }

  /**
   * One tier: everybody takes at the same time from the pools that he may take from.
   *
   * @param reach the pools of a claimant
   */
  void serve(Function<Claimant, List<Pool>> reach) {
    serve((claimant, _) -> reach.apply(claimant));
  }

  void serve(Reach reach) {
    serve(reach, false);
  }

  /** A tier of those that take what the others leave. */
  void serveDoubtful(Function<Claimant, List<Pool>> reach) {
    serve((claimant, _) -> reach.apply(claimant), true);
  }

  private void serve(Reach reach, boolean doubtful) {
    var reachable = new ArrayList<List<Pool>>(left.length);
    for (int k = 0; k < left.length; k++) {
      Claimant claimant = claimants.get(k);
      boolean now = left[k] > NOTHING && claimant.doubtful() == doubtful;
      reachable.add(now ? reach.of(claimant, left[k]) : List.of());
    }
    for (int round = 0; round < ROUNDS; round++) {
      if (!serveOnce(reachable)) {
        return;
      }
    }
  }

  private record Wish(int claimant, double bytes) {}

  private boolean serveOnce(List<List<Pool>> reachable) {
    var wishes = new LinkedHashMap<Pool, List<Wish>>();
    for (int k = 0; k < left.length; k++) {
      if (left[k] > NOTHING) {
        wish(k, reachable.get(k), wishes);
      }
    }
    wishes.forEach((pool, ofPool) -> {
      double asked = ofPool.stream().mapToDouble(Wish::bytes).sum();
      double scale = Math.min(1, pool.left() / asked);
      for (Wish wish : ofPool) {
        pool.take(claimants.get(wish.claimant()), wish.bytes() * scale);
        left[wish.claimant()] -= wish.bytes() * scale;
      }
    });
    return !wishes.isEmpty();
  }

  private void wish(int k, List<Pool> pools, Map<Pool, List<Wish>> wishes) {
    double reachable = 0;
    for (Pool pool : pools) {
      reachable += pool.left() > NOTHING ? pool.left() : 0;
    }
    for (Pool pool : pools) {
      if (pool.left() > NOTHING) {
        double wanted = Math.min(left[k], reachable) * pool.left() / reachable;
        wishes.computeIfAbsent(pool, _ -> new ArrayList<>()).add(new Wish(k, wanted));
      }
    }
  }
}
