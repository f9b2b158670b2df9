package dev.iosleuth.kernel.iostat;

import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Whether rates are counts of one interval: times its length they are whole numbers, of requests
 * and of sectors alike. Averages of a longer time are none, but by chance, which is computed.
 *
 * <p>iostat measures its intervals in hundredths of a second and prints two decimals, so that the
 * longer they are the less a whole number tells.
 */
final class WholeCounts {
  /** Half of the last digit of a printed rate. */
  private static final double ERROR = 0.005;

  /** By how much an interval may be longer than asked for, s, or shorter. */
  private static final double[] LATE = {0, 0.01, 0.02, 0.03, -0.01};

  /** Usual ones, s: where no time is printed any of them may be it. */
  private static final double[] USUAL = {1, 2, 3, 5, 10};

  /** So likely may chance alone make all of them whole. */
  private static final double CHANCE = 1e-5;

  private WholeCounts() {}

  /** Whether both are of intervals of the same length. */
  static boolean alike(Report first, Report next) {
    OptionalDouble told = next.seconds();
    double[] lengths = told.isPresent() ? new double[] {Math.rint(told.getAsDouble())} : USUAL;
    for (double length : lengths) {
      if (of(first, length) && of(next, length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean of(Report report, double length) {
    for (double late : LATE) {
      if (fits(report, length + late)) {
        return true;
      }
    }
    return false;
  }

  /** Only where something beside the rates has a fraction: else they were printed without. */
  private static boolean fits(Report report, double seconds) {
    Set<Double> counts = new HashSet<>();
    boolean fraction = report.cpu().values().stream().anyMatch(value -> value % 1 != 0);
    for (Row row : report.rows()) {
      for (Figure figure : Figure.values()) {
        double value = row.figure(figure);
        if (Double.isNaN(value)) {
          continue;
        }
        if (figure.isRate() && !whole(row.layout(), figure, value, seconds)) {
          return false;
        }
        fraction |= !figure.isRate() && value % 1 != 0;
        if (figure.isRate() && !figure.isKib() && value > 0) {
          // members of a mirror have the same: that tells once
          counts.add(value);
        }
      }
    }
    return fraction && Math.pow(2 * ERROR * seconds, counts.size()) <= CHANCE;
  }

  private static boolean whole(Layout layout, Figure figure, double value, double seconds) {
    double sectors = figure.isKib() ? 2 : 1;
    double count = value * sectors * seconds;
    double error = ERROR * layout.factor(figure) * sectors * seconds;
    return Math.abs(count - Math.rint(count)) <= error * (1 + 1e-6);
  }
}
