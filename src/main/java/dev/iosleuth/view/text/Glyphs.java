package dev.iosleuth.view.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text cut into what a terminal shows as one piece: a character with its marks, or the escape
 * that stands for a character that a terminal must not get.
 */
final class Glyphs {
  /** Real scripts stack two or three; a flood of them would climb over the lines above. */
  private static final int MOST_MARKS = 3;

  private Glyphs() {}

  /** One piece and its columns. */
  record Glyph(String text, int columns) {}

  static List<Glyph> of(String text) {
    var glyphs = new ArrayList<Glyph>(text.length());
    int marks = MOST_MARKS;
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (harmful(point) || (Width.combining(point) && marks >= MOST_MARKS)) {
        String escape = escape(point);
        glyphs.add(new Glyph(escape, escape.length()));
        marks = MOST_MARKS;
      } else if (Width.combining(point)) {
        Glyph base = glyphs.removeLast();
        glyphs.add(new Glyph(base.text() + Character.toString(point), base.columns()));
        marks++;
      } else {
        glyphs.add(new Glyph(Character.toString(point), Width.of(point)));
        marks = 0;
      }
    }
    return glyphs;
  }

  private static boolean harmful(int point) {
    if (point >= ' ' && point < 0x7f) {
      return false;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          true;
      default -> invisible(point);
    };
  }

  /** Letters and marks that show nothing (Unicode's Default_Ignorable_Code_Point), and blanks. */
  private static boolean invisible(int point) {
    return point == 0x034f
        || point == 0x2800
        || (point >= 0x115f && point <= 0x11ff)
        || (point >= 0x17b4 && point <= 0x17b5)
        || (point >= 0x180b && point <= 0x180f)
        || point == 0x3164
        || (point >= 0xd7b0 && point <= 0xd7ff)
        || (point >= 0xfe00 && point <= 0xfe0f)
        || point == 0xffa0
        || (point >= 0xe0000 && point <= 0xe0fff);
  }

  private static String escape(int point) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> number(point);
    };
  }

  private static String number(int point) {
    if (point < 0x80) {
      return String.format(Locale.ROOT, "\\x%02x", point);
    }
    if (point >= 0xdc80 && point <= 0xdcff) {
      return String.format(Locale.ROOT, "\\x%02x", point & 0xff);
    }
    return point <= 0xffff
        ? String.format(Locale.ROOT, "\\u%04x", point)
        : String.format(Locale.ROOT, "\\u{%x}", point);
  }
}
