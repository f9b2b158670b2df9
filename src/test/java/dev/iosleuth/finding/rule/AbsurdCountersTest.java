package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.rates;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.finding.TestingCases.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.proc.Diskstats.Io;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevices;
import dev.iosleuth.sample.TestingSamples;
import org.junit.jupiter.api.Test;

class AbsurdCountersTest {
  private final AbsurdCounters rule = new AbsurdCounters();

  @Test
  void moreThanAllOfTheTime() {
    Finding finding =
        one(
            rule,
            rates(
                """
                nvme0n1        636.00 1280.00  46192.00  78018.00    1.23   3.03 145.50
                nvme1n1        636.00 1280.00  46192.00  78018.00    1.23   3.03  99.00
                """));
    assertThat(finding.summary())
        .isEqualTo("nvme0n1 cannot be 146 % busy: its kernel's accounting is off");
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
  }

  @Test
  void twoCountersThatContradictEachOther() {
    Finding finding =
        one(
            rule,
            rates(
                """
                sda             100.00    0.00    400.00      0.00   10.00  90.00  99.00
                """));
    assertThat(amount(finding, "one for the other")).isEqualTo(90);
    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
  }

  @Test
  void countersThatWentBack() {
    TestingSamples host = TestingSamples.host("node1").with(TestingDevices.disk("sda"));
    Io many = new Io(1L << 40, 0, 1L << 43, 100);
    Sample before = host.counters("sda", many, many).build();
    Sample after = host.later(5).counters("sda", new Io(7, 0, 56, 9), Io.ZERO).build();
    Finding finding = one(rule, samples(before, after));
    assertThat(finding.summary()).startsWith("sda has no figures: its counters went back");
    assertThat(finding.evidence().getFirst().source()).isEqualTo("counters(\"sda\")");
  }

  @Test
  void aBusyTimeThatLeaptForwardDidNotGoBack() {
    TestingSamples host = TestingSamples.host("node1").with(TestingDevices.disk("sda"));
    Sample before = host.counters("sda", new Io(100, 0, 800, 100), Io.ZERO).build();
    Io leapt = new Io(107, 0, 856, 1_000_000_099);
    Finding finding =
        one(rule, samples(before, host.later(5).counters("sda", leapt, Io.ZERO).build()));
    assertThat(finding.summary())
        .startsWith("sda has no figures: its busy time (io_ticks) leapt forward by 999,999,999 ms")
        .doesNotContain("back");
  }

  /** Counters of old kernels that went back, or a damaged line. */
  @Test
  void belowZero() {
    Case given =
        log(
            """
            Linux 5.10.0 (h) 	11/22/2026 	_x86_64_	(2 CPU)

            Device            r/s     w/s     rkB/s     wkB/s  r_await w_await aqu-sz  %util
            sda             10.00    5.00     80.00     80.00    5.00    5.00   0.50  50.00

            Device            r/s     w/s     rkB/s     wkB/s  r_await w_await aqu-sz  %util
            sda             10.00   -5.00     80.00     80.00    5.00    5.00   0.50  50.00

            Device            r/s     w/s     rkB/s     wkB/s  r_await w_await aqu-sz  %util
            sda             10.00   -7.00     80.00     80.00    5.00   -2.00   0.50  50.00
            """);
    Finding finding = one(rule, given);
    assertThat(finding.summary())
        .isEqualTo(
            "sda cannot have w/s, w_await below zero: what is computed from them is left out");
    assertThat(amount(finding, "w/s")).isEqualTo(-7);
    assertThat(amount(finding, "w_await")).isEqualTo(-2);
    assertThat(finding.evidence().getFirst().source()).isEqualTo("least_printed(\"sda\", \"w/s\")");
    // no rule concludes anything from it
    Explanation all = Explanation.of(given, Rules.all());
    assertThat(all.findings()).extracting(Finding::rule).containsExactly("absurd-counters");
    assertThat(all.untold())
        .filteredOn(untold -> untold.rule().equals("util-sampled"))
        .singleElement()
        .extracting(Explanation.Untold::why)
        .asString()
        .contains("sda: nothing tells its own_time_percent");
  }

  /** A point that was lost on the way, say: 99.00 became 9900. */
  @Test
  void farMoreThanAllOfTheTime() {
    String heading =
        "\nDevice            r/s     w/s     rkB/s     wkB/s  r_await w_await aqu-sz  %util\n";
    String row = "sda            100.00  200.00    800.00   6400.00    5.00    2.50   1.00  ";
    Case given =
        log(
            "Linux 5.10.0 (h) \t11/22/2026 \t_x86_64_\t(2 CPU)\n"
                + (heading + row + "99.00\n").repeat(6)
                + (heading + row + "9900\n").repeat(2));
    Finding finding = one(rule, given);
    assertThat(finding.summary())
        .isEqualTo("sda cannot have %util of 9,900: what is computed from it is left out");
    assertThat(amount(finding, "%util")).isEqualTo(9900);
    Explanation all = Explanation.of(given, Rules.all());
    assertThat(all.findings().getFirst().rule()).isEqualTo("absurd-counters");
    assertThat(all.findings())
        .extracting(Finding::rule)
        .doesNotContain("single-stream", "access-pattern", "saturated-device");
    assertThat(all.untold())
        .filteredOn(untold -> untold.rule().equals("single-stream"))
        .singleElement()
        .extracting(Explanation.Untold::why)
        .asString()
        .contains("sda: nothing tells its util_percent");
  }

  @Test
  void usualFiguresAreNotAbsurd() {
    clear(
        rule,
        rates(
            """
            sda            500.00    0.00   2000.00      0.00   10.00   5.00 100.40
            md0            500.00    0.00   2000.00      0.00    0.00   0.00   0.00
            """));
  }

  @Test
  void withoutDevicesNobodyCanTell() {
    Case none = without(recording("raid1-lvm-7"), "devices");
    assertThat(untold(rule, none)).isEqualTo("taken away");
  }
}
