package dev.iosleuth.view.text;

/** Fits texts into columns by their display width. */
public final class Columns {
  private Columns() {}

  /** The name made harmless, to the left in exactly so many columns. */
  static String name(String name, int columns) {
    return left(Escape.terminal(name, columns), columns);
  }

  /** A harmless text to the left in exactly so many columns. */
  public static String left(String text, int columns) {
    String fitting = fit(text, columns);
    return fitting + " ".repeat(columns - Width.of(fitting));
  }

  /** A harmless text to the right in at least so many columns: figures are never cut. */
  public static String right(String text, int columns) {
    return " ".repeat(Math.max(0, columns - Width.of(text))) + text;
  }

  /** A harmless text in at most so many columns. */
  public static String fit(String text, int columns) {
    return Width.of(text) <= columns ? text : Escape.terminal(text, columns);
  }
}
