package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.merges;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.times;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
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

  /** However many writes share a flush, and however large they are. */
  @Test
  void flushesThatTakeTheTime() {
    Finding shared =
        one(
            rule,
            times(
                """
                sda 0.00 0.00 0.00 100.00 1600.00 0.50 0.00 0.00 0.00 15.00 50.00 0.80 80.00
                """));
    assertThat(shared.summary())
        .isEqualTo(
            "sda is flushed 15 times/s, after 6.7 writes of 16 KiB each time: flushes are under way"
                + " 75 % of the time, 50 ms each");
    assertThat(amount(shared, "flushes under way")).isEqualTo(75);
    assertThat(shared.cost().share()).hasValue(0.75);
    assertThat(shared.cost().latencyMs()).hasValue(50);
    Finding large =
        one(
            rule,
            times(
                """
                sda 0.00 0.00 0.00 20.00 960.00 1.00 0.00 0.00 0.00 19.00 40.00 0.78 78.00
                """));
    assertThat(large.summary()).contains("flushes are under way 76 % of the time, 40 ms each");
  }

  /** As Linux counts it: the writes that ask for a flush last until it is done. */
  @Test
  void flushesThatAreInTheTimeOfWritesToo() {
    one(
        rule,
        times(
            """
            sda 0.00 0.00 0.00 100.00 1600.00 7.90 0.00 0.00 0.00 15.00 50.00 1.54 80.00
            """));
  }

  @Test
  void flushesAlone() {
    Finding finding =
        one(
            rule,
            times(
                """
                sda 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 95.00 10.00 0.95 95.00
                """));
    assertThat(finding.summary())
        .isEqualTo(
            "sda is flushed 95 times/s, with next to nothing written in between: flushes are under way 95 %"
                + " of the time, 10 ms each");
  }

  /** A disk counts each empty flush that it is sent as a write of no sectors. */
  @Test
  void flushesThatAreCountedAsWritesToo() {
    Finding finding =
        one(
            rule,
            times(
                """
                sda 0.00 0.00 0.00 95.00 0.00 10.00 0.00 0.00 0.00 95.00 10.00 1.90 95.00
                """));
    assertThat(finding.summary())
        .isEqualTo("sda is flushed 95 times/s, with next to nothing written in between");
  }

  @Test
  void flushesAloneBetweenTwoSamples() {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda").dev(8, 0));
    var first = host.build();
    host.counters(
        new Diskstats.Row(
            new DevNo(8, 0),
            "sda",
            Diskstats.Io.ZERO,
            Diskstats.Io.ZERO,
            0,
            9600,
            9600,
            Reading.known(Diskstats.Io.ZERO),
            Reading.known(new Diskstats.Flushes(950, 9600))));
    Finding finding = one(rule, samples(first, host.later(10).build()));
    assertThat(finding.summary())
        .startsWith("sda is flushed 95 times/s")
        .endsWith(
            "with next to nothing written in between: flushes are under way 96 % of the time, 10 ms"
                + " each");
    assertThat(amount(finding, "flushes under way")).isCloseTo(96, within(1e-9));
  }

  /** 300 MiB/s for a disk that does 150: the flush is the writing of what its cache took. */
  @Test
  void aFlushThatIsTheWritingOfMuchIsNone() {
    clear(
        rule,
        times(
            """
            sda 0.00 0.00 0.00 120.00 61440.00 2.50 0.00 0.00 0.00 2.00 300.00 0.90 90.00
            """));
  }

  /** 8 reads are under way beside each flush. */
  @Test
  void flushesBesideMuchReadingAreNotItsTime() {
    clear(
        rule,
        times(
            """
            nvme0n1 8000.00 32000.00 1.00 30.00 480.00 9.00 0.00 0.00 0.00 5.00 120.00 8.80 100.00
            """));
  }
}
