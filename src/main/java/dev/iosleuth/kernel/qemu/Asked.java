package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Text;
import java.util.OptionalLong;

/**
 * The first line of what a monitor said, which whoever asked put before it; what the monitor itself
 * said follows, byte by byte.
 *
 * <pre>
 * asked 81234567890 held 1843000
 * </pre>
 *
 * @param nanos since boot, when the counters were asked for
 * @param held for how many nanoseconds the monitor was taken
 * @param from where the monitor's own words begin
 */
record Asked(long nanos, OptionalLong held, int from) {
  /** Without such a line it is when the text was read. */
  static Asked of(Text text) {
    var lines = new Lines(text);
    if (lines.next() && lines.whole() && lines.number() == 1) {
      Fields fields = lines.fields();
      OptionalLong asked = fields.take("asked") ? fields.number() : OptionalLong.empty();
      OptionalLong held = fields.take("held") ? fields.number() : OptionalLong.empty();
      if (asked.isPresent()) {
        return new Asked(asked.getAsLong(), held, end(text.bytes()));
      }
    }
    return new Asked(text.nanos(), OptionalLong.empty(), 0);
  }

  private static int end(byte[] bytes) {
    int end = 0;
    while (bytes[end] != '\n') {
      end++;
    }
    return end + 1;
  }
}
