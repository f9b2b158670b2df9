package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;

/**
 * What one device counted between two samples.
 *
 * @param seconds between the two readings of this device's own counters
 * @param busyMs io_ticks
 * @param weightedMs time_in_queue
 * @param inFlightBefore requests under way at the start
 * @param inFlightAfter and at the end
 */
public record Flow(
    double seconds,
    Io reads,
    Io writes,
    Reading<Io> discards,
    Reading<Flushes> flushes,
    long busyMs,
    long weightedMs,
    long inFlightBefore,
    long inFlightAfter) {
  /** Operations completed, merges, bytes and their summed milliseconds. */
  public record Io(long ops, long merges, long bytes, long ms) {
    public static final Io ZERO = new Io(0, 0, 0, 0);

    public long arrivals() {
      return ops + merges;
    }
  }

  public record Flushes(long ops, long ms) {}

  /** Upper bound of the true busy time: min(interval, sum of the operations' own times). */
  public double busyMaxMs() {
    double own =
        reads.ms()
            + writes.ms()
            + discards.map(Io::ms).orElse(0L)
            + flushes.map(Flushes::ms).orElse(0L);
    return Math.min(seconds * 1000, own);
  }
}
