package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.Fields;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time as tools print it before a report: only its clock is read, since dates stand in as many
 * orders as there are countries.
 *
 * @param text as printed
 * @param seconds of the day, or since 1970
 */
record Stamp(String text, double seconds) {
  private static final double DAY = 86_400;
  private static final int MOST_CHARACTERS = 64;
  private static final Pattern CLOCK =
      Pattern.compile(
          "(?<![0-9:])([0-2]?[0-9])[:.h]([0-5][0-9])[:.m]([0-6][0-9](?:[.,][0-9]+)?)(?: ?([AaPp])[Mm])?(?![0-9:])");
  private static final Pattern EPOCH = Pattern.compile("[#@]?([1-9][0-9]{9}(?:[.][0-9]+)?)");

  /** Null if no time stands there: asked for each line that is no row. */
  static @Nullable Stamp of(String text) {
    if (text.length() > MOST_CHARACTERS) {
      return null;
    }
    Matcher epoch = EPOCH.matcher(text);
    if (epoch.matches()) {
      return new Stamp(text, number(epoch.group(1)));
    }
    Matcher clock = CLOCK.matcher(text);
    if (!clock.find()) {
      return null;
    }
    double hours = number(clock.group(1));
    String half = clock.group(4);
    if (half != null) {
      hours = hours % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
    }
    double minutes = hours * 60 + number(clock.group(2));
    return new Stamp(text, minutes * 60 + number(clock.group(3)));
  }

  private static double number(String matched) {
    OptionalLong thousandths = Fields.parseScaled(matched.replace(',', '.'), 3);
    return thousandths.orElse(0) / 1000.0;
  }

  /** From another one to this; empty if they are the same, or this is the earlier one. */
  OptionalDouble since(Stamp before) {
    double gone = seconds - before.seconds;
    // past midnight, if that is the shorter way; else the clock, or the log, went back
    double forward = gone < -DAY / 2 && seconds < DAY ? gone + DAY : gone;
    return forward > 0 ? OptionalDouble.of(forward) : OptionalDouble.empty();
  }
}
