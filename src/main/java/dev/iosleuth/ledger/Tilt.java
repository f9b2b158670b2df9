package dev.iosleuth.ledger;

/**
 * Parts of a sum of bytes, changed until they are as many bios as were counted: every part is
 * multiplied by exp(lambda x bios per byte of whose it is), the least change that gives the mean
 * which was counted (maximum entropy). Of two parts it is the one solution.
 */
final class Tilt {
  /** Beyond this factor a part is as good as all or none. */
  private static final double MOST_EXPONENT = 40;

  private static final int HALVINGS = 50;

  private Tilt() {}

  /**
   * With the same sum; as they were where no parts give such a mean.
   *
   * @param biosPerByte of each part
   * @param counted bios per byte of all together
   */
  static double[] of(double[] parts, double[] biosPerByte, double counted) {
    double sum = 0;
    double least = Double.MAX_VALUE;
    double most = 0;
    for (int i = 0; i < parts.length; i++) {
      sum += parts[i];
      least = parts[i] > 0 ? Math.min(least, biosPerByte[i]) : least;
      most = parts[i] > 0 ? Math.max(most, biosPerByte[i]) : most;
    }
    if (counted <= least || counted >= most) {
      return parts;
    }
    double[] tilted = towards(parts, biosPerByte, counted, most);
    double after = 0;
    for (double part : tilted) {
      after += part;
    }
    for (int i = 0; i < tilted.length; i++) {
      tilted[i] *= sum / after;
    }
    return tilted;
  }

  private static double[] towards(
      double[] parts, double[] biosPerByte, double counted, double most) {
    double low = -MOST_EXPONENT;
    double high = MOST_EXPONENT;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (mean(times(parts, biosPerByte, middle / most), biosPerByte) < counted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return times(parts, biosPerByte, high / most);
  }

  private static double[] times(double[] parts, double[] biosPerByte, double exponent) {
    var tilted = new double[parts.length];
    for (int i = 0; i < parts.length; i++) {
      tilted[i] = parts[i] * Math.exp(exponent * biosPerByte[i]);
    }
    return tilted;
  }

  private static double mean(double[] parts, double[] biosPerByte) {
    double bios = 0;
    double bytes = 0;
    for (int i = 0; i < parts.length; i++) {
      bios += parts[i] * biosPerByte[i];
      bytes += parts[i];
    }
    return bios / bytes;
  }
}
