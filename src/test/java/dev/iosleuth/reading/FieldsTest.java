package dev.iosleuth.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.unit.DevNo;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FieldsTest {
  @Test
  void stepsOverBlanksAndNuls() {
    Fields fields = Fields.of("  a\t\tbc \0 17\r\n");
    assertThat(fields.word()).isEqualTo("a");
    assertThat(fields.take("b")).isFalse();
    assertThat(fields.take("bc")).isTrue();
    assertThat(fields.number()).hasValue(17);
    assertThat(fields.more()).isFalse();
    assertThat(fields.word()).isEmpty();
    assertThat(fields.number()).isEmpty();
  }

  @Test
  void countersUseAll64Bits() {
    assertThat(Fields.parse("18446744073709551615")).hasValue(-1);
    assertThat(Fields.parse("18446744073709551616")).isEmpty();
    assertThat(Fields.parse("99999999999999999999999")).isEmpty();
    assertThat(Fields.parse("000000000000000000000000000007")).hasValue(7);
    assertThat(Fields.parseHex("ffffffffffffffff")).hasValue(-1);
    assertThat(Fields.parseHex("10000000000000000")).isEmpty();
    assertThat(Fields.parseOctal("1777777777777777777777")).hasValue(-1);
    assertThat(Fields.parseOctal("2000000000000000000000")).isEmpty();
  }

  @Test
  void signedNumbersStayWithin64Bits() {
    assertThat(Fields.parse("-2")).hasValue(-2);
    assertThat(Fields.parse("-9223372036854775808")).hasValue(Long.MIN_VALUE);
    assertThat(Fields.parse("-9223372036854775809")).isEmpty();
    assertThat(Fields.parse("-18446744073709551615")).isEmpty();
    assertThat(Fields.parse("--2")).isEmpty();
    assertThat(Fields.parse("-")).isEmpty();
    assertThat(Fields.of("9223372036854775808").signed()).isEmpty();
    assertThat(Fields.parseInt("-2147483648")).hasValue(Integer.MIN_VALUE);
    assertThat(Fields.parseInt("2147483648")).isEmpty();
  }

  @Test
  void garbageIsNoNumberAndTheCursorStays() {
    for (String garbage : new String[] {"", " ", "x", "1x", "1.5", "+1", "0x10", "١", "1 2"}) {
      assertThat(Fields.parse(garbage)).as(garbage).isEmpty();
    }
    Fields fields = Fields.of("12a");
    assertThat(fields.number()).isEmpty();
    assertThat(fields.signed()).isEmpty();
    assertThat(fields.octal()).isEmpty();
    assertThat(fields.device()).isEmpty();
    assertThat(fields.scaled(2)).isEmpty();
    assertThat(fields.hex()).hasValue(0x12a);
  }

  @Test
  void hexAndOctal() {
    assertThat(Fields.parseHex("0xFfA0")).hasValue(0xffa0);
    assertThat(Fields.parseHex("0x")).isEmpty();
    assertThat(Fields.parseHex("g")).isEmpty();
    assertThat(Fields.parseOctal("0100002")).hasValue(0100002);
    assertThat(Fields.parseOctal("8")).isEmpty();
  }

  @Test
  void fractionsAreExact() {
    assertThat(Fields.parseScaled("41.2", 2)).hasValue(4120);
    assertThat(Fields.parseScaled("350735.47", 9)).hasValue(350_735_470_000_000L);
    assertThat(Fields.parseScaled("0.999", 1)).hasValue(9);
    assertThat(Fields.parseScaled("7", 3)).hasValue(7000);
    assertThat(Fields.parseScaled("7.", 3)).hasValue(7000);
    assertThat(Fields.parseScaled(".5", 3)).isEmpty();
    assertThat(Fields.parseScaled("1.5x", 0)).isEmpty();
    assertThat(Fields.parseScaled("1.x", 2)).isEmpty();
    assertThat(Fields.parseScaled("-1.5", 2)).isEmpty();
    assertThat(Fields.parseScaled("9223372036854775807", 0)).hasValue(Long.MAX_VALUE);
    assertThat(Fields.parseScaled("9223372036854775807", 1)).isEmpty();
  }

  @Test
  void deviceNumbers() {
    assertThat(Fields.devNo("259:1048575")).contains(new DevNo(259, 1048575));
    assertThat(Fields.devNo("4096:0")).isEmpty();
    assertThat(Fields.devNo("8:1048576")).isEmpty();
    assertThat(Fields.devNo("8:")).isEmpty();
    assertThat(Fields.devNo(":8")).isEmpty();
    assertThat(Fields.devNo("8")).isEmpty();
    assertThat(Fields.of("fd:1a 7").hexDevice()).contains(new DevNo(253, 26));
    assertThat(Fields.of("   8      16 sdb").spacedDevice()).contains(new DevNo(8, 16));
    Fields cut = Fields.of("8 sdb");
    assertThat(cut.spacedDevice()).isEqualTo(Optional.empty());
    assertThat(cut.number()).hasValue(8);
  }

  @Test
  void numbersStopAtTheFirstThatIsNone() {
    var into = new long[3];
    assertThat(Fields.of("1 2 x").numbers(into)).isEqualTo(2);
    assertThat(Fields.of("1 2 3 4").numbers(into)).isEqualTo(3);
    assertThat(into).containsExactly(1, 2, 3);
  }
}
