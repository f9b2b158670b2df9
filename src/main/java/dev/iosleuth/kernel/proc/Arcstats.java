package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Map;

/**
 * {@code /proc/spl/kstat/zfs/arcstats}: the cache of ZFS.
 *
 * <pre>
 * 6 1 0x01 91 4368 5266997922 97951858082072
 * name                            type data
 * hits                            4    8772612
 * misses                          4    604635
 * size                            4    1603939792
 * </pre>
 *
 * module/zfs/arc.c. Sizes in bytes.
 */
public record Arcstats(Map<String, Long> values, List<Reading.Malformed<?>> damaged) {
  public Arcstats {
    values = Map.copyOf(values);
    damaged = List.copyOf(damaged);
  }

  public static Reading<Arcstats> parse(Text text) {
    return Kstat.parse(text).map(kstat -> new Arcstats(kstat.numbers(), kstat.damaged()));
  }
}
