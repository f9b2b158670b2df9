package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.Numeral;

/** Words of a line as the cells of a table's row. */
final class Cells {
  /** Digits behind the point of a figure: sysstat prints two at most. */
  private static final int MOST_DECIMALS = 2;

  private final Numeral numeral = new Numeral();

  boolean figure(Tokens tokens, int word) {
    int from = tokens.from(word);
    int to = tokens.to(word);
    return !padded(tokens.bytes(), from, to) && numeral.read(tokens.bytes(), from, to);
  }

  /** Whether zeros stand before a figure: no tool prints them, and a digit before them is lost. */
  static boolean padded(byte[] bytes, int from, int to) {
    return bytes[from] == '0' && to > from + 1 && bytes[from + 1] >= '0' && bytes[from + 1] <= '9';
  }

  /** Of the figure that was read last, in the unit of a heading, whatever unit --human chose. */
  double value(double factor) {
    double kib =
        switch (numeral.suffix()) {
          case 0, '%' -> factor;
          case 's' -> 0.5;
          case 'B' -> 1.0 / 1024;
          case 'M' -> 1024;
          case 'G' -> 1024 * 1024;
          case 'T' -> 1024.0 * 1024 * 1024;
          case 'P' -> 1024.0 * 1024 * 1024 * 1024;
          default -> 1;
        };
    return kib == factor ? numeral.value() : numeral.value() * kib / factor;
  }

  /** Of the figure that was read last: whether its last digits would be missed. */
  boolean plain() {
    return numeral.suffix() == 0;
  }

  int decimals() {
    return numeral.decimals();
  }

  int decimals(Tokens tokens, int word) {
    return figure(tokens, word) ? numeral.decimals() : 0;
  }

  /**
   * Whether a figure stands where the name should, or its last digits: the rest of a line that was
   * cut in two. Longer numbers may be a disk's (multipath's WWID).
   */
  static boolean nameless(byte[] bytes, int from, int to) {
    int points = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '.' || bytes[i] == ',') {
        points++;
      } else if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return points == 1 || (points == 0 && to - from <= MOST_DECIMALS);
  }

  /**
   * Whether a line has words before its figures that can only be a name with blanks in it, as
   * {@code iostat -g "my disk"} prints it, and no time that somebody put before each line.
   */
  boolean blanksInName(Table table, Tokens tokens) {
    int more = tokens.count() - table.words();
    return more > 0
        && !table.nameLast()
        && !figure(tokens, table.prefix() + more)
        && !figure(tokens, table.prefix())
        && Stamp.of(tokens.words(0, table.prefix() + 1)) == null
        && figures(table, tokens);
  }

  /**
   * Whether it looks like a row: a word and a number behind it, many numbers, or all at its end.
   */
  boolean row(Table table, Tokens tokens) {
    return shaped(table, tokens) || figures(table, tokens) || mostly(tokens);
  }

  boolean shaped(Table table, Tokens tokens) {
    int word = table.firstCell();
    return tokens.count() > word && figure(tokens, word);
  }

  /** Whether as many figures as there are columns stand at the end. */
  private boolean figures(Table table, Tokens tokens) {
    int first = tokens.count() - (table.words() - table.prefix() - 1);
    for (int i = tokens.count() - 1; i >= first; i--) {
      if (i <= table.prefix() || !figure(tokens, i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a line below a process is a part of its command, which may hold line ends: no time is
   * before it, not even a damaged one, or the process has no number.
   *
   * @param above what stands before the row above
   */
  boolean ofCommand(Table table, Tokens tokens, String above) {
    if (table.kind() != Report.Kind.PIDSTAT || above.isEmpty()) {
      return false;
    }
    String before = tokens.words(0, Math.min(table.prefix(), tokens.count()));
    boolean time = before.equals(above) || Stamp.of(before) != null;
    boolean damaged = Stamp.of(above) == null || before.chars().anyMatch(Character::isDigit);
    return !time && !(damaged && numbered(table, tokens));
  }

  /** Whether the columns that number a process or thread do. */
  private boolean numbered(Table table, Tokens tokens) {
    return table.process().stream()
        .filter(column -> column >= 0)
        .map(column -> table.firstCell() + column)
        .anyMatch(word -> word < tokens.count() && figure(tokens, word));
  }

  private boolean mostly(Tokens tokens) {
    int found = 0;
    for (int i = 0; i < tokens.count(); i++) {
      found += figure(tokens, i) ? 1 : 0;
    }
    return tokens.count() > 2 && 2 * found > tokens.count();
  }
}
