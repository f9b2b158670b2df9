package dev.iosleuth.finding.rule;

/** How long something takes, in words. */
final class Spans {
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double DAY = 86_400;

  private Spans() {}

  static String words(double seconds) {
    if (seconds < 2 * MINUTE) {
      return Words.whole(seconds) + " s";
    }
    if (seconds < 2 * HOUR) {
      return Words.whole(seconds / MINUTE) + " min";
    }
    return seconds < 2 * DAY
        ? Words.whole(seconds / HOUR) + " h"
        : Words.whole(seconds / DAY) + " days";
  }
}
