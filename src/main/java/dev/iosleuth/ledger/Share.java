package dev.iosleuth.ledger;

import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * One payer's part of what a device counted in one direction, on one way down to it.
 *
 * @param ops requests
 * @param empties zero-sector writes among the arrivals
 */
record Share(
    Account account,
    Basis basis,
    List<NodeId> via,
    double ops,
    double arrivals,
    double bytes,
    double empties) {

  /** The same on a longer way. */
  Share along(List<NodeId> nodes) {
    var longer = new ArrayList<>(via);
    longer.addAll(nodes);
    return new Share(account, basis, longer, ops, arrivals, bytes, empties);
  }

  /** So many times as much of the same. */
  Share times(double factor) {
    return new Share(
        account, basis, via, ops * factor, arrivals * factor, bytes * factor, empties * factor);
  }

  /** The same payer, one step further down. */
  Share down(NodeId node, Basis step, double ops, double arrivals, double bytes, double empties) {
    Share longer = along(List.of(node));
    return new Share(account, basis.and(step), longer.via(), ops, arrivals, bytes, empties);
  }
}
