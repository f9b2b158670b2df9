package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.Fields;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time as tools print it before a report, with the date where one stands beside it.
 *
 * @param text as printed
 * @param seconds of the day, or since 1970
 * @param date null where none was printed
 */
record Stamp(String text, double seconds, @Nullable PrintedDate date) {
  private static final double DAY = 86_400;
  private static final int MOST_CHARACTERS = 64;
  private static final Pattern CLOCK =
      Pattern.compile(
          "(?<![0-9:])([0-2]?[0-9])[:.h]([0-5][0-9])[:.m]([0-6][0-9](?:[.,][0-9]+)?)(?: ?([AaPp])[Mm])?(?![0-9:])");
  private static final Pattern DATE =
      Pattern.compile("(?<![0-9.:])([0-9]{1,4})([-/.])([0-9]{1,2})\\2([0-9]{1,4})(?![0-9:])");
  private static final Pattern EPOCH = Pattern.compile("[#@]?([1-9][0-9]{9}(?:[.][0-9]+)?)");

  /** Null if no time stands there: asked for each line that is no row. */
  static @Nullable Stamp of(String text) {
    if (text.length() > MOST_CHARACTERS) {
      return null;
    }
    Stamp usual = usual(text);
    if (usual != null) {
      return usual;
    }
    Matcher epoch = EPOCH.matcher(text);
    if (epoch.matches()) {
      return new Stamp(text, number(epoch.group(1)), null);
    }
    Matcher clock = CLOCK.matcher(text);
    Matcher date = DATE.matcher(text);
    // 21.11.26 10:20:00: what stands before the clock is a date, though it could be one itself
    if (date.find() && clock.find(date.end())) {
      return of(text, clock, date(date));
    }
    return clock.find(0) ? of(text, clock, null) : null;
  }

  private static Stamp of(String text, Matcher clock, @Nullable PrintedDate date) {
    double hours = number(clock.group(1));
    String half = clock.group(4);
    if (half != null) {
      hours = hours % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
    }
    double minutes = hours * 60 + number(clock.group(2));
    return new Stamp(text, minutes * 60 + number(clock.group(3)), date);
  }

  /** A day without a time; null if it is none. */
  static @Nullable PrintedDate day(String text) {
    Matcher found = DATE.matcher(text);
    return found.find() ? date(found) : null;
  }

  private static PrintedDate date(Matcher found) {
    return new PrintedDate(
        (int) number(found.group(1)), (int) number(found.group(3)), (int) number(found.group(4)));
  }

  /**
   * {@code 11/21/2026 10:20:00}, with AM or PM behind it, or {@code 10:20:00} alone: nearly all
   * there are, and quickly.
   */
  private static @Nullable Stamp usual(String text) {
    int length = text.length();
    if (length == 8 && text.charAt(2) == ':' && text.charAt(5) == ':') {
      int hours = two(text, 0);
      int minutes = two(text, 3);
      int seconds = two(text, 6);
      boolean clock = hours >= 0 && hours < 30 && minutes < 60 && seconds < 70;
      return clock && minutes >= 0 && seconds >= 0
          ? new Stamp(text, (hours * 60.0 + minutes) * 60 + seconds, null)
          : null;
    }
    if (length < 19 || text.charAt(2) != '/' || text.charAt(5) != '/' || text.charAt(10) != ' ') {
      return null;
    }
    boolean half = length == 22 && text.charAt(19) == ' ' && text.charAt(21) == 'M';
    if (text.charAt(13) != ':' || text.charAt(16) != ':' || (length > 19 && !half)) {
      return null;
    }
    int first = two(text, 0);
    int second = two(text, 3);
    int year = 100 * two(text, 6) + two(text, 8);
    int hours = two(text, 11);
    int minutes = two(text, 14);
    int seconds = two(text, 17);
    if (Math.min(Math.min(first, second), Math.min(year, hours)) < 0
        || Math.min(minutes, seconds) < 0) {
      return null;
    }
    if (half) {
      hours = hours % 12 + (text.charAt(20) == 'P' ? 12 : 0);
    }
    return new Stamp(
        text, (hours * 60.0 + minutes) * 60 + seconds, new PrintedDate(first, second, year));
  }

  /** Two digits; something far below 0 where there are none. */
  private static int two(String text, int at) {
    int tens = text.charAt(at) - '0';
    int ones = text.charAt(at + 1) - '0';
    boolean digits = tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
    return digits ? 10 * tens + ones : -1_000_000;
  }

  private static double number(String matched) {
    OptionalLong thousandths = Fields.parseScaled(matched.replace(',', '.'), 3);
    return thousandths.orElse(0) / 1000.0;
  }

  /** From another one to this; empty if they are the same, or this is the earlier one. */
  OptionalDouble since(Stamp before) {
    double gone = seconds - before.seconds;
    PrintedDate day = date;
    PrintedDate dayBefore = before.date;
    if (day != null && dayBefore != null) {
      OptionalLong days = day.since(dayBefore, gone / DAY);
      return days.isPresent()
          ? OptionalDouble.of(days.getAsLong() * DAY + gone)
          : OptionalDouble.empty();
    }
    // past midnight, if that is the shorter way; else the clock, or the log, went back
    double forward = gone < -DAY / 2 && seconds < DAY ? gone + DAY : gone;
    return forward > 0 ? OptionalDouble.of(forward) : OptionalDouble.empty();
  }
}
