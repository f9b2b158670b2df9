package dev.iosleuth.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.compare.Change;
import dev.iosleuth.finding.compare.Circumstances;
import dev.iosleuth.finding.compare.Comparison;
import dev.iosleuth.finding.compare.Figure;
import dev.iosleuth.finding.compare.LedgerIntervals;
import dev.iosleuth.finding.compare.Side;
import dev.iosleuth.finding.statistics.Estimate;
import dev.iosleuth.kernel.proc.Diskstats.Io;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Waits;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevices;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.view.json.CompareJson;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompareTextTest {
  /** Ten seconds of a disk, of swap in memory, and of one that nobody uses. */
  private static Side side(String swap) {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(
                TestingDevices.disk("sda"),
                TestingDevices.zram(swap),
                TestingDevices.zram("zram7"));
    var books = new LedgerIntervals();
    var keeper = new Bookkeeper();
    Sample before = host.build();
    for (int i = 1; i <= 10; i++) {
      var done = new Io(100L * i, 0, 800L * i, 100L * i);
      Sample after =
          host.later(1).counters("sda", done, Io.ZERO).counters(swap, Io.ZERO, done).build();
      Ledger ledger = keeper.post(before, after);
      books.add(ledger, Waits.of(ledger, Map.of()));
      before = after;
    }
    return new Side(
        "rec",
        "node1",
        Optional.empty(),
        Optional.empty(),
        true,
        books.observations(),
        Circumstances.UNKNOWN);
  }

  @Test
  void whatIsNoDiskIsLeftOutWithAWord() {
    Comparison comparison = Comparison.of(side("zram0"), side("zram1"));

    assertThat(CompareText.of(comparison, List.of(), new Look(100, false, ZoneOffset.UTC)))
        .contains("Left out, since they are in memory, not on a disk: zram0, zram1.")
        .doesNotContain("zram7");
    assertThat(CompareJson.of(comparison, List.of()))
        .contains(
            "\"left_out\":[{\"kind\":\"device\",\"name\":\"zram0\",\"why\":\"in memory, not on a"
                + " disk\"},{\"kind\":\"device\",\"name\":\"zram1\",");
  }

  /** Columns are nine wide, and nothing stands between them. */
  @Test
  void whatIsBeyondWordsFitsIntoItsColumn() {
    var mean = new Estimate(1, 1, 1, 8, 2);
    var change =
        new Change(
            Figure.DEVICE_TIME, mean, mean, Change.Verdict.NOT_SHOWN, 0, -1, 5_000, 1_000_000);

    assertThat(CompareFigures.share(change, change.visible())).isEqualTo(">x1000");
    assertThat(CompareFigures.range(change)).hasSizeLessThan(20);
  }
}
