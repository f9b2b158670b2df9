package dev.iosleuth.source;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Function;

/** The moment of a captured tree, told by what lies in it. */
final class BareMoment {
  private static final int NANO_DIGITS = 9;

  private BareMoment() {}

  /**
   * @param wall when its files were written, or the epoch where nobody knows
   */
  static Moment of(Function<String, Reading<Text>> read, Instant wall) {
    String host = read.apply("proc/sys/kernel/hostname").map(Text::strip).orElse("");
    return new Moment(host, wall, read.apply("proc/uptime").then(BareMoment::uptime).orElse(0L));
  }

  /** Nanoseconds: the first field of {@code 350735.47 234388.90}, with any decimals. */
  private static Reading<Long> uptime(Text text) {
    OptionalLong nanos = Fields.of(text.strip()).scaled(NANO_DIGITS);
    return nanos.isPresent()
        ? Reading.known(nanos.getAsLong())
        : Reading.malformed(text.where(1), "seconds since boot", text.beginning());
  }
}
