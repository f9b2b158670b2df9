package dev.iosleuth.source;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The moment of a captured tree, told by what lies in it. */
final class BareMoment {
  private static final int NANO_DIGITS = 9;

  /** In the year 36812, which an Instant can hold. */
  private static final long MOST_SECONDS = 1L << 40;

  private BareMoment() {}

  /**
   * By the clock it is the boot's time and what went by since then: the dates of files in /proc,
   * and of copies, tell of something else.
   *
   * @param written when its files were, where that does not tell; the epoch where nobody knows
   */
  static Moment of(Function<String, Reading<Text>> read, Instant written) {
    String host = read.apply("proc/sys/kernel/hostname").map(Text::strip).orElse("");
    long nanos = read.apply("proc/uptime").then(BareMoment::uptime).orElse(0L);
    Optional<Instant> boot = read.apply("proc/stat").optional().flatMap(BareMoment::boot);
    return new Moment(
        host,
        nanos == 0 ? written : boot.map(since -> since.plusNanos(nanos)).orElse(written),
        nanos);
  }

  /** Of the line {@code btime 1763692673}; 0 or less is a clock that was never set. */
  private static Optional<Instant> boot(Text text) {
    var lines = new Lines(text);
    while (lines.next()) {
      if (lines.whole() && lines.startsWith("btime ")) {
        Fields fields = lines.fields();
        fields.skip();
        long seconds = fields.number().orElse(0);
        return seconds > 0 && seconds < MOST_SECONDS
            ? Optional.of(Instant.ofEpochSecond(seconds))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Nanoseconds: the first field of {@code 350735.47 234388.90}, with any decimals. */
  private static Reading<Long> uptime(Text text) {
    OptionalLong nanos = Fields.of(text.strip()).scaled(NANO_DIGITS);
    return nanos.isPresent()
        ? Reading.known(nanos.getAsLong())
        : Reading.malformed(text.where(1), "seconds since boot", text.beginning());
  }
}
