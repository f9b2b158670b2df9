package dev.iosleuth.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0",
    "0.02, 0.0, 0.0, 0.0",
    "0.4, 0.4, 0.4, 0.4",
    "2.2, 2.2, 2.2, 2",
    "79, 79.0, 79, 79",
    "9999.97, 10000, '10,000', 10000",
    "33109, 33109, '33,109', 33109",
    "331090, 331090, '331,090', 331k",
  })
  void rates(double rate, String column, String spoken, String whole) {
    assertThat(Units.rate(rate)).isEqualTo(column);
    assertThat(Units.spokenRate(rate)).isEqualTo(spoken);
    assertThat(Units.columnWhole(rate)).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B, 0B",
    "512, 512 B, 512B",
    "1023, 1023 B, 1023B",
    "1024, 1 KiB, 1K",
    "13824, 13.5 KiB, 13.5K",
    "1048575, 1 MiB, 1M",
    "2199023255552, 2 TiB, 2T",
  })
  void sizes(double bytes, String spoken, String column) {
    assertThat(Units.size(bytes)).isEqualTo(spoken);
    assertThat(Units.shortSize(bytes)).isEqualTo(column);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 %", "0.001, <1 %", "0.37, 37 %", "0.996, 100 %", "1, 100 %"})
  void shares(double share, String shown) {
    assertThat(Units.percent(share)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "0.04, 0.04 ms",
    "0.4, 0.4 ms",
    "18, 18 ms",
    "7700, 7.7 s",
    "900000, 15 min"
  })
  void spans(double ms, String shown) {
    assertThat(Units.span(ms)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"1, x1", "2, x2", "3.3, x3.3", "0.5, x0.50", "0, x0.00", "48.7, x49"})
  void factors(double factor, String shown) {
    assertThat(Units.factor(factor)).isEqualTo(shown);
  }

  @Test
  void whatIsNoNumberIsNotShownAsOne() {
    assertThat(Units.rate(Double.NaN)).isEqualTo("?");
    assertThat(Units.percent(0.0 / 0.0)).isEqualTo("? %");
  }
}
