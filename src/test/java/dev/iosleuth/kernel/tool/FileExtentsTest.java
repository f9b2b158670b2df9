package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import org.junit.jupiter.api.Test;

class FileExtentsTest {
  private static Reading<FileExtents> parse(String text) {
    return FileExtents.parse(Text.of("extents/700/4", text));
  }

  @Test
  void bytesAndPieces() {
    assertThat(parse("bytes 10485760\nextents 2\n").optional())
        .contains(new FileExtents(10_485_760, 2, false));
    assertThat(parse("bytes 8192\nextents 2\ncut 1\n").optional())
        .contains(new FileExtents(8192, 2, true));
  }

  @Test
  void whatIsNoAnswerIsMalformed() {
    assertThat(parse("")).isInstanceOf(Reading.Malformed.class);
    assertThat(parse("bytes 10485760\n")).isInstanceOf(Reading.Malformed.class);
    assertThat(parse("bytes many\nextents 2\n")).isInstanceOf(Reading.Malformed.class);
  }
}
