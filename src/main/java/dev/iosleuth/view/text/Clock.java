package dev.iosleuth.view.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Wall times as people write them, in English whatever the locale. */
public final class Clock {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ENGLISH);

  /** In place of a time that nobody knows. */
  static final String UNKNOWN = "time not captured";

  private Clock() {}

  static String minutes(Instant instant, ZoneId zone) {
    return MINUTES.format(instant.atZone(zone));
  }

  public static String seconds(Instant instant, ZoneId zone) {
    return SECONDS.format(instant.atZone(zone));
  }
}
