package dev.iosleuth.kernel.iostat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When the reports of a log were printed. A printed time need not tell: which of two numbers is the
 * month depends on the host's country, sar has the day in its banner alone, and nothing but ISO
 * 8601 has a zone. What somebody looks for beside the log decides: of several days the one that is
 * nearest to it.
 */
public final class LogClock {
  private static final double LATEST_CLOCK = 2 * 86_400;
  private static final double HALF_A_DAY = 43_200;
  private static final Pattern OFFSET = Pattern.compile("([+-])([0-9]{2}):?([0-9]{2})$");
  private static final Pattern ZULU = Pattern.compile("[0-9]Z$|\\b(?:UTC|GMT)\\b");

  private final ZoneId zone;
  private final Instant from;
  private final Instant to;
  private OptionalInt order = OptionalInt.empty();
  private @Nullable Stamp before;
  private String day = "";
  private long midnights;
  private boolean undated;

  /**
   * @param zone of times that do not tell
   * @param from of what is looked for
   * @param to of what is looked for
   */
  public LogClock(ZoneId zone, Instant from, Instant to) {
    this.zone = zone;
    this.from = from;
    this.to = to;
  }

  /** By how many seconds one printed time lies before the one above it; empty if it does not. */
  public static OptionalDouble back(String above, String below) {
    Stamp before = Stamp.of(above);
    Stamp after = Stamp.of(below);
    return before == null || after == null || after.since(before).isPresent()
        ? OptionalDouble.empty()
        : before.since(after);
  }

  /** Whether times without any day were taken to be of the day that is looked for. */
  public boolean undated() {
    return undated;
  }

  /** When the report was printed, which is when its interval ended. */
  public Optional<Instant> end(Report report) {
    Stamp stamp = report.time().map(Stamp::of).orElse(null);
    if (stamp == null) {
      return Optional.empty();
    }
    if (stamp.seconds() > LATEST_CLOCK) {
      return Optional.of(Instant.ofEpochMilli(Math.round(stamp.seconds() * 1000)));
    }
    PrintedDate printed = stamp.date();
    // sadf alone prints days beside sar's times, and those of UTC
    ZoneId where =
        printed != null && report.kind() == Report.Kind.SAR ? ZoneOffset.UTC : zone(stamp.text());
    LocalDate date =
        printed != null
            ? nearest(printed.readings(), stamp, where)
            : dayOf(report.day().orElse(""), stamp, where);
    return Optional.of(at(date, stamp, where));
  }

  private ZoneId zone(String text) {
    Matcher offset = OFFSET.matcher(text);
    if (offset.find()) {
      int hours = offset.group(2).charAt(0) * 10 + offset.group(2).charAt(1) - 11 * '0';
      int minutes = offset.group(3).charAt(0) * 10 + offset.group(3).charAt(1) - 11 * '0';
      int seconds = (hours * 60 + minutes) * 60;
      return hours < 18
          ? ZoneOffset.ofTotalSeconds("-".equals(offset.group(1)) ? -seconds : seconds)
          : zone;
    }
    return ZULU.matcher(text).find() ? ZoneOffset.UTC : zone;
  }

  /** Of a time without one: that of the banner, and a day later whenever midnight has passed. */
  private LocalDate dayOf(String banner, Stamp stamp, ZoneId where) {
    Stamp earlier = before;
    before = stamp;
    if (!banner.equals(day)) {
      day = banner;
      midnights = 0;
    } else if (earlier != null && earlier.seconds() - stamp.seconds() > HALF_A_DAY) {
      midnights++;
    }
    PrintedDate printed = Stamp.day(banner);
    if (printed != null) {
      return nearest(printed.readings(), stamp, where).plusDays(midnights);
    }
    undated = true;
    return from.atZone(where).toLocalDate().plusDays(midnights);
  }

  /** The order of numbers that the first one was in is that of all. */
  private LocalDate nearest(List<LocalDate> readings, Stamp stamp, ZoneId where) {
    if (readings.isEmpty()) {
      undated = true;
      return from.atZone(where).toLocalDate();
    }
    if (readings.size() > 1 && order.isEmpty()) {
      LocalDate best =
          readings.stream()
              .min(Comparator.comparingLong(date -> away(at(date, stamp, where))))
              .orElseThrow();
      order = OptionalInt.of(readings.indexOf(best));
    }
    return readings.get(Math.min(order.orElse(0), readings.size() - 1));
  }

  private long away(Instant time) {
    if (time.isBefore(from)) {
      return from.getEpochSecond() - time.getEpochSecond();
    }
    return time.isAfter(to) ? time.getEpochSecond() - to.getEpochSecond() : 0;
  }

  private static Instant at(LocalDate date, Stamp stamp, ZoneId where) {
    ZonedDateTime midnight = date.atStartOfDay(where);
    return midnight
        .toLocalDate()
        .atTime((int) (stamp.seconds() / 3600) % 24, (int) (stamp.seconds() / 60) % 60)
        .plusNanos(Math.round(stamp.seconds() % 60 * 1e9))
        .atZone(where)
        .toInstant();
  }
}
