package dev.iosleuth.finding;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A figure of a device over any time: computed from what it did then, so that none is an average of
 * averages.
 */
@SuppressWarnings("ImmutableEnumChecker") // the formulas hold nothing
public enum Metric {
  /** io_ticks for a time. Above 100 where the kernel's accounting is off. */
  UTIL_PERCENT("%", f -> f.per(Quantity.BUSY_MS, 10)),
  /**
   * The requests' own times (reads, writes, discards, flushes) for a time, at most 100: the true
   * busy time is no longer.
   */
  OWN_TIME_PERCENT("%", f -> Math.min(100, f.ownMs() / f.seconds() / 10)),
  /** The requests' own times for a time: how many there were on average, if these are right. */
  OWN_QUEUE("requests", f -> f.ownMs() / f.seconds() / 1000),
  /** time_in_queue for a time: requests in the queue and at the device, on average. */
  QUEUE("requests", f -> f.per(Quantity.QUEUE_MS, 1000)),
  /** Of the requests' own times that of reads and writes; all where nothing else is told. */
  DATA_SHARE_PERCENT("%", f -> 100 * f.dataShare()),
  /** Of the requests' own times that of discards. */
  DISCARD_SHARE_PERCENT("%", f -> 100 * f.discardShare()),
  READS_PER_SECOND("/s", f -> f.per(Quantity.READS, 1)),
  WRITES_PER_SECOND("/s", f -> f.per(Quantity.WRITES, 1)),
  DISCARDS_PER_SECOND("/s", f -> f.per(Quantity.DISCARDS, 1)),
  FLUSHES_PER_SECOND("/s", f -> f.per(Quantity.FLUSHES, 1)),
  TRANSFERS_PER_SECOND("/s", f -> f.per(Quantity.TRANSFERS, 1)),
  /** Reads and writes; discards, too, where a log does not tell them apart. */
  DATA_PER_SECOND("/s", f -> f.data() / f.seconds()),
  READ_KIB_PER_SECOND("KiB/s", f -> f.per(Quantity.READ_BYTES, 1024)),
  WRITE_KIB_PER_SECOND("KiB/s", f -> f.per(Quantity.WRITE_BYTES, 1024)),
  KIB_PER_SECOND("KiB/s", f -> f.per(Quantity.BYTES, 1024)),
  READ_MERGES_PER_SECOND("/s", f -> f.per(Quantity.READ_MERGES, 1)),
  WRITE_MERGES_PER_SECOND("/s", f -> f.per(Quantity.WRITE_MERGES, 1)),
  /** Of a read, write or discard: in the queue and at the device. */
  WAIT_MS("ms", f -> f.quotient(Quantity.TRANSFER_MS, Quantity.TRANSFERS)),
  /** Of a read or write alone; of all of these where a log does not tell them apart. */
  DATA_WAIT_MS("ms", f -> f.dataMs() / f.data()),
  READ_WAIT_MS("ms", f -> f.quotient(Quantity.READ_MS, Quantity.READS)),
  WRITE_WAIT_MS("ms", f -> f.quotient(Quantity.WRITE_MS, Quantity.WRITES)),
  DISCARD_WAIT_MS("ms", f -> f.quotient(Quantity.DISCARD_MS, Quantity.DISCARDS)),
  FLUSH_WAIT_MS("ms", f -> f.quotient(Quantity.FLUSH_MS, Quantity.FLUSHES)),
  /** Of a read or write; of a discard, too, where these are not told apart. */
  SIZE_KIB("KiB", f -> f.size() / 1024),
  READ_SIZE_KIB("KiB", f -> f.quotient(Quantity.READ_BYTES, Quantity.READS) / 1024),
  WRITE_SIZE_KIB("KiB", f -> f.quotient(Quantity.WRITE_BYTES, Quantity.WRITES) / 1024),
  /** 1: each write is followed by a flush. */
  WRITES_PER_FLUSH("", f -> f.quotient(Quantity.WRITES, Quantity.FLUSHES)),
  /** Under way at the end. */
  IN_FLIGHT("requests", f -> f.get(Quantity.IN_FLIGHT));

  private final String unit;
  private final ToDoubleFunction<Figures> formula;

  Metric(String unit, ToDoubleFunction<Figures> formula) {
    this.unit = unit;
    this.formula = formula;
  }

  public String unit() {
    return unit;
  }

  /** The name in a {@link Source}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** NaN where the figures do not tell, or of nothing. */
  double of(Figures figures) {
    return formula.applyAsDouble(figures);
  }
}
