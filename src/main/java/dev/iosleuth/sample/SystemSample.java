package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Stat;
import dev.iosleuth.reading.Reading;
import java.util.Map;

/**
 * Counters of the whole host: not on anybody's account, but evidence.
 *
 * @param vmstat /proc/vmstat by name
 * @param meminfoKib /proc/meminfo by name, KiB
 * @param stat /proc/stat
 * @param pageBytes size of a page
 */
public record SystemSample(
    Reading<Map<String, Long>> vmstat,
    Reading<Map<String, Long>> meminfoKib,
    Reading<Stat> stat,
    long pageBytes) {
  public static SystemSample absent(String why) {
    return new SystemSample(Reading.absent(why), Reading.absent(why), Reading.absent(why), 4096);
  }
}
