package dev.iosleuth.kernel.iostat;

/**
 * What a report says of one device or process.
 *
 * @param name raw, under others' control
 * @param layout of its table
 * @param printed a number a heading of the layout; NaN where the tool knew none. Not copied, nobody
 *     writes to it
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows; they are never compared
public record Row(String name, Layout layout, double[] printed) {
  /** In the figure's unit; NaN where it was not printed. */
  public double figure(Figure figure) {
    return layout.figure(figure, printed);
  }

  /** Whether it is one of the threads that {@code pidstat -t} lists below their process. */
  public boolean isThread() {
    return layout.isThread(printed);
  }
}
