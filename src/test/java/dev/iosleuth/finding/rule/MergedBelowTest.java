package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Finding;
import org.junit.jupiter.api.Test;

class MergedBelowTest {
  private final MergedBelow rule = new MergedBelow();

  @Test
  void mostWasMerged() {
    Finding finding =
        one(
            rule,
            log(
                """
                Device            r/s     rkB/s    rrqm/s     w/s     wkB/s    wrqm/s  %util
                sdb            100.00  37376.00   9300.00   10.00     40.00      1.00  20.00
                """));
    assertThat(finding.summary())
        .isEqualTo(
            "sdb was asked for 9,400 reads/s and did 100: the rest was merged, nothing is"
                + " amplified");
    assertThat(amount(finding, "merged")).isCloseTo(100 * 93 / 94.0, within(1e-9));
  }

  @Test
  void littleWasMerged() {
    clear(
        rule,
        log(
            """
            Device            r/s     rkB/s    rrqm/s     w/s     wkB/s    wrqm/s  %util
            sdb            100.00  37376.00     10.00   10.00     40.00      5.00  20.00
            """));
  }

  /** A raw device written through the page cache, above a disk that merges. */
  @Test
  void theRiddle() {
    assertThat(found(rule, recording("riddle-11")))
        .anySatisfy(finding -> assertThat(amount(finding, "merged")).isGreaterThan(50));
  }

  @Test
  void withoutMergesNobodyCanTell() {
    assertThat(
            untold(
                rule,
                log(
                    """
                    Device            r/s     rkB/s    w/s     wkB/s   %util
                    sdb            100.00  37376.00   10.00     40.00  20.00
                    """)))
        .isEqualTo("sdb: nothing tells its read_merges_per_second");
  }
}
