package dev.iosleuth.model;

import java.util.Random;

/**
 * What differs between kernels.
 *
 * @param fields of a diskstats line: 14, 18 or 20
 * @param countsAtStart bio-based devices count operations and sectors when they start, not when
 *     they end (before 6.4, 5f2779dfa7b8)
 * @param flushesOnPartitions an empty flush is a zero-sector write on its partition too (5.11 on;
 *     before, requests found their partition by sector)
 * @param headCounts an NVMe head repeats its paths' figures
 * @param pathsInDiskstats the hidden paths stand in diskstats, all as 0:0
 * @param word width of unsigned long
 */
record Kernel(
    int fields,
    boolean countsAtStart,
    boolean flushesOnPartitions,
    boolean headCounts,
    boolean pathsInDiskstats,
    int word) {
  static final Kernel MODERN = new Kernel(20, true, true, false, true, 64);

  static Kernel any(Random random) {
    int fields =
        switch (random.nextInt(8)) {
          case 0 -> 14;
          case 1 -> 18;
          default -> 20;
        };
    boolean modern = fields == 20;
    return new Kernel(
        fields,
        !modern || random.nextBoolean(),
        modern && random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextInt(10) == 0 ? 32 : 64);
  }
}
