package dev.iosleuth.kernel.sys;

import dev.iosleuth.reading.Reading;

/**
 * {@code /sys/block/NAME/queue/}. Documentation/ABI/stable/sysfs-block.
 *
 * @param scheduler the chosen one: the word in brackets, or the only word
 * @param discardMaxBytes 0 where nothing below takes discards
 * @param writeCache "write back" or "write through" (absent before 4.7)
 * @param forcesUnitAccess fua: writes that go past the cache need no flush behind them (since 4.13)
 */
public record Queue(
    Reading<Boolean> rotational,
    Reading<String> scheduler,
    Reading<Long> physicalBlockBytes,
    Reading<Long> logicalBlockBytes,
    Reading<String> writeCache,
    Reading<Boolean> forcesUnitAccess,
    Reading<Long> readAheadKib,
    Reading<Long> nrRequests,
    Reading<Long> maxSectorsKib,
    Reading<Long> maxHwSectorsKib,
    Reading<Long> maxSegments,
    Reading<Long> chunkSectors,
    Reading<Long> optimalIoBytes,
    Reading<String> zoned,
    Reading<Boolean> iostats,
    Reading<Long> discardMaxBytes) {
  public static Queue parse(Attributes queue) {
    return new Queue(
        queue.flag("rotational"),
        queue.chosen("scheduler"),
        queue.number("physical_block_size"),
        queue.number("logical_block_size"),
        queue.word("write_cache"),
        queue.flag("fua"),
        queue.number("read_ahead_kb"),
        queue.number("nr_requests"),
        queue.number("max_sectors_kb"),
        queue.number("max_hw_sectors_kb"),
        queue.number("max_segments"),
        queue.number("chunk_sectors"),
        queue.number("optimal_io_size"),
        queue.word("zoned"),
        queue.flag("iostats"),
        queue.number("discard_max_bytes"));
  }

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
        Reading.absent(why),
        Reading.absent(why),
        Reading.absent(why));
  }
}
