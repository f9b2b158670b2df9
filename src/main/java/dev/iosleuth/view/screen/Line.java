package dev.iosleuth.view.screen;

import dev.iosleuth.view.text.Columns;
import dev.iosleuth.view.text.Escape;
import java.util.List;
import java.util.stream.Collectors;

/** One line of the screen: harmless texts, each in its style. */
public record Line(List<Span> spans) {
  /** A piece of a line. */
  record Span(String text, Style style) {}

  public Line {
    spans = List.copyOf(spans);
  }

  static Line of(String text) {
    return of(text, Style.PLAIN);
  }

  static Line of(String text, Style style) {
    return new Line(List.of(new Span(text, style)));
  }

  /** At both edges of so many columns, what is left shortened if need be. */
  static Line between(String left, String right, int columns, Style style) {
    int room = columns - Escape.width(right) - 1;
    return room < 1
        ? of(Columns.fit(left, columns), style)
        : of(Columns.left(left, room) + " " + right, style);
  }

  Line in(Style style) {
    return of(text(), style);
  }

  public int width() {
    return Escape.width(text());
  }

  /** Without styles. */
  public String text() {
    return spans.stream().map(Span::text).collect(Collectors.joining());
  }

  /** With escape sequences for styles, or none at all. */
  String painted(boolean color) {
    return color
        ? spans.stream().map(s -> s.style().paint(s.text())).collect(Collectors.joining())
        : text();
  }
}
