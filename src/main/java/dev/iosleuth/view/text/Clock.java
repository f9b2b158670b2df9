package dev.iosleuth.view.text;

import dev.iosleuth.ledger.Ledger;
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

  /** From when to when, and how long. */
  public static String between(Ledger ledger, ZoneId zone) {
    String when =
        ledger.dated()
            ? seconds(ledger.start(), zone) + " to " + seconds(ledger.end(), zone)
            : UNKNOWN;
    return when + " · " + Units.seconds(ledger.seconds());
  }

  public static String seconds(Instant instant, ZoneId zone) {
    return SECONDS.format(instant.atZone(zone));
  }
}
