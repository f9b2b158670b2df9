package dev.iosleuth.kernel.sys;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Rates of serial links as the kernel and disks write them: {@code 6.0 Gbps}, {@code 12.0 Gbit},
 * {@code 8.0 GT/s PCIe}, {@code 6.0 Gb/s}; in words where there is none.
 */
public final class LinkRate {
  private static final int KILO_OF_GIGA = 6;

  private LinkRate() {}

  /** In kilobits (or thousands of transfers) a second. */
  public static Reading<Long> parse(Text text) {
    return parse(text.strip(), text.path());
  }

  public static Reading<Long> parse(String words, String where) {
    Fields fields = Fields.of(words);
    OptionalLong rate = fields.scaled(KILO_OF_GIGA);
    if (rate.isEmpty()) {
      return words.isEmpty() || Character.isDigit(words.charAt(0))
          ? Reading.malformed(where, "a rate such as 6.0 Gbps", words)
          : Reading.absent("the link says " + words);
    }
    return fields.word().toLowerCase(Locale.ROOT).startsWith("g")
        ? Reading.known(rate.getAsLong())
        : Reading.malformed(where, "a rate such as 6.0 Gbps", words);
  }
}
