package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.OptionalLong;

/**
 * {@code /proc/fs/xfs/stat}: what all mounted xfs together did since the module was loaded, of
 * which only the journals' line is read.
 *
 * <pre>
 * extent_alloc 1 4096 0 0
 * log 5 17 0 5 3
 * rw 16 0
 * </pre>
 *
 * log: writes, basic blocks of 512 bytes, waits for a buffer, forces, forces that slept.
 * fs/xfs/xfs_stats.h xs_log_writes, xs_log_blocks.
 *
 * @param logWrites to the journals
 */
public record XfsStat(long logWrites, long logBytes) {
  private static final int BASIC_BLOCK = 512;

  private static final String EXPECTED = "log WRITES BLOCKS";

  public static Reading<XfsStat> parse(Text text) {
    var lines = new Lines(text);
    while (lines.next()) {
      Fields fields = lines.fields();
      if (fields.take("log")) {
        OptionalLong writes = fields.number();
        OptionalLong blocks = fields.number();
        return writes.isPresent() && blocks.isPresent() && lines.whole()
            ? Reading.known(new XfsStat(writes.getAsLong(), blocks.getAsLong() * BASIC_BLOCK))
            : lines.malformed(EXPECTED);
      }
    }
    return Reading.malformed(text.path(), EXPECTED, text.beginning());
  }
}
