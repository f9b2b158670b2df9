package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.BlockDevice.Personality.Partition;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MisalignedTest {
  private final Rule rule = new Misaligned();

  private static Queue queue(long physical) {
    Map<String, String> files = Map.of("physical_block_size", physical + "\n");
    return Queue.parse(name ->
        Optional.ofNullable(files.get(name))
            .map(content -> Reading.known(Text.of(name, content)))
            .orElse(Reading.absent("no such file")));
  }

  private static TestingSamples host(String model, long physical, long start) {
    return TestingSamples.host("node1")
        .with(
            disk("sda").model(model).queue(queue(physical)),
            partition("sda", 1)
                .personality(new Partition("sda", Reading.known(1L), Reading.known(start))));
  }

  @Test
  void theClassicSector63OnADriveThatHidesItsSectorsIsOne() {
    Finding finding = one(rule, configuration(host("WDC WD10EARS-00Y", 512, 63).build()));
    assertThat(finding.subject().name()).isEqualTo("sda1");
    assertThat(finding.summary())
        .contains("begins at sector 63 of sda")
        .contains("WD Caviar Green")
        .contains("though it says 512");
    assertThat(amount(finding, "bytes by which it begins off a sector of the disk"))
        .isEqualTo(63 * 512 % 4096);
    assertThat(amount(finding, "bytes of a sector that sda tells")).isEqualTo(512);
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
  }

  @Test
  void aDriveThatTellsItsSectorsIsBelieved() {
    Finding finding = one(rule, configuration(host("ST4000NM0035", 4096, 63).build()));
    assertThat(finding.summary()).contains("its sectors have 4096 bytes");
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
  }

  @Test
  void aligned() {
    clear(rule, configuration(host("WDC WD10EARS-00Y", 512, 2048).build()));
    clear(rule, configuration(host("ST3500320NS", 512, 63).build()));
    clear(rule, recording("partitions-7"));
  }

  @Test
  void aVolumeOnTheDiskItselfIsLookedAt() {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(
                disk("sda").dev(8, 0).model("ST4000NM0035").queue(queue(4096)),
                lv("dm-0", "vg-a", "sda"))
            .table("vg-a", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 385)));
    Finding finding = one(rule, configuration(host.build()));
    assertThat(finding.subject().name()).isEqualTo("dm-0");
    clear(
        rule,
        configuration(
            host.table("vg-a", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 384))).build()));
  }

  /** Chunks of 64 KiB, that is 128 sectors. */
  private static TestingSamples onArray(String level, long start) {
    return TestingSamples.host("node1")
        .with(
            disk("sda").model("ST4000NM0035").queue(queue(4096)),
            disk("sdb").model("ST4000NM0035").queue(queue(4096)),
            md("md5", level, "sda", "sdb").dev(9, 5),
            lv("dm-0", "vg-a", "md5"))
        .table("vg-a", target("linear", 0, 1000, lower(Use.DATA, 9, 5, start)));
  }

  @Test
  void aVolumeOnAnArrayBeginsAtAChunk() {
    clear(rule, configuration(onArray("raid5", 2048).build()));
    Finding within = one(rule, configuration(onArray("raid5", 2048 + 64).build()));
    assertThat(within.subject().name()).isEqualTo("dm-0");
    assertThat(within.severity()).isEqualTo(Severity.NOTE);
    assertThat(amount(within, "bytes by which it begins off a chunk of the array"))
        .isEqualTo(32 * 1024);
    Finding cut = one(rule, configuration(onArray("raid5", 63).build()));
    assertThat(cut.severity()).isEqualTo(Severity.WARNING);
    assertThat(cut.summary()).contains("blocks of 4 KiB are cut in two");
  }

  @Test
  void aMirrorHasNoChunks() {
    clear(rule, configuration(onArray("raid1", 2048 + 64).build()));
  }

  @Test
  void withoutTheSizeOfASectorNobodyKnows() {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(
                disk("sda"),
                partition("sda", 1)
                    .personality(new Partition("sda", Reading.known(1L), Reading.known(63L))));
    assertThat(untold(rule, configuration(host.build()))).contains("physical sector");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }

  @Test
  void theNextMemberWaitsForTheRebuild() {
    TestingSamples host =
        host("ST4000NM0035", 4096, 63).with(disk("sdb"), md("md1", "raid5", "sda1", "sdb"));
    assertThat(one(rule, configuration(host.build())).actions())
        .anyMatch(action -> action.startsWith("mdadm --wait /dev/md1 "))
        .anyMatch(action -> action.contains("not smaller than it was"));
  }
}
