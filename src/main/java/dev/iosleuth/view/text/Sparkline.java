package dev.iosleuth.view.text;

/** Figures over time in one line of blocks. */
final class Sparkline {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /**
   * @param steps NaN where nothing is known: a blank
   * @param full what the highest block stands for
   */
  static String of(double[] steps, double full) {
    var line = new StringBuilder();
    for (double step : steps) {
      if (Double.isNaN(step)) {
        line.append(' ');
      } else {
        long block = full > 0 ? (long) Math.ceil(step / full * BLOCKS.length()) - 1 : 0;
        line.append(BLOCKS.charAt(Math.clamp(block, 0, BLOCKS.length() - 1)));
      }
    }
    return line.toString();
  }
}
