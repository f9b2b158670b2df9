package dev.iosleuth.view.text;

import java.util.List;
import java.util.Locale;

/**
 * The only home of how figures are written: sizes in powers of 1,024 (KiB), rates with as many
 * digits as carry something, times, shares.
 */
public final class Units {
  private static final double MEBI = 1024.0 * 1024;
  private static final List<String> SIZES = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

  private Units() {}

  /** Operations a second in a column: {@code 0}, {@code 2.2}, {@code 158.0}, {@code 33109}. */
  public static String rate(double perSecond) {
    return perSecond == 0 ? "0" : decimals(perSecond, perSecond < 9_999.95 ? 1 : 0);
  }

  /** As {@link #rate}, in at most six columns: {@code 331k}. */
  public static String columnRate(double perSecond) {
    return perSecond < 99_999.5 ? rate(perSecond) : columnWhole(perSecond);
  }

  /** Whole operations a second in at most five columns: {@code 79}, {@code 33109}, {@code 331k}. */
  public static String columnWhole(double perSecond) {
    if (perSecond > 0 && perSecond < 0.95) {
      return decimals(perSecond, 1);
    }
    if (perSecond < 99_999.5) {
      return decimals(perSecond, 0);
    }
    return perSecond < 9_999_500
        ? decimals(perSecond / 1e3, 0) + "k"
        : decimals(perSecond / 1e6, 0) + "M";
  }

  /** In a sentence: {@code 0.4}, {@code 79}, {@code 33,109}. */
  public static String spokenRate(double perSecond) {
    if (perSecond == 0) {
      return "0";
    }
    if (perSecond < 9.95) {
      return decimals(perSecond, 1);
    }
    return String.format(Locale.ROOT, "%,.0f", perSecond);
  }

  /** {@code 0}, {@code 2.08}, {@code 56.2}: bytes a second in MiB a second, without the unit. */
  public static String mebi(double bytesPerSecond) {
    double value = bytesPerSecond / MEBI;
    if (value == 0) {
      return "0";
    }
    return decimals(value, value < 99.995 ? 2 : value < 9_999.95 ? 1 : 0);
  }

  /** {@code 512 B}, {@code 13.5 KiB}, {@code 2 TiB}. */
  public static String size(double bytes) {
    return scaled(bytes, " ", SIZES);
  }

  /** {@code 512B}, {@code 13.5K}, {@code 2T}: for columns. */
  public static String shortSize(double bytes) {
    return scaled(bytes, "", List.of("B", "K", "M", "G", "T", "P", "E"));
  }

  private static String scaled(double bytes, String between, List<String> units) {
    int unit = 0;
    double value = bytes;
    while (value >= 1023.95 && unit + 1 < units.size()) {
      value /= 1024;
      unit++;
    }
    boolean whole = value >= 99.95 || Math.abs(value - Math.rint(value)) < 0.05;
    return decimals(value, whole ? 0 : 1) + between + units.get(unit);
  }

  /** A share of 1: {@code 0 %}, {@code <1 %}, {@code 37 %}. */
  public static String percent(double share) {
    if (share > 0 && share < 0.005) {
      return "<1 %";
    }
    return decimals(share * 100, 0) + " %";
  }

  /** A span: {@code 0.4 ms}, {@code 18 ms}, {@code 7.7 s}, {@code 3 min}. */
  public static String span(double ms) {
    if (ms < 9.95) {
      return (ms == 0 ? "0" : decimals(ms, ms < 0.095 ? 2 : 1)) + " ms";
    }
    if (ms < 999.5) {
      return decimals(ms, 0) + " ms";
    }
    return ms < 600_000 ? decimals(ms / 1000, 1) + " s" : decimals(ms / 60_000, 0) + " min";
  }

  /** Seconds of an interval: {@code 5.0 s}. */
  public static String seconds(double seconds) {
    return decimals(seconds, 1) + " s";
  }

  /** As short as it goes: {@code 5}, {@code 0.5}. */
  static String plain(double value) {
    boolean whole = value >= 100 || Math.abs(value - Math.rint(value)) < 0.05;
    return decimals(value, whole && value >= 0.95 ? 0 : 1);
  }

  /** A difference: {@code 1,204}, {@code 0.4}. */
  static String amount(double value) {
    boolean whole = value == Math.rint(value);
    return whole ? String.format(Locale.ROOT, "%,.0f", value) : decimals(value, 1);
  }

  /** {@code 1 disk}, {@code 31 volumes}, {@code 12,000 processes}. */
  public static String count(long number, String one, String many) {
    return whole(number) + " " + (number == 1 ? one : many);
  }

  public static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Bytes below for one above: {@code x2}, {@code x3.3}. */
  public static String factor(double factor) {
    boolean whole = factor >= 9.95 || Math.abs(factor - Math.rint(factor)) < 0.05;
    return "x" + decimals(factor, whole && factor >= 0.95 ? 0 : factor < 0.95 ? 2 : 1);
  }

  private static String decimals(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "?";
  }
}
