package dev.iosleuth.source;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Function;

/** The moment of a captured tree, told by what lies in it. */
final class BareMoment {
  private static final long HUNDREDTH = 10_000_000L;

  private BareMoment() {}

  /**
   * @param wall when its files were written, or the epoch where nobody knows
   */
  static Moment of(Function<String, Reading<Text>> read, Instant wall) {
    String host = read.apply("proc/sys/kernel/hostname").map(Text::strip).orElse("");
    return new Moment(host, wall, read.apply("proc/uptime").then(BareMoment::uptime).orElse(0L));
  }

  /** Nanoseconds: the first field of {@code 350735.47 234388.90}, seconds with two decimals. */
  private static Reading<Long> uptime(Text text) {
    String word = Fields.of(text.strip()).word();
    int dot = word.indexOf('.');
    if (dot < 0 || word.length() != dot + 3) {
      return Reading.malformed(text.where(1), "seconds with two decimals", word);
    }
    OptionalLong hundredths = Fields.parse(word.substring(0, dot) + word.substring(dot + 1));
    return hundredths.isPresent() && hundredths.getAsLong() >= 0
        ? Reading.known(hundredths.getAsLong() * HUNDREDTH)
        : Reading.malformed(text.where(1), "seconds with two decimals", word);
  }
}
