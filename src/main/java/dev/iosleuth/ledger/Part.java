package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import java.util.List;

/**
 * A part of what one device counted in one direction, and where it comes from.
 *
 * @param arrivals operations and merges
 * @param bytes of them
 * @param ops requests, where they are known by themselves (a partition's); else NaN
 * @param empties how many of the arrivals are zero-sector writes
 */
record Part(Origin origin, double arrivals, double bytes, double ops, double empties) {

  /** Where a part comes from. */
  sealed interface Origin {
    /**
     * Carried on the shares of those who pay above.
     *
     * @param writers pay by what they wrote above, whatever the direction here (parity,
     *     copy-on-write, metadata)
     */
    record Upper(Edge edge, boolean writers) implements Origin {}

    /**
     * Zero-sector writes that the upper passed on without counting them: carried on whoever sent
     * them there, which need not be who wrote.
     */
    record Silent(Edge edge) implements Origin {}

    /** What the upper had counted in the interval before: carried on who sent it then. */
    record Late(Edge edge, List<Share> payers) implements Origin {
      public Late {
        payers = List.copyOf(payers);
      }
    }

    /** An account of its own: a job, a replica, unexplained. */
    record Fixed(Account account, Basis basis) implements Origin {}

    /** Enters the block layer here. */
    record Entry(NodeId node) implements Origin {}
  }

  Part withOps(double requests) {
    return new Part(origin, arrivals, bytes, requests, empties);
  }

  static Part of(Origin origin, double arrivals, double bytes) {
    return new Part(origin, arrivals, bytes, Double.NaN, 0);
  }
}
