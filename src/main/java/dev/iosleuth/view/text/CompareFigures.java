package dev.iosleuth.view.text;

import dev.iosleuth.finding.compare.Change;
import dev.iosleuth.finding.compare.Figure;
import dev.iosleuth.finding.compare.Subject;
import java.util.Locale;

/** How the figures of a comparison are written. */
final class CompareFigures {
  private static final double MS_OF_SECOND = 1000;

  /** Beyond it a share says less than a factor. */
  private static final double MOST_SHARE = 9.995;

  /** More is no figure that tells anything. */
  private static final double BEYOND_WORDS = 1000;

  /** A rise to the threefold that nobody sees is no small one: chosen. */
  private static final double MOST_VISIBLE = 2;

  private CompareFigures() {}

  /** What it is called in a column. */
  static String title(Figure figure, Subject subject) {
    return switch (figure) {
      case OPERATIONS -> "io/s";
      case FLUSHES -> "flush/s";
      case BYTES -> "MiB/s";
      case DEVICE_TIME -> subject.isDevice() ? "busy" : "disk time";
      case WAIT -> "wait";
    };
  }

  static String value(Figure figure, double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return switch (figure) {
      case OPERATIONS, FLUSHES -> Units.columnRate(value);
      case BYTES -> Units.mebi(value);
      case DEVICE_TIME -> percent(value / MS_OF_SECOND);
      case WAIT -> Units.span(value);
    };
  }

  /** {@code 61 %}, {@code 0.4 %}. */
  private static String percent(double share) {
    return share > 0 && share < 0.0995
        ? String.format(Locale.ROOT, "%.1f %%", share * 100)
        : Units.percent(share);
  }

  /** Whether it is so much that no figure tells anything. */
  static boolean isBeyond(Change change, double amount) {
    return change.share(amount) > BEYOND_WORDS;
  }

  /** Whether it is not shown, and would not be if it were several times as much. */
  static boolean isVague(Change change) {
    return change.verdict() == Change.Verdict.NOT_SHOWN
        && change.share(change.visible()) > MOST_VISIBLE;
  }

  /** {@code +21 %}, {@code -4.2 %}, {@code x12}; {@code new} where there was nothing before. */
  static String share(Change change, double amount) {
    double share = change.share(amount);
    if (Double.isNaN(share)) {
      return Double.isNaN(amount) ? "?" : "new";
    }
    if (isBeyond(change, amount)) {
      return ">" + Units.factor(BEYOND_WORDS);
    }
    if (share > MOST_SHARE) {
      return Units.factor(1 + share);
    }
    String digits = Math.abs(share) < 0.0995 ? "%+.1f %%" : "%+.0f %%";
    return String.format(Locale.ROOT, digits, share * 100);
  }

  /** {@code +16 … +25 %}, {@code +37 % … x14}, {@code +53 % or more} where nothing bounds it. */
  static String range(Change change) {
    if (Double.isNaN(change.share(1)) || Double.isNaN(change.low())) {
      return "";
    }
    if (Double.isInfinite(change.high())) {
      return share(change, change.low()) + " or more";
    }
    String high = share(change, change.high());
    String low = share(change, change.low());
    return (high.endsWith(" %") ? low.replace(" %", "") : low) + " … " + high;
  }
}
