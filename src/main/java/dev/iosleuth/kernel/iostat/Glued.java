package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Figures without a blank between them, where columns were too narrow for them. */
final class Glued {
  /** iostat's rates have so many, unless --dec changed it. */
  private static final int DECIMALS = 2;

  /** Both totals must tell the same interval, within the last digit of small rates. */
  private static final double ALIKE = 0.02;

  private Glued() {}

  /** The row with blanks where they belong; empty if that cannot be told. */
  static String apart(Table table, Tokens tokens) {
    var pieces = new ArrayList<String>();
    for (int i = table.firstCell(); i < tokens.count(); i++) {
      cut(tokens.word(i), pieces);
    }
    int cells = table.layout().headings().size();
    if (pieces.size() == cells - 1) {
      totals(table.layout(), pieces);
    }
    return pieces.size() == cells
        ? tokens.words(0, table.firstCell()) + " " + String.join(" ", pieces)
        : "";
  }

  private static void cut(String word, List<String> pieces) {
    char decimal = word.indexOf('.') < 0 ? ',' : '.';
    String rest = word;
    int point = rest.indexOf(decimal);
    while (point >= 0 && point + 1 + DECIMALS < rest.length()) {
      pieces.add(rest.substring(0, point + 1 + DECIMALS));
      rest = rest.substring(point + 1 + DECIMALS);
      point = rest.indexOf(decimal);
    }
    pieces.add(rest);
  }

  /** The last piece holds both totals: they end where both tell the same interval. */
  private static void totals(Layout layout, List<String> pieces) {
    List<Figure> last = List.of(Figure.READ_KIB, Figure.WRITE_KIB);
    int size = layout.headings().size();
    String digits = pieces.getLast();
    if (!layout.has(last.getFirst()) || !layout.has(last.getLast()) || size != pieces.size() + 1) {
      return;
    }
    double read = rate(pieces, size - 4);
    double written = rate(pieces, size - 3);
    for (int at = 1; at < digits.length(); at++) {
      double one = number(digits.substring(0, at)) / read;
      double other = number(digits.substring(at)) / written;
      if (digits.charAt(at) != '0' && Math.abs(one / other - 1) < ALIKE) {
        pieces.removeLast();
        pieces.add(digits.substring(0, at));
        pieces.add(digits.substring(at));
        return;
      }
    }
  }

  private static double rate(List<String> pieces, int at) {
    OptionalLong hundredths =
        at < 0
            ? OptionalLong.empty()
            : Fields.parseScaled(pieces.get(at).replace(',', '.'), DECIMALS);
    return hundredths.isPresent() ? hundredths.getAsLong() / 100.0 : Double.NaN;
  }

  private static double number(String digits) {
    OptionalLong number = Fields.parse(digits);
    return number.isPresent() ? number.getAsLong() : Double.NaN;
  }
}
