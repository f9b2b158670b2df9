package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;

/**
 * What one upper sent to a device by the conservation rules, before it is compared with what the
 * device counted.
 *
 * @param ops requests, if known by themselves; else NaN
 * @param empties zero-sector writes that may or may not be counted here
 * @param writers paid by who wrote above, whatever the direction
 */
record Claim(
    Edge edge, double arrivals, double bytes, double ops, double empties, boolean writers) {
  static Claim of(Edge edge, double arrivals, double bytes) {
    return new Claim(edge, arrivals, bytes, Double.NaN, 0, false);
  }

  Claim withArrivals(double changed) {
    return new Claim(edge, changed, bytes, ops, empties, writers);
  }

  Claim scaled(double arrivalsBy, double bytesBy) {
    return new Claim(
        edge, arrivals * arrivalsBy, bytes * bytesBy, ops * arrivalsBy, empties, writers);
  }
}
