package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Diskstats.Io;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevices;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.List;
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

  /** A mirror's legs of 100 writes and some empty flushes, with a volume above that counts both. */
  private static Case flushed(long kibEach, long volume, long leg, long flushes) {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(
                TestingDevices.disk("sda"),
                TestingDevices.disk("sdb"),
                TestingDevices.md("md0", "raid1", "sda", "sdb"),
                TestingDevices.lv("dm-0", "vg-a", "md0"))
            .volume("vg-a", "vg", "a")
            .table("vg-a", target("linear", 0, 1000, lower(Use.DATA, 9, 0, 0)));
    Sample before = host.build();
    long sectors = 100 * kibEach * 2;
    host.later(2)
        .counters("dm-0", Io.ZERO, new Io(volume, 0, sectors, 500))
        .counters("md0", Io.ZERO, new Io(100, 0, sectors, 500));
    for (String disk : List.of("sda", "sdb")) {
      host.counters(
          new Diskstats.Row(
              DevNo.NONE,
              disk,
              Io.ZERO,
              new Io(leg, 0, sectors, 500),
              0,
              500,
              500,
              Reading.known(Io.ZERO),
              Reading.known(new Diskstats.Flushes(flushes, flushes))));
    }
    return samples(before, host.build());
  }

  /** md counts no empty flush, its members do: the same bytes in more writes, and none is cut. */
  @Test
  void emptyFlushesAreNoPieces() {
    clear(rule, flushed(20, 178, 178, 60));
    clear(rule, flushed(20, 100, 178, 78));
    assertThat(one(rule, flushed(1024, 178, 478, 60)).summary()).contains("cut into 4 pieces");
    assertThat(one(rule, flushed(1024, 100, 400, 0)).summary()).contains("cut into 4 pieces");
  }

  @Test
  void whatIsAdvisedCanBeTyped() {
    assertThat(one(rule, cut(800)).actions())
        .singleElement()
        .asString()
        .startsWith("grep . /sys/block/sda/queue/{max_segments,");
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
