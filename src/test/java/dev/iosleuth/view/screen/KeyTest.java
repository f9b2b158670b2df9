package dev.iosleuth.view.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.view.screen.Key.Special;
import dev.iosleuth.view.screen.Key.Typed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
  @ParameterizedTest
  @CsvSource({
    "[A,UP",
    "OA,UP",
    "[B,DOWN",
    "[C,RIGHT",
    "[D,LEFT",
    "[H,HOME",
    "[1~,HOME",
    "[F,END",
    "[4~,END",
    "[5~,PAGE_UP",
    "[6~,PAGE_DOWN",
    "OM,ENTER"
  })
  void sequencesAreKeys(String sequence, Special key) {
    assertThat(Key.decode("\u001b" + sequence)).containsExactly(key);
  }

  @Test
  void singleCharactersAreKeys() {
    assertThat(Key.decode("q")).containsExactly(new Typed('q'));
    assertThat(Key.decode("\r")).containsExactly(Special.ENTER);
    assertThat(Key.decode("\u007f")).containsExactly(Special.BACKSPACE);
    assertThat(Key.decode("\u001b")).containsExactly(Special.ESCAPE);
    assertThat(Key.decode("\u0015")).containsExactly(Special.CLEAR);
    assertThat(Key.decode("\f")).containsExactly(Special.REDRAW);
    assertThat(Key.decode("\u001a")).containsExactly(Special.SUSPEND);
    assertThat(Key.decode("ü😀")).containsExactly(new Typed('ü'), new Typed(0x1f600));
  }

  @Test
  void severalThatCameAtOnceAreSeveral() {
    assertThat(Key.decode("\u001b[B\u001b[Bq"))
        .containsExactly(Special.DOWN, Special.DOWN, new Typed('q'));
    assertThat(Key.decode("\u001bq")).containsExactly(Special.ESCAPE, new Typed('q'));
    assertThat(Key.decode("\u001b\u001b[A")).containsExactly(Special.ESCAPE, Special.UP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[200~", "\u001b[<0;3;4M", "\u001b[1;5C", "\u0000", "\u001b["})
  void whatIsNotKnownIsPassedOverWhole(String input) {
    assertThat(Key.decode(input)).isEmpty();
  }
}
