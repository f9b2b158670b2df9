package dev.iosleuth.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EscapesOctalTest {
  @Test
  void threeDigitsAreAByte() {
    assertThat(Escapes.octal("my\\040swap\\134")).isEqualTo("my swap\\");
    assertThat(Escapes.octal("\\303\\244\\377")).isEqualTo("ä\udcff");
  }

  @Test
  void whatIsNoEscapeStays() {
    assertThat(Escapes.octal("a\\04")).isEqualTo("a\\04");
    assertThat(Escapes.octal("a\\0")).isEqualTo("a\\0");
    assertThat(Escapes.octal("\\777\\189\\")).isEqualTo("\\777\\189\\");
  }
}
