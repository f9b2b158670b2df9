package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code info blockstats}: one line a disk.
 *
 * <pre>
 * d0: rd_bytes=4096 wr_bytes=0 rd_operations=1 wr_operations=0 flush_operations=0
 *   wr_total_time_ns=0 rd_total_time_ns=100 flush_total_time_ns=0 rd_merged=0 wr_merged=0
 *   idle_time_ns=17
 * </pre>
 *
 * The first four since 0.10, flushes and times since 0.15, merged since 2.3, idle since 2.5. Since
 * 11.0 several lines:
 *
 * <pre>
 * d0: idle_time_ns=17
 *                           bytes       operations            total_time_ns     merged
 * Read:                      4096                1                      100          0
 * Write:                        0                0                        0          0
 * Flush:                                         0                        0
 *
 * </pre>
 *
 * block/monitor/block-hmp-cmds.c, hmp_info_blockstats. Disks made by {@code -blockdev} have no name
 * here; the order is that of {@code info block}. Failed, invalid and unmaps are never told.
 */
final class InfoBlockstats {
  private static final String UNTOLD = "the human monitor does not tell";
  private static final String EXPECTED = "the counters of a disk";

  private final Lines lines;
  private final List<DiskCounters> rows = new ArrayList<>();
  private final List<Reading.Malformed<?>> damaged = new ArrayList<>();

  /** Of the disk whose lines are being read. */
  private String device = "";

  private final Map<String, Long> figures = new HashMap<>();
  private boolean open;

  private InfoBlockstats(Text text) {
    this.lines = new Lines(text);
  }

  static Rows<DiskCounters> parse(Text text) {
    var parser = new InfoBlockstats(text);
    while (parser.lines.next()) {
      parser.line();
    }
    parser.close();
    return new Rows<>(parser.rows, parser.damaged);
  }

  private void line() {
    String line = lines.string();
    int colon = line.indexOf(": ");
    String rest = colon < 0 ? "" : line.substring(colon + 2);
    boolean understood =
        switch (line.indexOf('=') < 0 ? line.substring(0, Math.max(0, colon)) : "=") {
          case "Read" ->
              open && columns(rest, "rd", "bytes", "operations", "total_time_ns", "merged");
          case "Write" ->
              open && columns(rest, "wr", "bytes", "operations", "total_time_ns", "merged");
          case "Flush" -> open && columns(rest, "flush", "operations", "total_time_ns");
          case "=" -> colon >= 0 && device(line.substring(0, colon), rest);
          default -> open && line.strip().startsWith("bytes ");
        };
    if (!understood || !lines.whole()) {
      damaged.add(lines.malformed(EXPECTED));
    }
  }

  private boolean device(String name, String rest) {
    close();
    device = name.strip();
    open = true;
    Fields fields = Fields.of(rest);
    boolean understood = true;
    while (fields.more()) {
      String word = fields.word();
      int equals = word.indexOf('=');
      OptionalLong value =
          equals < 0 ? OptionalLong.empty() : Fields.parse(word.substring(equals + 1));
      understood &= value.isPresent();
      value.ifPresent(v -> figures.put(word.substring(0, equals), v));
    }
    return understood;
  }

  private boolean columns(String rest, String kind, String... names) {
    Fields fields = Fields.of(rest);
    for (String name : names) {
      OptionalLong value = fields.number();
      if (value.isEmpty()) {
        return false;
      }
      figures.put(kind + "_" + name, value.getAsLong());
    }
    return !fields.more();
  }

  private void close() {
    if (open) {
      rows.add(
          new DiskCounters(
              device,
              "",
              "",
              requests("rd"),
              requests("wr"),
              requests("flush"),
              Requests.absent(UNTOLD),
              figure("idle_time_ns")));
    }
    open = false;
    figures.clear();
  }

  private Requests requests(String kind) {
    return new Requests(
        figure(kind + "_operations"),
        figure(kind + "_bytes"),
        figure(kind + "_merged"),
        figure(kind + "_total_time_ns"),
        Reading.absent(UNTOLD),
        Reading.absent(UNTOLD));
  }

  private Reading<Long> figure(String name) {
    Long value = figures.get(name);
    return value == null
        ? Reading.absent("not told")
        : Requests.counted(Reading.known(value), name);
  }
}
