package dev.iosleuth.view.text;

/** Discards have no column of their own: they are rare, but they take the disks' time. */
final class Discards {
  private Discards() {}

  /** In place of four zeros: the time beside it went there. */
  static String alone(double perSecond) {
    return Units.columnRate(perSecond) + " discards/s only";
  }
}
