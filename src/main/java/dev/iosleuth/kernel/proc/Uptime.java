package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.OptionalLong;

/**
 * {@code /proc/uptime}: {@code 350735.47 234388.90}, seconds since boot (suspended time included,
 * CLOCK_BOOTTIME) and idle seconds over all CPUs, to the hundredth. fs/proc/uptime.c.
 */
public record Uptime(long nanos) {
  private static final int NANO_DIGITS = 9;

  public static Reading<Uptime> parse(Text text) {
    var fields = new Fields(text.bytes(), 0, text.bytes().length);
    OptionalLong seconds = fields.scaled(NANO_DIGITS);
    return seconds.isEmpty() || fields.atEnd()
        ? Reading.malformed(text.path(), "seconds since boot", text.beginning())
        : Reading.known(new Uptime(seconds.getAsLong()));
  }
}
