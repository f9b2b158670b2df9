package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.NamedNumber;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code /proc/meminfo}.
 *
 * <pre>
 * MemTotal:       15666184 kB
 * Active(anon):    1234567 kB
 * HugePages_Total:       0
 * </pre>
 *
 * fs/proc/meminfo.c; Documentation/filesystems/proc.rst 1.2.
 *
 * @param kib by name without its colon; KiB, though the file says kB; HugePages_* are huge pages
 */
public record Meminfo(Map<String, Long> kib, List<Reading.Malformed<?>> damaged) {
  public Meminfo {
    kib = Map.copyOf(kib);
    damaged = List.copyOf(damaged);
  }

  public static Reading<Meminfo> parse(Text text) {
    Rows<NamedNumber> rows = Rows.read(text, "NAME: N kB", Meminfo::value);
    return rows.rows().isEmpty()
        ? Reading.malformed(text.path(), "NAME: N kB", text.beginning())
        : Reading.known(new Meminfo(NamedNumber.map(rows), rows.damaged()));
  }

  private static Optional<NamedNumber> value(Fields fields) {
    String name = fields.word();
    OptionalLong value = fields.number();
    fields.take("kB");
    return value.isEmpty() || fields.more() || !name.endsWith(":")
        ? Optional.empty()
        : Optional.of(new NamedNumber(name.substring(0, name.length() - 1), value.getAsLong()));
  }
}
