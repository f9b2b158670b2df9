package dev.iosleuth.ledger;

import dev.iosleuth.stack.NodeId;
import java.util.Map;
import java.util.Set;

/**
 * Somebody who, by evidence other than the device's counters, moved bytes in one direction.
 *
 * @param payer who
 * @param bytes how many at most; infinite where only the open device is known; negative where pages
 *     that were dirtied earlier were thrown away
 * @param places device nodes where it enters the block layer; empty if that is not known
 * @param direct its writes arrive now: it bypasses the page cache
 * @param requests how many operations it asked for that with; NaN where that is not known
 * @param cgroups its cgroup by controller, as in {@link dev.iosleuth.kernel.proc.PidCgroup#paths}
 * @param doubtful its process counted it, but it asked for less itself: it takes what nobody else
 *     does
 */
record Claimant(
    Payer payer,
    double bytes,
    double requests,
    Set<NodeId> places,
    boolean direct,
    Map<String, String> cgroups,
    boolean doubtful) {
  Claimant(
      Payer payer,
      double bytes,
      double requests,
      Set<NodeId> places,
      boolean direct,
      Map<String, String> cgroups) {
    this(payer, bytes, requests, places, direct, cgroups, false);
  }

  Claimant(
      Payer payer, double bytes, Set<NodeId> places, boolean direct, Map<String, String> cgroups) {
    this(payer, bytes, Double.NaN, places, direct, cgroups);
  }

  Claimant {
    places = Set.copyOf(places);
  }

  /** Who pays for what enters. */
  sealed interface Payer {
    record Named(Account account) implements Payer {}

    /** Whoever caused the I/O of a loop device, whose file lies in the file system. */
    record Through(NodeId loop) implements Payer {}
  }

  /** More or less of the same: with as many operations for a byte. */
  Claimant with(double changed) {
    double asked = bytes > 0 ? requests * changed / bytes : Double.NaN;
    return new Claimant(payer, changed, asked, places, direct, cgroups, doubtful);
  }
}
