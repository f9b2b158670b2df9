package dev.iosleuth.kernel.iostat;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.OptionalLong;

/** A date as three numbers, in whatever order the country of the host has them. */
record PrintedDate(int first, int second, int third) {
  /** The order in which they stand. */
  private enum Order {
    YEAR_MONTH_DAY,
    MONTH_DAY_YEAR,
    DAY_MONTH_YEAR
  }

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
