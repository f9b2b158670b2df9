package dev.iosleuth.kernel.iostat;

import java.util.List;
import java.util.OptionalDouble;

/** The length of an interval, from what plain reports print twice: kB_wrtn and kB_wrtn/s. */
final class Totals {
  /** Half of the last digit, of what is printed: rates have two decimals. */
  private static final double RATE_ERROR = 0.005;

  /** Totals have none, and are cut, not rounded: by half a KiB at most, but by nearly a MiB. */
  private static final double KIB_ERROR = 0.5;

  private static final double LARGER_ERROR = 1;

  /** A length that is less exact is none. */
  private static final double MOST_ERROR = 0.05;

  private static final Figure[][] PAIRS = {
    {Figure.WRITE_KIB, Figure.WRITE_KIB_PER_SECOND},
    {Figure.READ_KIB, Figure.READ_KIB_PER_SECOND},
    {Figure.DISCARD_KIB, Figure.DISCARD_KIB_PER_SECOND},
    {Figure.WRITE_AND_DISCARD_KIB, Figure.WRITE_AND_DISCARD_KIB_PER_SECOND},
  };

  private Totals() {}

  /** By the device whose digits tell it best; empty where none does. */
  static OptionalDouble seconds(List<Row> rows) {
    double seconds = 0;
    double least = MOST_ERROR;
    for (Row row : rows) {
      for (Figure[] pair : PAIRS) {
        if (!row.layout().has(pair[0])) {
          continue;
        }
        double total = row.figure(pair[0]);
        double rate = row.figure(pair[1]);
        double error = error(row.layout(), pair, total, rate);
        if (total > 0 && rate > 0 && error < least) {
          least = error;
          seconds = total / rate;
        }
      }
    }
    return seconds > 0 ? OptionalDouble.of(seconds) : OptionalDouble.empty();
  }

  /** Relative, by the units that were printed. */
  private static double error(Layout layout, Figure[] pair, double total, double rate) {
    double unit = layout.factor(pair[0]);
    double cut = unit > 1 ? LARGER_ERROR : KIB_ERROR;
    return RATE_ERROR * layout.factor(pair[1]) / rate + cut * unit / total;
  }
}
