package dev.iosleuth.ledger;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.loop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import org.junit.jupiter.api.Test;

/** Wrap-around is followed; resets, reboots and other devices give a reason, never a number. */
class DifferencesTest {
  private static TestingSamples host() {
    return TestingSamples.host("h").with(disk("sda"));
  }

  private static Diskstats.Row row(String name, long ops, long sectors, long ms, long busyMs) {
    return new Diskstats.Row(
        DevNo.NONE,
        name,
        new Diskstats.Io(ops, 0, sectors, ms),
        Diskstats.Io.ZERO,
        0,
        busyMs,
        busyMs,
        Reading.absent("needs kernel 4.18"),
        Reading.absent("needs kernel 5.5"));
  }

  private static Reading<Flow> between(Sample before, Sample after, String name) {
    return Differences.between(before, after).getOrDefault(name, Reading.absent("not there"));
  }

  private static Flow flow(Sample before, Sample after, String name) {
    return between(before, after, name).optional().orElseThrow();
  }

  @Test
  void millisecondsWrapAtTwoToTheThirtyTwo() {
    TestingSamples host = host().counters(row("sda", 100, 800, 4_294_967_290L, 4_294_967_200L));
    Sample before = host.build();
    Flow flow = flow(before, host.later(5).counters(row("sda", 110, 880, 4, 104)).build(), "sda");
    assertThat(flow.reads()).isEqualTo(new Flow.Io(10, 0, 40_960, 10));
    assertThat(flow.busyMs()).isEqualTo(200);
  }

  @Test
  void countersWrapAtTheWordSize() {
    TestingSamples host = host().counters(row("sda", -10, -80, 0, 0));
    Sample before = host.build();
    assertThat(
            flow(before, host.later(5).counters(row("sda", 10, 80, 0, 0)).build(), "sda").reads())
        .isEqualTo(new Flow.Io(20, 0, 160 * 512, 0));

    host = host().counters(row("sda", 4_294_967_286L, 4_294_967_216L, 0, 0));
    before = host.build();
    assertThat(
            flow(before, host.later(5).counters(row("sda", 10, 80, 0, 0)).build(), "sda").reads())
        .isEqualTo(new Flow.Io(20, 0, 160 * 512, 0));
  }

  /** Beyond 2^32 a counter that fell was reset: on a 64-bit kernel it cannot have wrapped. */
  @Test
  void aCounterThatWentBackIsAReset() {
    TestingSamples host = host().counters(row("sda", 5_000_000_000L, 80, 0, 0));
    Sample before = host.build();
    Sample after = host.later(5).counters(row("sda", 10, 80, 0, 0)).build();
    assertThat(between(before, after, "sda").whyNot().orElse("")).contains("went back");
    assertThat(Balance.of(new Bookkeeper().post(before, after)).balances()).isTrue();
  }

  @Test
  void aRebootGivesNoFigure() {
    TestingSamples host = host().counters(row("sda", 100, 800, 10, 10));
    Sample before = host.build();
    Sample after = host.later(5).rebooted().counters(row("sda", 200, 1600, 20, 20)).build();
    assertThat(between(before, after, "sda").whyNot().orElse("")).contains("rebooted");
    assertThat(Balance.of(new Bookkeeper().post(before, after)).balances()).isTrue();
  }

  /** The kernel starts a new device's counters at zero. */
  @Test
  void whatCameCountsFromZeroAndWhatWentHasNoFigure() {
    TestingSamples host = host().counters(row("sda", 100, 800, 10, 10));
    Sample before = host.build();
    Sample after =
        host.without("sda").with(disk("sdb")).later(5).counters(row("sdb", 7, 56, 1, 1)).build();
    assertThat(flow(before, after, "sdb").reads().ops()).isEqualTo(7);
    assertThat(between(before, after, "sda").whyNot().orElse("")).contains("went away");
  }

  /** Another disk under the same name: its counters are its own. */
  @Test
  void diskseqTellsAReusedName() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(disk("sda").diskseq(7))
            .counters(row("sda", 100, 800, 10, 10));
    Sample before = host.build();
    Sample after =
        host.with(disk("sda").diskseq(9)).later(5).counters(row("sda", 130, 1040, 13, 13)).build();
    assertThat(flow(before, after, "sda").reads().ops()).isEqualTo(130);
  }

  /** A loop device gets a new number with each file, and goes on counting. */
  @Test
  void aLoopWithAnotherFileGoesOnCounting() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(loop("loop0", "/a").diskseq(7))
            .counters(row("loop0", 100, 800, 10, 10));
    Sample before = host.build();
    Sample after =
        host.with(loop("loop0", "/b").diskseq(9))
            .later(5)
            .counters(row("loop0", 130, 1040, 13, 13))
            .build();
    assertThat(flow(before, after, "loop0").reads().ops()).isEqualTo(30);
  }
}
