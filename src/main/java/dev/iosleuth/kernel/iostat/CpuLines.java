package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.ByteLines;

/**
 * The two lines about processors that iostat prints before its tables.
 *
 * <pre>
 * avg-cpu:  %user   %nice %system %iowait  %steal   %idle
 *            1.26    0.00    0.63    0.00    0.00   98.11
 * </pre>
 */
final class CpuLines {
  private static final byte[] FIRST = {'a', 'v', 'g', '-', 'c', 'p', 'u', ':'};
  private static final int MOST = 16;

  private final Repeated repeated = new Repeated();
  private String[] last = {};
  private String[] awaited = {};

  static boolean headed(Tokens tokens) {
    return tokens.is(0, FIRST);
  }

  /** Whether the next line holds the figures. */
  boolean awaited() {
    return awaited.length > 0;
  }

  void headings(Tokens tokens, ByteLines line) {
    if (!repeated.same(line, line.from())) {
      repeated.keep(line, line.from());
      last = new String[Math.min(tokens.count() - 1, MOST)];
      for (int i = 0; i < last.length; i++) {
        last[i] = tokens.heading(i + 1);
      }
    }
    awaited = last;
  }

  /** Takes the line behind the headings if it is one figure for each. */
  boolean values(Tokens tokens, Cells cells, Draft draft) {
    String[] headings = awaited;
    awaited = new String[0];
    if (tokens.count() != headings.length) {
      return false;
    }
    var values = new double[headings.length];
    for (int i = 0; i < headings.length; i++) {
      if (!cells.figure(tokens, i)) {
        return false;
      }
      values[i] = cells.value(1);
    }
    for (int i = 0; i < headings.length; i++) {
      draft.cpu(headings[i], values[i]);
    }
    return true;
  }
}
