package dev.iosleuth.view.text;

/** Discards have no column of their own: they are rare, but they take the disks' time. */
public final class Discards {
  private Discards() {}

  /** In place of zeros in so many columns: the time beside it went there. */
  public static String alone(double perSecond, int columns) {
    String words = Units.columnRate(perSecond) + " discards/s only";
    String fewer = Units.columnRate(perSecond) + " disc/s";
    return Columns.right(words.length() < columns ? words : fewer, columns);
  }
}
