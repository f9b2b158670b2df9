package dev.iosleuth.kernel.sys;

import dev.iosleuth.reading.Reading;

/**
 * {@code /sys/block/NAME/queue/}. Documentation/ABI/stable/sysfs-block.
 *
 * @param scheduler the chosen one: the word in brackets, or the only word
 * @param writeCache "write back" or "write through" (absent before 4.7)
 */
public record Queue(
    Reading<Boolean> rotational,
    Reading<String> scheduler,
    Reading<Long> physicalBlockBytes,
    Reading<Long> logicalBlockBytes,
    Reading<String> writeCache,
    Reading<Long> readAheadKib,
    Reading<Long> nrRequests,
    Reading<Long> maxSectorsKib,
    Reading<Long> maxHwSectorsKib,
    Reading<Long> maxSegments,
    Reading<Long> chunkSectors,
    Reading<Long> optimalIoBytes,
    Reading<String> zoned,
    Reading<Boolean> iostats) {
  public static Queue absent(String why) {
    return new Queue(
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why));
  }
}
