package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Reading;
import java.util.List;

/**
 * {@code /proc/swaps}.
 *
 * <pre>
 * Filename                                Type            Size            Used            Priority
 * /dev/dm-1                               partition       2097148         0               -2
 * </pre>
 *
 * Sizes in KiB. mm/swapfile.c swap_show(); names escaped like mountinfo's, " (deleted)" may follow.
 */
public record Swaps(List<Swap> swaps, List<Reading.Malformed<?>> damaged) {
  /**
   * @param file path of a block device or of a swap file
   * @param type partition or file
   */
  public record Swap(String file, String type, long sizeKib, long usedKib, int priority) {}

  public Swaps {
    swaps = List.copyOf(swaps);
    damaged = List.copyOf(damaged);
  }
}
