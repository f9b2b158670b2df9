package dev.iosleuth.kernel.cgroup;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code io.stat} of cgroup v2: what the group and its children did on whole disks, the same I/O
 * again at every stacked layer.
 *
 * <pre>
 * 8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0
 * </pre>
 *
 * Discards since 4.20. Other keys (cost.usage, use_delay, …) belong to controllers' tuning and are
 * not read. A device without figures stands with its number alone, on some kernels in front of the
 * next device's line (block/blk-cgroup.c blkcg_print_one_stat). Documentation/admin-guide/
 * cgroup-v2.rst.
 */
public record IoStat(Map<DevNo, Figures> devices, List<Reading.Malformed<?>> damaged) {
  /** Since the group was made; discards are empty where the kernel does not tell them. */
  public record Figures(
      long readBytes,
      long writeBytes,
      long readOps,
      long writeOps,
      OptionalLong discardBytes,
      OptionalLong discardOps) {}

  private static final Set<String> KEYS =
      Set.of("rbytes", "wbytes", "rios", "wios", "dbytes", "dios");

  public IoStat {
    devices = Map.copyOf(devices);
    damaged = List.copyOf(damaged);
  }

  /** An empty file is known: the group did nothing yet. */
  public static Reading<IoStat> parse(Text text) {
    var devices = new HashMap<DevNo, Figures>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    var lines = new Lines(text);
    while (lines.next()) {
      Fields fields = lines.fields();
      Optional<DevNo> dev = lastDevice(fields);
      Optional<Map<String, Long>> values = values(fields);
      boolean understood = lines.whole() && dev.isPresent() && values.isPresent();
      if (understood && !values.orElseThrow().isEmpty()) {
        Optional<Figures> figures = figures(values.orElseThrow());
        figures.ifPresent(f -> devices.put(dev.orElseThrow(), f));
        understood = figures.isPresent();
      }
      if (!understood) {
        damaged.add(lines.malformed("MAJ:MIN rbytes=N wbytes=N rios=N wios=N"));
      }
    }
    return Reading.known(new IoStat(devices, damaged));
  }

  private static Optional<DevNo> lastDevice(Fields fields) {
    Optional<DevNo> last = Optional.empty();
    Optional<DevNo> dev = fields.device();
    while (dev.isPresent()) {
      last = dev;
      dev = fields.device();
    }
    return last;
  }

  /** The figures by key; empty altogether if a word has no key, or a figure is no number. */
  private static Optional<Map<String, Long>> values(Fields fields) {
    var values = new HashMap<String, Long>();
    while (fields.more()) {
      String word = fields.word();
      int equals = word.indexOf('=');
      if (equals <= 0) {
        return Optional.empty();
      }
      String key = word.substring(0, equals);
      if (KEYS.contains(key)) {
        OptionalLong value = Fields.parse(word.substring(equals + 1));
        if (value.isEmpty()) {
          return Optional.empty();
        }
        values.put(key, value.getAsLong());
      }
    }
    return Optional.of(values);
  }

  private static Optional<Figures> figures(Map<String, Long> values) {
    Long readBytes = values.get("rbytes");
    Long writeBytes = values.get("wbytes");
    Long readOps = values.get("rios");
    Long writeOps = values.get("wios");
    if (readBytes == null || writeBytes == null || readOps == null || writeOps == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Figures(
            readBytes,
            writeBytes,
            readOps,
            writeOps,
            optional(values.get("dbytes")),
            optional(values.get("dios"))));
  }

  private static OptionalLong optional(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
