package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.finding.TestingCases.without;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingSamples.io;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Finding;
import dev.iosleuth.kernel.proc.Diskstats.Io;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteAmplificationTest {
  private final WriteAmplification rule = new WriteAmplification();

  @Test
  void parity() {
    Finding finding = one(rule, recording("raid5-7"));
    assertThat(finding.subject().name()).isEqualTo("md5");
    assertThat(finding.summary()).endsWith(": parity");
    assertThat(amount(finding, "below for above")).isGreaterThan(1.2);
    assertThat(amount(finding, "written below") / amount(finding, "written above"))
        .isCloseTo(amount(finding, "below for above"), within(1e-9));
  }

  /**
   * Real: small writes to a thin volume with a snapshot. The pool read 14,720 sectors that nobody
   * asked for, in 115 reads of 128 sectors, its block, and wrote them beside the 1,344 asked for.
   */
  @Test
  void blocksThatASnapshotShares() {
    Finding finding =
        found(rule, recording("thin-11")).stream()
            .filter(one -> one.evidence().stream().anyMatch(e -> e.what().equals("blocks copied")))
            .findFirst()
            .orElseThrow();
    assertThat(finding.summary())
        .endsWith(
            ": copy-on-write, 92 % of it copies of whole blocks of 64 KiB that a snapshot shared");
    assertThat(amount(finding, "a block of the thin pool")).isEqualTo(64);
    assertThat(amount(finding, "copies, of what is written below"))
        .isCloseTo(100 * 14_720 / 16_064.0, within(1e-6));
    assertThat(amount(finding, "blocks copied") * 64)
        .isCloseTo(amount(finding, "read below, and not asked for"), within(1e-6));
    assertThat(finding.actions()).anyMatch(action -> action.startsWith("remove snapshots"));
  }

  /** Nothing was read: new blocks were filled, or whole ones overwritten. */
  @Test
  void whatNoReadsTellMayBeACopy() {
    TestingSamples host =
        TestingSamples.host("h")
            .with(
                disk("sda"),
                lv("dm-1", "vg-pool_tdata", "sda"),
                lv("dm-2", "vg-pool-tpool", "dm-1"),
                lv("dm-3", "vg-a", "dm-2"))
            .table("vg-pool_tdata", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0)))
            .table(
                "vg-pool-tpool",
                new Target(
                    0, 1000, "thin-pool", 512, List.of(lower(Use.DATA, 253, 1, -1)), "512 0 0"))
            .table("vg-a", target("thin", 0, 500, lower(Use.POOL, 253, 2, -1)));
    Sample before = host.build();
    Io below = io(100, 0, 51_200, 100);
    Sample after =
        host.later(10)
            .counters("dm-3", Io.ZERO, io(100, 0, 800, 100))
            .counters("dm-2", Io.ZERO, below)
            .counters("dm-1", Io.ZERO, below)
            .counters("sda", Io.ZERO, below)
            .build();

    Finding finding = one(rule, samples(before, after));
    assertThat(finding.summary()).doesNotContain("copy-on-write");
    assertThat(finding.alternatives())
        .contains(
            "copy-on-write: the first write to a block of the thin pool that a snapshot shares"
                + " copies all of it (256 KiB)");
  }

  @Test
  void copiesAreNoAmplification() {
    clear(rule, recording("raid1-lvm-12"));
    clear(rule, recording("raid10-101"));
    clear(rule, recording("riddle-11"));
  }

  @Test
  void aLogDoesNotSayWhatLiesOnWhat() {
    assertThat(untold(rule, without(recording("raid5-7"), "stack"))).isEqualTo("taken away");
  }
}
