package dev.iosleuth.model;

import java.util.List;
import java.util.Random;

/**
 * What a load does.
 *
 * @param readPercent of its operations; the rest writes
 * @param sizes in sectors
 * @param depth operations under way at a time
 * @param think before the next
 * @param flushPercent of writes that are followed by a flush, or carry one
 * @param discardPercent of its operations
 */
record Pattern(
    int readPercent,
    List<Integer> sizes,
    boolean sequential,
    int depth,
    long think,
    int flushPercent,
    int discardPercent) {
  static Pattern reads(int sectors, int depth, long think) {
    return new Pattern(100, List.of(sectors), false, depth, think, 0, 0);
  }

  static Pattern writes(int sectors, int depth, long think) {
    return new Pattern(0, List.of(sectors), false, depth, think, 0, 0);
  }

  Pattern inOrder() {
    return new Pattern(readPercent, sizes, true, depth, think, flushPercent, discardPercent);
  }

  Pattern flushing(int percent) {
    return new Pattern(readPercent, sizes, sequential, depth, think, percent, discardPercent);
  }

  static Pattern any(Random random, boolean discards) {
    List<Integer> sizes =
        List.of(
                List.of(8),
                List.of(8, 16, 64),
                List.of(128),
                List.of(512),
                List.of(8, 2048),
                List.of(8, 8, 8, 24))
            .get(random.nextInt(6));
    return new Pattern(
        List.of(0, 0, 30, 70, 100).get(random.nextInt(5)),
        sizes,
        random.nextInt(3) == 0,
        1 + random.nextInt(8),
        (long) (random.nextDouble() * 20 * Clock.MS) + 2 * Clock.MS,
        List.of(0, 0, 5, 40).get(random.nextInt(4)),
        discards && random.nextInt(4) == 0 ? 10 : 0);
  }

  Bio.Op op(Random random) {
    if (random.nextInt(100) < discardPercent) {
      return Bio.Op.DISCARD;
    }
    return random.nextInt(100) < readPercent ? Bio.Op.READ : Bio.Op.WRITE;
  }

  int size(Random random) {
    return sizes.get(random.nextInt(sizes.size()));
  }
}
