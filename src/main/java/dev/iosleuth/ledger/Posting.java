package dev.iosleuth.ledger;

import dev.iosleuth.stack.NodeId;
import java.util.List;

/**
 * One debt at one leaf.
 *
 * @param ops requests completed by the leaf
 * @param arrivals ops and merges
 * @param bytes read, written or discarded; 0 for flushes
 * @param deviceMs share of the leaf's busy time
 * @param via the nodes from the entry to the leaf, the leaf last
 */
public record Posting(
    Account account,
    Direction direction,
    long ops,
    long arrivals,
    long bytes,
    double deviceMs,
    Basis basis,
    List<NodeId> via) {
  public Posting {
    via = List.copyOf(via);
  }
}
