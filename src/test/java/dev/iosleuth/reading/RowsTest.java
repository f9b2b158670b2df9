package dev.iosleuth.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class RowsTest {
  private static Rows<Long> read(String content) {
    return Rows.read(
        Text.of("proc/x", content),
        "a number",
        fields -> {
          OptionalLong number = fields.number();
          return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
        });
  }

  @Test
  void aDamagedRowCostsItself() {
    Rows<Long> rows = read("1\n\n  \nx\r\n3\n");
    assertThat(rows.rows()).containsExactly(1L, 3L);
    assertThat(rows.damaged())
        .containsExactly(new Reading.Malformed<>("proc/x:4", "a number", "x"));
  }

  @Test
  void aLastLineThatWasCutIsNotBelieved() {
    Rows<Long> rows = read("1\n123");
    assertThat(rows.rows()).containsExactly(1L);
    assertThat(rows.damaged())
        .containsExactly(new Reading.Malformed<>("proc/x:2", "a number, in a whole line", "123"));
  }

  @Test
  void paddingOfNulsIsBlank() {
    assertThat(read("1\n\0\0\0").damaged()).isEmpty();
  }

  @Test
  void messagesShowTheBeginningOfAnEndlessLine() {
    assertThat(read("x".repeat(1_000_000)).damaged().getFirst().found()).hasSize(80);
  }
}
