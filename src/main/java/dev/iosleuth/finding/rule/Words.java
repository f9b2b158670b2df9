package dev.iosleuth.finding.rule;

import java.util.Locale;

/** How figures stand in sentences. */
final class Words {
  private Words() {}

  static String percent(double value) {
    return whole(value) + " %";
  }

  static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  /** {@code 0.4}, {@code 18}, {@code 1,204}. */
  static String figure(double value) {
    if (value == Math.rint(value)) {
      return whole(value);
    }
    return value < 0.095
        ? String.format(Locale.ROOT, "%.2f", value)
        : value < 9.95 ? String.format(Locale.ROOT, "%.1f", value) : whole(value);
  }

  static String ms(double value) {
    return figure(value) + " ms";
  }

  static String kib(double value) {
    return value < 1023.5 ? figure(value) + " KiB" : figure(value / 1024) + " MiB";
  }

  static String mib(double kibPerSecond) {
    return figure(kibPerSecond / 1024) + " MiB/s";
  }
}
