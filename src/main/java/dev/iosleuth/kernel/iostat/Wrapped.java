package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.Numeral;
import dev.iosleuth.reading.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * Rows that do not have their own line: iostat breaks the line behind a long name, mail where it
 * gets too wide; columns that are too narrow leave no blank between figures.
 */
final class Wrapped {
  private final Damage damage;
  private final Cut cut;
  private final Numeral numeral = new Numeral();
  private final Tokens together = new Tokens();
  private byte[] begun = {};
  private int words;
  private boolean figures;
  private long line;

  /** Takes a row that was begun and does not go on. */
  interface Cut {
    /**
     * Whether it is one: a name alone need not be.
     *
     * @param figures whether some stand behind its name
     */
    boolean take(Tokens begun, boolean figures);
  }

  Wrapped(Damage damage, Cut cut) {
    this.damage = damage;
    this.cut = cut;
  }

  /** Where the row began that is put together. */
  long line() {
    return line;
  }

  /**
   * Whether the line is a part of a row, or a row once its figures are apart.
   *
   * @param number of the line
   * @param row takes what was put together
   */
  boolean take(Table table, Tokens tokens, long number, Predicate<Tokens> row) {
    int more = tokens.count();
    if (words > 0 && words + more <= table.words() && numbers(tokens, 0)) {
      keep(begun, tokens, words + more);
      figures = true;
      return words < table.words() || whole(row);
    }
    forget();
    if (table.nameLast()
        || more == 0
        || more >= table.words()
        || !numbers(tokens, table.firstCell())) {
      return false;
    }
    if (more > table.firstCell() && apart(table, tokens, row)) {
      return true;
    }
    if (more < table.firstCell()) {
      return false;
    }
    keep(new byte[0], tokens, more);
    line = number;
    figures = more > table.firstCell();
    return true;
  }

  private boolean whole(Predicate<Tokens> row) {
    together.split(begun, 0, begun.length);
    words = 0;
    return row.test(together);
  }

  /** What was begun is not going on. */
  void forget() {
    if (words == 0) {
      return;
    }
    words = 0;
    var part = new Tokens();
    part.split(begun, 0, begun.length);
    if (cut.take(part, figures)) {
      damage.add(line, "as many figures as headings", Utf8.decode(begun, 0, begun.length).strip());
    }
  }

  private void keep(byte[] before, Tokens tokens, int count) {
    int from = tokens.from(0);
    int length = tokens.to(tokens.count() - 1) - from;
    var line = new byte[before.length + 1 + length];
    System.arraycopy(before, 0, line, 0, before.length);
    line[before.length] = ' ';
    System.arraycopy(tokens.bytes(), from, line, before.length + 1, length);
    begun = line;
    words = count;
  }

  private boolean numbers(Tokens tokens, int first) {
    for (int i = first; i < tokens.count(); i++) {
      if (!numeral.read(tokens.bytes(), tokens.from(i), tokens.to(i))
          && !tokens.word(i).matches("[0-9][0-9.,]*")) {
        return false;
      }
    }
    return true;
  }

  private boolean apart(Table table, Tokens tokens, Predicate<Tokens> row) {
    String line = Glued.apart(table, tokens);
    if (line.isEmpty()) {
      return false;
    }
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    together.split(bytes, 0, bytes.length);
    return together.count() == table.words() && row.test(together);
  }
}
