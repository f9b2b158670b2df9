package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.NamedNumber;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Map;

/**
 * {@code /proc/vmstat}: one name and number a line, since boot.
 *
 * <pre>
 * nr_dirty 53
 * pgpgin 4138621
 * pgmajfault 3012
 * </pre>
 *
 * Pages but for pgpgin and pgpgout, which are KiB. Names come and go with the kernel's version.
 * mm/vmstat.c vmstat_text.
 */
public record Vmstat(Map<String, Long> values, List<Reading.Malformed<?>> damaged) {
  public Vmstat {
    values = Map.copyOf(values);
    damaged = List.copyOf(damaged);
  }

  public static Reading<Vmstat> parse(Text text) {
    Rows<NamedNumber> rows = Rows.read(text, "NAME N", NamedNumber::read);
    return rows.rows().isEmpty()
        ? Reading.malformed(text.path(), "NAME N", text.beginning())
        : Reading.known(new Vmstat(NamedNumber.map(rows), rows.damaged()));
  }
}
