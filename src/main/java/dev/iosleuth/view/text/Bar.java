package dev.iosleuth.view.text;

/** A horizontal bar in eighths of a column. */
public final class Bar {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private Bar() {}

  /** In exactly so many columns; a share above 0 always shows something. */
  public static String of(double share, int columns) {
    long most = columns * 8L;
    long eighths = Math.clamp(Math.round(share * most), share > 0 ? 1 : 0, most);
    String full = "█".repeat((int) (eighths / 8));
    int rest = (int) (eighths % 8);
    return Columns.left(full + (rest == 0 ? "" : EIGHTHS.charAt(rest)), columns);
  }
}
