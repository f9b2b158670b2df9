package dev.iosleuth.view.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Breaks a harmless text into lines between words, and long words where they must be. */
public final class Wrap {
  /** The blank between a figure and its unit: no place for a break. */
  private static final Pattern FIGURE =
      Pattern.compile("(?<=[0-9]) (?=(%|ms|s|min|B|[KMGTPE]iB)\\b|%)");

  private Wrap() {}

  public static List<String> lines(String text, int columns) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (String word : FIGURE.matcher(text).replaceAll("\u0001").split(" ", -1)) {
      String rest = word.replace('\u0001', ' ');
      if (!line.isEmpty() && Width.of(line.toString()) + 1 + Width.of(rest) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (line.isEmpty() && Width.of(rest) > columns) {
        String head = head(rest, columns);
        lines.add(head);
        rest = rest.substring(head.length());
      }
      line.append(line.isEmpty() ? "" : " ").append(rest);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  /** Later lines are indented under the first, as far as that leaves room for them. */
  public static List<String> hanging(String first, String text, int columns) {
    int indent = Width.of(first);
    if (indent > columns / 2) {
      int lead = first.length() - first.stripLeading().length();
      return hanging(" ".repeat(lead), first.strip() + " " + text, " ".repeat(lead + 2), columns);
    }
    return hanging(first, text, " ".repeat(indent), columns);
  }

  private static List<String> hanging(String first, String text, String later, int columns) {
    int widest = Math.max(Width.of(first), later.length());
    var lines = new ArrayList<String>();
    for (String line : lines(text, columns - widest)) {
      lines.add((lines.isEmpty() ? first : later) + line);
    }
    return lines;
  }

  private static String head(String word, int columns) {
    int width = 0;
    int at = 0;
    while (at < word.length()) {
      int point = word.codePointAt(at);
      if (width + Width.of(point) > columns) {
        break;
      }
      width += Width.of(point);
      at += Character.charCount(point);
    }
    return word.substring(0, at);
  }
}
