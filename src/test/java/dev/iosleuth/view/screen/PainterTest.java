package dev.iosleuth.view.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PainterTest {
  private final Painter painter = new Painter(false);

  private String paint(String... lines) {
    return painter.paint(List.of(lines).stream().map(Line::of).toList(), 5);
  }

  @Test
  void theFirstScreenIsPaintedWholeAndLaterOnesByTheLinesThatChanged() {
    assertThat(paint("a", "b"))
        .isEqualTo("\u001b[0m\u001b[2J\u001b[1;1Ha\u001b[K\u001b[2;1Hb\u001b[K");
    assertThat(paint("a", "c")).isEqualTo("\u001b[2;1Hc\u001b[K");
    assertThat(paint("a", "c")).isEmpty();
  }

  @Test
  void linesThatAreGoneAreCleared() {
    paint("a", "b");
    assertThat(paint("a")).isEqualTo("\u001b[2;1H\u001b[K");
  }

  @Test
  void aFullLineKeepsItsLastCharacter() {
    paint("");
    assertThat(paint("12345")).isEqualTo("\u001b[1;1H12345");
  }

  @Test
  void afterAResizeAllIsPaintedAnew() {
    paint("a", "b");
    painter.forget();
    assertThat(paint("a", "b")).startsWith("\u001b[0m\u001b[2J").contains("a").contains("b");
  }

  @Test
  void withoutColourThereAreNoStyles() {
    var line = List.of(Line.of("x", Style.MARKED));
    assertThat(new Painter(true).paint(line, 5)).contains("\u001b[7mx\u001b[0m");
    assertThat(new Painter(false).paint(line, 5)).doesNotContain("[7m").contains("x");
  }
}
