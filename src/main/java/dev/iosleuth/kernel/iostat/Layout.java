package dev.iosleuth.kernel.iostat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The columns of a table, and where each figure stands among them. Rows of one table share it. */
@SuppressWarnings("EnumOrdinal") // places in an array of this object only; asked for in each row
public final class Layout {
  private static final int NONE = -1;

  private final List<String> headings;
  private final int[] columns = new int[Figure.values().length];
  private final double[] factors;

  /** What a figure of each column can be at most. */
  private final double[] most;

  /** Columns whose heading stands above another, too: one of the two was damaged. */
  private final int[] repeated;

  private final int process;
  private final int thread;

  /**
   * @param headings as printed, without that of the name
   */
  Layout(List<String> headings) {
    this(headings, repeated(headings));
  }

  private Layout(List<String> headings, int[] repeated) {
    this.headings = List.copyOf(headings);
    this.repeated = repeated;
    this.factors = new double[headings.size()];
    this.most = new double[headings.size()];
    this.process = headings.indexOf("TGID");
    this.thread = headings.indexOf("TID");
    Arrays.fill(columns, NONE);
    for (int i = 0; i < headings.size(); i++) {
      Heading heading = Heading.of(headings.get(i)).orElse(Heading.UNUSED);
      factors[i] = heading.factor();
      most[i] = heading.figure().map(Figure::most).orElse(Double.POSITIVE_INFINITY);
      if (heading.figure().isPresent()) {
        // 2.4's iostat has rsec/s before rkB/s: the same twice
        columns[heading.figure().get().ordinal()] = i;
      }
    }
  }

  /** No tool prints a heading twice above one table. */
  private static int[] repeated(List<String> headings) {
    return Set.copyOf(headings).size() == headings.size()
        ? new int[0]
        : IntStream.range(0, headings.size())
            .filter(column -> Collections.frequency(headings, headings.get(column)) > 1)
            .toArray();
  }

  /** The columns of several tables about the same devices, side by side. */
  static Layout joined(List<Layout> parts) {
    var headings = new ArrayList<String>();
    parts.forEach(part -> headings.addAll(part.headings));
    boolean doubtful = parts.stream().anyMatch(Layout::repeats);
    return new Layout(headings, doubtful ? repeated(headings) : new int[0]);
  }

  /** Whether a heading stands above several columns: no tool prints that. */
  boolean repeats() {
    return repeated.length > 0;
  }

  /** Takes away what stands under headings that are there several times. */
  void forgetRepeated(double[] printed) {
    for (int column : repeated) {
      printed[column] = Double.NaN;
    }
  }

  /** Whether it is told, or may stand under a heading that was printed as another one. */
  public boolean mayHave(Figure figure) {
    return has(figure) || repeats();
  }

  /** As printed, without that of the name. */
  public List<String> headings() {
    return headings;
  }

  public boolean has(Figure figure) {
    return columns[figure.ordinal()] != NONE;
  }

  /**
   * NaN where it is not printed, and where it cannot be: below zero nothing that a column tells is.
   */
  double figure(Figure figure, double[] printed) {
    int column = columns[figure.ordinal()];
    return column == NONE || impossible(column, printed)
        ? Double.NaN
        : printed[column] * factors[column];
  }

  private boolean impossible(int column, double[] printed) {
    return printed[column] < 0 || printed[column] > most[column];
  }

  /** As printed, where it cannot be; else NaN. */
  double impossible(Figure figure, double[] printed) {
    int column = columns[figure.ordinal()];
    return column != NONE && impossible(column, printed) ? printed[column] : Double.NaN;
  }

  /** What tells something and cannot be, by its heading. */
  Map<String, Double> impossible(double[] printed) {
    Map<String, Double> found = Map.of();
    for (int column : columns) {
      if (column != NONE && impossible(column, printed)) {
        found = found.isEmpty() ? new LinkedHashMap<>() : found;
        found.put(headings.get(column), printed[column]);
      }
    }
    return found;
  }

  /**
   * Whether every figure is told, or is a mean of nothing: iostat divides by zero then, and some
   * versions print nan.
   */
  boolean whole(double[] printed) {
    for (Figure figure : Figure.values()) {
      int column = columns[figure.ordinal()];
      if (column != NONE && Double.isNaN(printed[column]) && !ofNothing(figure, printed)) {
        return false;
      }
    }
    return true;
  }

  private boolean ofNothing(Figure figure, double[] printed) {
    return figure.meanOf().stream()
        .anyMatch(of -> {
          int column = columns[of.ordinal()];
          return column != NONE && printed[column] == 0;
        });
  }

  /** A thread has no number of its process beside its own. */
  boolean isThread(double[] printed) {
    return process >= 0
        && thread >= 0
        && Double.isNaN(printed[process])
        && !Double.isNaN(printed[thread]);
  }

  /** What one of the printed is in the figure's own unit; NaN if it is not printed. */
  double factor(Figure figure) {
    int column = columns[figure.ordinal()];
    return column == NONE ? Double.NaN : factors[column];
  }

  double factor(int column) {
    return factors[column];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Layout layout && layout.headings.equals(headings);
  }

  @Override
  public int hashCode() {
    return headings.hashCode();
  }
}
