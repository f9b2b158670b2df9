package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.merges;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallSyncWritesTest {
  private final SmallSyncWrites rule = new SmallSyncWrites();

  @Test
  void eachWriteIsFlushed() {
    Finding finding =
        one(
            rule,
            log(
                """
                Device   r/s  rkB/s  rrqm/s  %rrqm r_await rareq-sz  w/s   wkB/s  wrqm/s %wrqm w_await wareq-sz  f/s f_await  aqu-sz  %util
                sda     0.00   0.00    0.00   0.00    0.00     0.00  80.00 640.00  0.00  0.00    6.00     8.00 40.00    5.00    0.68  70.00
                """));
    assertThat(amount(finding, "writes for one flush")).isEqualTo(2);
    assertThat(amount(finding, "size of a write")).isEqualTo(8);
    assertThat(finding.summary())
        .isEqualTo("sda is flushed 40 times/s, after 2 writes of 8 KiB each time");
  }

  @Test
  void withoutAColumnForFlushesOneAtATime() {
    Finding finding =
        one(
            rule,
            merges(
                """
                sdb        0.00    40.00  0.00  70.00   0.00  540.00    15.43     0.95   12.20    0.00   12.20  13.80  96.00
                """));
    assertThat(finding.summary())
        .isEqualTo(
            "sdb gets 70 writes/s of 7.7 KiB, one at a time, 12 ms each: somebody waits for every"
                + " one");
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
  }

  @Test
  void writeBackComesManyAtOnce() {
    clear(
        rule,
        merges(
            """
            sdb        0.00    40.00  0.00  70.00   0.00  540.00    15.43    30.00  420.00    0.00  420.00  13.80  96.00
            """));
  }

  /** One program that calls fsync after each second write: its flushes are in the 15 %. */
  @Test
  void nobodyWaitsLongWhereTheDiskIsHardlyBusy() {
    String quick =
        """
        Device   r/s  rkB/s      w/s     wkB/s  w_await r_await     f/s f_await  aqu-sz  %%util
        sda     0.00   0.00  3379.00  13516.00     0.03    0.00 1592.00    0.03    0.15  %s
        """;
    clear(rule, log(quick.formatted("15.00")));
    one(rule, log(quick.formatted("21.00").replace("0.03", "0.06")));
  }

  @Test
  void largeWritesAreNotSmall() {
    clear(
        rule,
        log(
            """
            Device   r/s  rkB/s   w/s      wkB/s  w_await r_await  f/s f_await  aqu-sz  %util
            sda     0.00   0.00  80.00  81920.00     6.00    0.00 40.00    5.00    0.68  70.00
            """));
  }

  /** The zero-sector writes that a disk counts for flushes are not writes of data. */
  @Test
  void whoFlushesInARecording() {
    List<Finding> findings = found(rule, recording("raid1-lvm-7"));
    assertThat(findings).extracting(f -> f.subject().name()).contains("vda", "vdb");
    // md's own writes flush twice each (no FUA); blktrace of this scenario saw three of four there
    assertThat(findings)
        .allMatch(
            f -> f.summary().matches(".* of them (for|by) md0 superblock and bitmap, after .*"));
    assertThat(findings)
        .allMatch(f -> f.summary().endsWith(", for writes that are mostly those of willow323"));
  }

  @Test
  void withoutUtilNobodyCanTell() {
    assertThat(
            untold(
                rule,
                log(
                    """
                    Device   r/s  rkB/s   w/s      wkB/s
                    sda     0.00   0.00  80.00  81920.00
                    """)))
        .isEqualTo("sda: nothing tells its util_percent");
  }

  /** Without barriers a power cut may destroy the file system: mount-options calls it critical. */
  @Test
  void nothingIsAdvisedThatRisksTheFileSystem() {
    assertThat(found(rule, recording("raid1-lvm-7")))
        .flatMap(Finding::actions)
        .noneMatch(action -> action.contains("barrier"))
        .anyMatch(action -> action.contains("power-loss protection"));
  }
}
