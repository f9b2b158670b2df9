package dev.iosleuth.view.text;

import dev.iosleuth.view.text.Glyphs.Glyph;
import java.util.List;

/**
 * Names of processes, files, cgroups, volumes and guests are chosen by others. This makes them
 * harmless in each kind of output.
 *
 * <p>What a terminal must not get is shown as what it is: {@code \n}, {@code \x1b}, {@code \u202e};
 * a byte that is not UTF-8 (a lone surrogate of {@link dev.iosleuth.reading.Utf8}) as {@code \xff}.
 * A backslash in a name is not doubled: systemd's own {@code dev-disk-by\x2duuid} stays readable,
 * and nothing depends on telling the two apart.
 */
public final class Escape {
  private static final String GAP = "…";

  private Escape() {}

  /** Harmless in a terminal, one line, of any length. */
  public static String terminal(String name) {
    var text = new StringBuilder(name.length());
    Glyphs.of(name).forEach(g -> text.append(g.text()));
    return text.toString();
  }

  /** Harmless in a terminal and at most so many columns wide: shortened in the middle. */
  public static String terminal(String name, int columns) {
    List<Glyph> glyphs = Glyphs.of(name);
    int width = glyphs.stream().mapToInt(Glyph::columns).sum();
    if (width <= columns) {
      return join(glyphs);
    }
    if (columns < 3) {
      return join(head(glyphs, columns));
    }
    int tail = (columns - 1) / 2;
    int front = columns - 1 - tail;
    return join(head(glyphs, front)) + GAP + join(head(glyphs.reversed(), tail).reversed());
  }

  /** The columns that a harmless text takes. */
  public static int width(String text) {
    return Width.of(text);
  }

  /**
   * A field of a CSV file, always quoted. One that a spreadsheet would take for a formula ({@code =
   * + - @}, also their full-width forms) gets an apostrophe before it, as spreadsheets themselves
   * mark a text. Numbers don't come here.
   */
  public static String csv(String name) {
    String text = terminal(name);
    boolean formula = !text.isEmpty() && "=+-@＝＋－＠".indexOf(text.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }

  /** A quoted string of the dot language; entities and escapes such as \N come out as typed. */
  public static String dot(String name) {
    String text = terminal(name).replace("&", "&amp;").replace("\\", "\\\\").replace("\"", "\\\"");
    return '"' + text + '"';
  }

  /** Text or an attribute's value of SVG, XML or HTML. */
  public static String xml(String name) {
    return terminal(name)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * The value of a JSON string, before JSON's own escaping: the name unchanged, but for lone
   * surrogates, which are not text: {@code \xff} for a byte that is not UTF-8.
   */
  public static String json(String name) {
    if (name.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return name;
    }
    var text = new StringBuilder(name.length());
    name.codePoints()
        .forEach(point -> {
          boolean lone = Character.getType(point) == Character.SURROGATE;
          String shown = Character.toString(point);
          text.append(lone ? terminal(shown) : shown);
        });
    return text.toString();
  }

  private static List<Glyph> head(List<Glyph> glyphs, int columns) {
    int width = 0;
    int count = 0;
    while (count < glyphs.size() && width + glyphs.get(count).columns() <= columns) {
      width += glyphs.get(count).columns();
      count++;
    }
    return glyphs.subList(0, count);
  }

  private static String join(List<Glyph> glyphs) {
    var text = new StringBuilder(glyphs.size());
    glyphs.forEach(g -> text.append(g.text()));
    return text.toString();
  }
}
