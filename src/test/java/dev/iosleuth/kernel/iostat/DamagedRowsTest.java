package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DamagedRowsTest {
  /** Whose a row is that was cut the report before tells: it was there, and nothing is known. */
  @Test
  void aDeviceOfADamagedRowWasThere() {
    String rows = "Device r/s w/s %util\nsda 1.00 2.00 3.00\nsdb 1.00 2.00 3.00\n\n";
    for (String damaged :
        List.of("sda 1.00 2", "sda 1.00 2.00 3.00 4.00", "sda 8#.00 2.00 3.00", "sda a b c")) {
      var log = TestingLogs.read(rows + rows.replace("sda 1.00 2.00 3.00", damaged));

      List<Row> last = log.reports().getLast().rows();
      assertThat(last.stream().map(Row::name)).as(damaged).containsExactlyInAnyOrder("sda", "sdb");
      Row sda = last.stream().filter(row -> row.name().equals("sda")).findFirst().orElseThrow();
      assertThat(sda.whole()).as(damaged).isFalse();
      assertThat(sda.figure(Figure.READS_PER_SECOND)).as(damaged).isNaN();
      assertThat(log.damaged()).as(damaged).isOne();
    }
  }

  /** iostat prints nan for a mean of nothing: that is nothing, where 'nan' of a rate is damage. */
  @Test
  void aMeanOfNothingIsNoDamage() {
    var log =
        TestingLogs.read(
            """
            Device r/s r_await %util
            sda 0.00 nan 3.00
            sdb 1.00 nan 3.00
            sdc 1.00 2.00 -
            """);

    assertThat(log.rows().stream().map(Row::whole)).containsExactly(true, false, false);
    assertThat(log.damaged()).isEqualTo(2);
  }
}
