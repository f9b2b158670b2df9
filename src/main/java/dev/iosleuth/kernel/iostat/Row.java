package dev.iosleuth.kernel.iostat;

import java.util.Map;

/**
 * What a report says of one device or process.
 *
 * @param name raw, under others' control
 * @param layout of its table
 * @param printed a number a heading of the layout; NaN where the tool knew none. Not copied, nobody
 *     writes to it
 * @param state whether all of it was understood: else what is NaN may have been anything
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows; they are never compared
public record Row(String name, Layout layout, double[] printed, State state) {
  Row(String name, Layout layout, double[] printed) {
    this(name, layout, printed, State.WHOLE);
  }

  /** How much of it was understood. */
  public enum State {
    WHOLE,
    /** The tool printed that it does not know a figure: nan. */
    UNKNOWN,
    /** A cell is no figure, or not all are there. */
    DAMAGED
  }

  public boolean whole() {
    return state == State.WHOLE;
  }

  /** Whether there is any reason to think that its table is read as it was meant. */
  public boolean understood() {
    return state != State.DAMAGED;
  }

  /**
   * In the figure's unit; NaN where it was not printed, and where it cannot be: below zero, or a
   * %util far above 100.
   *
   * <p>pidstat prints -1.00 of a process whose /proc/PID/io it may not read (sysstat's pidstat.c,
   * NO_PID_IO), iostat what comes of counters that went back, and of damaged lines.
   */
  public double figure(Figure figure) {
    return layout.figure(figure, printed);
  }

  /** Whether any of these cannot be, so that nothing computed from it means anything. */
  public boolean anyImpossible(Figure... figures) {
    for (Figure figure : figures) {
      if (!Double.isNaN(impossible(figure))) {
        return true;
      }
    }
    return false;
  }

  /** As printed, where it cannot be; else NaN. */
  public double impossible(Figure figure) {
    return layout.impossible(figure, printed);
  }

  /** What was printed and cannot be, by its heading. */
  public Map<String, Double> impossible() {
    return layout.impossible(printed);
  }

  /** Whether it is one of the threads that {@code pidstat -t} lists below their process. */
  public boolean isThread() {
    return layout.isThread(printed);
  }
}
