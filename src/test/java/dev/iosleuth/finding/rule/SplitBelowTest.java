package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Diskstats.Io;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevices;
import dev.iosleuth.sample.TestingSamples;
import org.junit.jupiter.api.Test;

class SplitBelowTest {
  private final SplitBelow rule = new SplitBelow();

  /** 100 reads of 1 MiB become 800 of 128 KiB. */
  private static Case cut(long pieces) {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(TestingDevices.disk("sda"), TestingDevices.lv("dm-0", "vg-a", "sda"))
            .volume("vg-a", "vg", "a");
    Sample before = host.build();
    long sectors = 100 * 2048;
    Sample after =
        host.later(2)
            .counters("dm-0", new Io(100, 0, sectors, 500), Io.ZERO)
            .counters("sda", new Io(pieces, 0, sectors, 500), Io.ZERO)
            .build();
    return samples(before, after);
  }

  @Test
  void piecesOfTheSameBytes() {
    Finding finding = one(rule, cut(800));
    assertThat(finding.summary())
        .isEqualTo("vg/a: reads of 1 MiB are cut into 8 pieces of 128 KiB each on the way down");
    assertThat(amount(finding, "pieces of one")).isEqualTo(8);
    assertThat(amount(finding, "bytes below for those above")).isEqualTo(1);
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
  }

  @Test
  void nothingIsCut() {
    clear(rule, cut(100));
  }

  @Test
  void aLogDoesNotSayWhatLiesOnWhat() {
    assertThat(
            untold(
                rule,
                log(
                    """
                    Device            r/s     w/s     rkB/s     wkB/s  %util
                    sda              1.00  100.00      8.00   1600.00  60.00
                    """)))
        .contains("a log says nothing of it");
  }
}
