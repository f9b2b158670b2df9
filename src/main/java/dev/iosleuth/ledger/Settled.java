package dev.iosleuth.ledger;

import java.util.List;

/**
 * What one device counted in one direction, taken apart by origin.
 *
 * @param parts add up to arrivals and bytes
 * @param ops requests completed
 * @param silent zero-sector writes that came from above and that this device does not count (md):
 *     they go on to everything below
 */
record Settled(List<Part> parts, double ops, double arrivals, double bytes, List<Part> silent) {
  static final Settled NOTHING = new Settled(List.of(), 0, 0, 0, List.of());

  Settled {
    parts = List.copyOf(parts);
    silent = List.copyOf(silent);
  }

  double silentEmpties() {
    return silent.stream().mapToDouble(Part::empties).sum();
  }

  double empties() {
    return parts.stream().mapToDouble(Part::empties).sum();
  }
}
