package dev.iosleuth.kernel.iostat;

import java.util.List;
import java.util.Locale;

/**
 * What a column tells, whatever its heading and unit were. iostat's kB are 1,024 bytes, its blocks
 * and sectors 512.
 */
public enum Figure {
  READS_PER_SECOND,
  WRITES_PER_SECOND,
  DISCARDS_PER_SECOND,
  FLUSHES_PER_SECOND,
  /** Reads, writes and discards together. */
  TRANSFERS_PER_SECOND,
  READ_KIB_PER_SECOND,
  WRITE_KIB_PER_SECOND,
  DISCARD_KIB_PER_SECOND,
  /** What {@code iostat -s} sums up in one column. */
  WRITE_AND_DISCARD_KIB_PER_SECOND,
  KIB_PER_SECOND,
  READ_MERGES_PER_SECOND,
  WRITE_MERGES_PER_SECOND,
  DISCARD_MERGES_PER_SECOND,
  MERGES_PER_SECOND,
  READ_MERGED_PERCENT,
  WRITE_MERGED_PERCENT,
  DISCARD_MERGED_PERCENT,
  /** Of one read: in the queue and at the device. */
  READ_WAIT_MS,
  WRITE_WAIT_MS,
  DISCARD_WAIT_MS,
  FLUSH_WAIT_MS,
  WAIT_MS,
  READ_SIZE_KIB,
  WRITE_SIZE_KIB,
  DISCARD_SIZE_KIB,
  SIZE_KIB,
  /** Requests in the queue and at the device, on average. */
  QUEUE,
  UTIL_PERCENT,
  /** Of the whole interval, as are the next ones. */
  READ_KIB,
  WRITE_KIB,
  DISCARD_KIB,
  WRITE_AND_DISCARD_KIB,
  /** What a process wrote and took back before it reached a disk. */
  CANCELLED_KIB_PER_SECOND,
  /** Clock ticks that a process waited for blocks in the interval. */
  DELAY_TICKS,
  SWAP_IN_PERCENT,
  IO_WAIT_PERCENT;

  /**
   * %util of one report. More than 100 are printed where the report is longer than the tool thinks,
   * and where a kernel's accounting is off: 147 is the most that any sample of real logs has.
   */
  private static final double MOST_UTIL = 500;

  /** Of anything a second, in any unit: more is a counter that went back, without its sign. */
  private static final double MOST_RATE = 1e12;

  private final String field = name().toLowerCase(Locale.ROOT);

  boolean isRate() {
    return name().endsWith("_PER_SECOND");
  }

  boolean isKib() {
    return name().contains("KIB");
  }

  /** What it can be at most, as printed: more comes of damage, and tells nothing. */
  public double most() {
    if (this == UTIL_PERCENT) {
      return MOST_UTIL;
    }
    return isRate() ? MOST_RATE : Double.POSITIVE_INFINITY;
  }

  /** Of which requests it is a mean: of none there is none. */
  List<Figure> meanOf() {
    return switch (this) {
      case READ_WAIT_MS, READ_SIZE_KIB, READ_MERGED_PERCENT -> List.of(READS_PER_SECOND);
      case WRITE_WAIT_MS, WRITE_SIZE_KIB, WRITE_MERGED_PERCENT -> List.of(WRITES_PER_SECOND);
      case DISCARD_WAIT_MS, DISCARD_SIZE_KIB, DISCARD_MERGED_PERCENT ->
          List.of(DISCARDS_PER_SECOND);
      case FLUSH_WAIT_MS -> List.of(FLUSHES_PER_SECOND);
      case WAIT_MS, SIZE_KIB -> List.of(TRANSFERS_PER_SECOND, UTIL_PERCENT, QUEUE);
      default -> List.of();
    };
  }

  /** The name in JSON: {@code read_kib_per_second}. */
  public String field() {
    return field;
  }
}
