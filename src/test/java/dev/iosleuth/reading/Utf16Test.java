package dev.iosleuth.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf16Test {
  private static byte[] decoded(byte... bytes) throws IOException {
    return Utf16.decoded(new ByteArrayInputStream(bytes)).readAllBytes();
  }

  /** Pairs of surrogates fall onto every border that a buffer may have. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void whatTheMarkSaysIsRead(String charset) throws IOException {
    String text = "\ufeff" + "sda 1,5 µs 𝄞\n".repeat(3000) + "x𝄞".repeat(9000);

    assertThat(decoded(text.getBytes(Charset.forName(charset))))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(text.substring(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void whatHasNoMarkIsReadByItsBeginning(String charset) throws IOException {
    assertThat(decoded("Linux 6.1 µ".getBytes(Charset.forName(charset))))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("Linux 6.1 µ");
    byte[] zeros = {'a', 0, 'b', 1};
    assertThat(decoded(zeros)).isEqualTo(zeros);
  }

  @Test
  void otherBytesStayAsTheyAre() throws IOException {
    byte[] odd = {(byte) 0xff, 'a', 0, (byte) 0xc3};
    assertThat(decoded(odd)).isEqualTo(odd);
    assertThat(decoded((byte) 'a')).isEqualTo(new byte[] {'a'});
    assertThat(decoded()).isEmpty();
    assertThat(decoded((byte) 0xef, (byte) 0xbb, (byte) 0xbf, (byte) '{'))
        .isEqualTo(new byte[] {'{'});
  }

  /** Half a character at the end is no reason to lose the rest. */
  @Test
  void whatIsCutIsReadUpToThere() throws IOException {
    assertThat(decoded((byte) 0xff, (byte) 0xfe, (byte) 'a', (byte) 0, (byte) 'b')).startsWith('a');
  }
}
