package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;

/**
 * What passed from one layer to the next.
 *
 * @param factor bytes below for one byte above (reads and writes together); NaN without traffic
 * @param why in words: "nothing is amplified: 22.85 w/s = 6.05 + 16.80 merged below"
 */
public record EdgeFlow(Edge edge, Amount reads, Amount writes, double factor, String why) {
  /** Arrivals above and below that belong to this step, and bytes. */
  public record Amount(
      long opsAbove, long opsBelow, long mergesBelow, long bytesAbove, long bytesBelow) {}
}
