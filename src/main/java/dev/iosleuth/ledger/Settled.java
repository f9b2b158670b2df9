package dev.iosleuth.ledger;

import java.util.List;

/**
 * What one device counted in one direction, taken apart by origin.
 *
 * @param parts add up to arrivals and bytes
 * @param ops requests completed
 * @param silentEmpties zero-sector writes that came from above and that this device does not count
 *     (md): they go on to everything below
 */
record Settled(List<Part> parts, double ops, double arrivals, double bytes, double silentEmpties) {
  static final Settled NOTHING = new Settled(List.of(), 0, 0, 0, 0);

  Settled {
    parts = List.copyOf(parts);
  }

  double empties() {
    return parts.stream().mapToDouble(Part::empties).sum();
  }
}
