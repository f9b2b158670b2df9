package dev.iosleuth.kernel.sys;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code /sys/block/zramN/mm_stat}.
 *
 * <pre>
 *     4096       74    12288        0    12288        0        0        0        0
 * </pre>
 *
 * Bytes, but the last four, which are pages. Columns were added to it in 4.18 (huge_pages) and 5.15
 * (huge_pages_since). Documentation/admin-guide/blockdev/zram.rst.
 */
public final class MmStat {
  private static final List<String> NAMES =
      List.of(
          "orig_data_size",
          "compr_data_size",
          "mem_used_total",
          "mem_limit",
          "mem_used_max",
          "same_pages",
          "pages_compacted",
          "huge_pages",
          "huge_pages_since");

  private MmStat() {}

  /** Values by their documented names. */
  public static Reading<Map<String, Long>> parse(Text text) {
    var values = new LinkedHashMap<String, Long>();
    Fields fields = Fields.of(text.strip());
    for (String name : NAMES) {
      if (!fields.more()) {
        break;
      }
      OptionalLong value = fields.number();
      if (value.isEmpty()) {
        return Reading.malformed(text.path(), name, fields.word());
      }
      values.put(name, value.getAsLong());
    }
    return values.isEmpty()
        ? Reading.malformed(text.path(), "numbers", text.strip())
        : Reading.known(values);
  }
}
