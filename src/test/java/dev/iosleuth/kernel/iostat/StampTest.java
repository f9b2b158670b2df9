package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class StampTest {
  /** Seconds between two times as printed; -1 where there are none. */
  private static double between(String first, String second) {
    Stamp one = Objects.requireNonNull(Stamp.of(first));
    return Objects.requireNonNull(Stamp.of(second)).since(one).orElse(-1);
  }

  @Test
  void timesOverMidnight() {
    assertThat(between("23:59:50", "00:00:10")).isEqualTo(20);
    assertThat(between("11/21/2026 11:59:50 PM", "11/22/2026 12:00:10 AM")).isEqualTo(20);
    assertThat(between("11/21/2026 23:59:50", "11/22/2026 00:00:10")).isEqualTo(20);
    // without a date more than half a day back is the night
    assertThat(between("10:00:00", "09:59:00")).isEqualTo(-1);
  }

  @Test
  void datesTellMoreThanADay() {
    double day = 86_400;
    assertThat(between("2026-11-21T10:00:00+0000", "2026-11-23T10:00:05+0000"))
        .isEqualTo(2 * day + 5);
    assertThat(between("11/21/2026 10:00:00", "11/23/2026 09:00:00")).isEqualTo(2 * day - 3600);
    // of an American first and an English one that which makes less of it
    assertThat(between("01/02/2026 10:00:00", "02/02/2026 10:00:00")).isEqualTo(day);
    assertThat(between("11/09/26 10:00:00 AM", "11/10/26 10:00:00 AM")).isEqualTo(day);
    assertThat(between("21.11.26 10:00:00", "22.11.26 10:00:01")).isEqualTo(day + 1);
    assertThat(between("11/22/2026 10:00:00", "11/21/2026 11:00:00")).isEqualTo(-1);
  }
}
