package dev.iosleuth.kernel.iostat;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A date as three numbers, in whatever order the country of the host has them. */
record PrintedDate(int first, int second, int third) {
  /** The order in which they stand. */
  private enum Order {
    YEAR_MONTH_DAY,
    MONTH_DAY_YEAR,
    DAY_MONTH_YEAR
  }

  private static final Pattern DAY =
      Pattern.compile("(?<![0-9.:/-])[0-9]{1,4}([-/.])[0-9]{1,2}\\1[0-9]{1,4}(?![0-9:.-])");
  private static final int CENTURY = 2000;
  private static final long NONE = Long.MIN_VALUE;

  /**
   * Days from another one to this, in the order of both that makes the least of it; empty if there
   * is none, or the log went back.
   *
   * @param clock by how much of a day this time of day is the later one
   */
  OptionalLong since(PrintedDate before, double clock) {
    OptionalLong least = OptionalLong.empty();
    for (Order order : Order.values()) {
      long then = before.day(order);
      long now = day(order);
      if (then == NONE || now == NONE || now - then + clock <= 0) {
        continue;
      }
      least = OptionalLong.of(Math.min(least.orElse(now - then), now - then));
    }
    return least;
  }

  /** Of a banner, behind the host's name: {@code Linux 6.1.0 (db1) 11/21/26 _x86_64_ (2 CPU)}. */
  static Optional<String> in(String banner) {
    String behind = banner.substring(banner.indexOf(')') + 1);
    return DAY.matcher(behind).results().map(MatchResult::group).findFirst();
  }

  /** The days that it can be, an American one first. */
  List<LocalDate> readings() {
    return Stream.of(Order.values())
        .map(this::day)
        .filter(day -> day != NONE)
        .distinct()
        .map(LocalDate::ofEpochDay)
        .toList();
  }

  /** Since 1970. */
  private long day(Order order) {
    return switch (order) {
      case YEAR_MONTH_DAY -> first > 31 ? day(first, second, third) : NONE;
      case MONTH_DAY_YEAR -> first <= 31 ? day(third, first, second) : NONE;
      case DAY_MONTH_YEAR -> first <= 31 ? day(third, second, first) : NONE;
    };
  }

  private static long day(int year, int month, int day) {
    if (month > 12 || day > 31 || month == 0 || day == 0) {
      return NONE;
    }
    try {
      return LocalDate.of(year < 100 ? CENTURY + year : year, month, day).toEpochDay();
    } catch (DateTimeException noSuchDay) {
      return NONE;
    }
  }
}
