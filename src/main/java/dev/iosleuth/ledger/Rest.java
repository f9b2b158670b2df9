package dev.iosleuth.ledger;

import java.util.ArrayList;
import java.util.List;

/** What is left of a device's counters in one direction while rule after rule takes its part. */
final class Rest {
  /** Below this, what is left is the rounding of doubles. */
  private static final double NOTHING = 1e-6;

  private final List<Part> parts = new ArrayList<>();
  private double arrivals;
  private double bytes;

  Rest(double arrivals, double bytes) {
    this.arrivals = arrivals;
    this.bytes = bytes;
  }

  double arrivals() {
    return arrivals;
  }

  double bytes() {
    return bytes;
  }

  boolean empty() {
    return arrivals <= NOTHING && bytes <= NOTHING;
  }

  List<Part> parts() {
    return parts;
  }

  void take(Part part) {
    if (part.arrivals() <= 0 && part.bytes() <= 0) {
      return;
    }
    parts.add(part);
    arrivals = Math.max(0, arrivals - part.arrivals());
    bytes = Math.max(0, bytes - part.bytes());
  }

  /** Takes bytes up to a limit, and the same fraction of the arrivals. */
  void takeBytes(Part.Origin origin, double most) {
    double taken = Math.min(bytes, most);
    if (taken > NOTHING) {
      take(Part.of(origin, arrivals * taken / bytes, taken));
    }
  }

  void takeAll(Part.Origin origin) {
    take(Part.of(origin, arrivals, bytes));
  }
}
