package dev.iosleuth.view.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which columns of figures a table shows: as many as leave room for a name, by their importance.
 *
 * @param who columns of the name
 */
record Figures(Set<Column> shown, int who) {
  /** In fewer columns a name says nothing. */
  private static final int LEAST_NAME = 16;

  /** Rates of reads and writes, always shown. */
  private static final int RATES = 7 + 7;

  /** The most important first. */
  enum Column {
    MEBI(8),
    FLUSHES(8),
    ISSUED(10),
    BASIS(13),
    BAR(6),
    TIME(9),
    SIZE(8),
    AMPLIFICATION(7);

    private final int width;

    Column(int width) {
      this.width = width;
    }
  }

  Figures {
    shown = Set.copyOf(shown);
  }

  /**
   * @param share columns before the rates, with their distances
   * @param candidates what the table has to show where there is room
   */
  static Figures fitting(int width, int share, Collection<Column> candidates) {
    int room = width - share - RATES;
    List<Column> kept = new ArrayList<>();
    for (Column column : EnumSet.copyOf(candidates)) {
      if (room - column.width >= LEAST_NAME) {
        kept.add(column);
        room -= column.width;
      }
    }
    return new Figures(Set.copyOf(kept), room);
  }

  boolean has(Column column) {
    return shown.contains(column);
  }

  /** Columns from the rates up to what was moved, which one remark may take instead. */
  int moved() {
    return RATES + width(Column.FLUSHES) + width(Column.MEBI);
  }

  private int width(Column column) {
    return has(column) ? column.width : 0;
  }

  /** To the right in its column; nothing where that is not shown. */
  String right(Column column, String text) {
    return has(column) ? Columns.right(text, column.width) : "";
  }
}
