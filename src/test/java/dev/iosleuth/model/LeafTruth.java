package dev.iosleuth.model;

import java.util.HashMap;
import java.util.Map;

/** Who caused what on one leaf, as it completed. */
final class LeafTruth {
  /** Bytes by operation, requests begun by that cause, and its share of the flush commands. */
  record Amount(long readBytes, long writeBytes, long discardBytes, long ops, double flushes) {
    static final Amount ZERO = new Amount(0, 0, 0, 0, 0);

    Amount plus(Amount other) {
      return new Amount(
          readBytes + other.readBytes,
          writeBytes + other.writeBytes,
          discardBytes + other.discardBytes,
          ops + other.ops,
          flushes + other.flushes);
    }

    Amount minus(Amount other) {
      return new Amount(
          readBytes - other.readBytes,
          writeBytes - other.writeBytes,
          discardBytes - other.discardBytes,
          ops - other.ops,
          flushes - other.flushes);
    }

    long bytes() {
      return readBytes + writeBytes + discardBytes;
    }
  }

  private final Map<Cause, Amount> amounts = new HashMap<>();

  void completed(Bio bio) {
    long bytes = bio.sectors() * 512L;
    add(
        bio.cause(),
        switch (bio.op()) {
          case READ -> new Amount(bytes, 0, 0, 0, 0);
          case WRITE -> new Amount(0, bytes, 0, 0, 0);
          case DISCARD -> new Amount(0, 0, bytes, 0, 0);
        });
  }

  void request(Cause first) {
    add(first, new Amount(0, 0, 0, 1, 0));
  }

  void flushed(Cause waiter, double share) {
    add(waiter, new Amount(0, 0, 0, 0, share));
  }

  private void add(Cause cause, Amount amount) {
    amounts.merge(cause, amount, Amount::plus);
  }

  Map<Cause, Amount> snapshot() {
    return Map.copyOf(amounts);
  }
}
