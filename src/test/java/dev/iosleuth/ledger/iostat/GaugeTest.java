package dev.iosleuth.ledger.iostat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaugeTest {
  @Test
  void fewReportsGiveExactFigures() {
    Statistic statistic = of(20).statistic();

    assertThat(statistic).isEqualTo(new Statistic(10.5, 19, 20, "20"));
  }

  @Test
  void ofManyTheP95IsWithinOnePercent() {
    Statistic statistic = of(100_000).statistic();

    assertThat(statistic.p95()).isCloseTo(95_000, within(950.0));
    assertThat(statistic.worst()).isEqualTo(100_000);
    assertThat(statistic.mean()).isCloseTo(50_000.5, within(1e-6));
  }

  @Test
  void whatNoReportToldIsNotKnown() {
    var gauge = new Gauge();
    gauge.add(Double.NaN, 1, "1");

    assertThat(gauge.statistic().known()).isFalse();
  }

  @Test
  void weightsCount() {
    var gauge = new Gauge();
    gauge.add(10, 1, "a");
    gauge.add(20, 3, "b");

    assertThat(gauge.statistic().mean()).isEqualTo(17.5);
  }

  private static Gauge of(int count) {
    var gauge = new Gauge();
    for (int i = 1; i <= count; i++) {
      gauge.add(i, 1, "" + i);
    }
    return gauge;
  }
}
