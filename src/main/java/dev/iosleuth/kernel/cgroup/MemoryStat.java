package dev.iosleuth.kernel.cgroup;

import dev.iosleuth.reading.NamedNumber;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code memory.stat} of cgroup v1 and v2.
 *
 * <pre>
 * file_dirty 4096          (v2, children included)
 * total_dirty 4096         (v1, children included; "dirty" is the group alone)
 * pgmajfault 12
 * </pre>
 *
 * Bytes for memory, a count for what begins with pg and workingset. mm/memcontrol.c
 * memory_stat_format(); Documentation/admin-guide/cgroup-v2.rst.
 */
public record MemoryStat(Map<String, Long> values, List<Reading.Malformed<?>> damaged) {
  public MemoryStat {
    values = Map.copyOf(values);
    damaged = List.copyOf(damaged);
  }

  public static Reading<MemoryStat> parse(Text text) {
    Rows<NamedNumber> rows = Rows.read(text, "NAME N", NamedNumber::read);
    return rows.rows().isEmpty()
        ? Reading.malformed(text.path(), "NAME N", text.beginning())
        : Reading.known(new MemoryStat(NamedNumber.map(rows), rows.damaged()));
  }

  /** Bytes in the page cache, children included. */
  public OptionalLong fileBytes() {
    return first("file", "total_cache");
  }

  /** Bytes waiting to be written, children included. */
  public OptionalLong dirtyBytes() {
    return first("file_dirty", "total_dirty");
  }

  /** Bytes under way to a disk, children included. */
  public OptionalLong writebackBytes() {
    return first("file_writeback", "total_writeback");
  }

  /** Faults that had to read, children included. */
  public OptionalLong majorFaults() {
    return first("total_pgmajfault", "pgmajfault");
  }

  private OptionalLong first(String name, String other) {
    Long value = values.getOrDefault(name, values.get(other));
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
