package dev.iosleuth.unit;

import java.util.OptionalLong;

/**
 * Differences of kernel counters that wrap.
 *
 * <p>Operations, merges and sectors of diskstats are unsigned long (they wrap at the word size of
 * the kernel); its milliseconds are printed as unsigned int and wrap at 2^32 on every kernel
 * (block/genhd.c, diskstats_show).
 */
public final class Counter {
  private static final long WIDTH_32 = 1L << 32;

  private Counter() {}

  /**
   * The increase of a counter that wraps at 2^32, or empty if going round once would be more than
   * {@code most}: then it was reset.
   */
  public static OptionalLong wrapping32(long before, long after, long most) {
    return bounded(after >= before ? after - before : after - before + WIDTH_32, most);
  }

  /**
   * The increase of a counter of the kernel's word size. A counter that fell below 2^32 from near
   * 2^32 is taken for a 32-bit kernel's; one that fell from beyond it can only have wrapped at
   * 2^64.
   */
  public static OptionalLong word(long before, long after, long most) {
    if (Long.compareUnsigned(after, before) >= 0) {
      return bounded(after - before, most);
    }
    if (Long.compareUnsigned(before, WIDTH_32) < 0) {
      // Going round by more than half is taken for a reset: 50 after 100 is no 4 billion
      // operations.
      return bounded(after - before + WIDTH_32, Math.min(most, WIDTH_32 / 2));
    }
    return bounded(after - before, most);
  }

  private static OptionalLong bounded(long increase, long most) {
    return increase < 0 || increase > most ? OptionalLong.empty() : OptionalLong.of(increase);
  }
}
