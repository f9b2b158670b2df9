package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QemuDiskSettingsTest {
  private final Rule rule = new QemuDiskSettings();

  private static Case guest(String drive, OpenFile... files) {
    var qemu =
        process(10, "qemu-system-x86", "qemu-system-x86_64", "-name", "web1", "-drive", drive);
    return configuration(
        TestingSamples.host("node1")
            .with(disk("sda").dev(8, 0))
            .process(files.length == 0 ? qemu : with(qemu, files))
            .build());
  }

  private static OpenFile image(boolean direct) {
    return new OpenFile(
        "/dev/sda", OpenFile.Kind.BLOCK, Optional.of(new DevNo(8, 0)), true, direct, -1);
  }

  @Test
  void flushesThatAreThrownAwayAreCritical() {
    Finding finding =
        one(rule, guest("file=/dev/sda,format=raw,if=virtio,cache=unsafe", image(false)));
    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(finding.summary()).contains("a power cut loses");
    assertThat(finding.subject().name()).isEqualTo("web1");
  }

  @Test
  void thePageCacheIsANote() {
    Finding finding = one(rule, guest("file=/dev/sda,format=raw,if=virtio", image(false)));
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(finding.summary()).contains("flushes are kept");
  }

  @Test
  void aFlushAfterEachWriteIsOne() {
    assertThat(
            found(
                rule, guest("file=/dev/sda,format=raw,if=virtio,cache=writethrough", image(false))))
        .extracting(Finding::severity)
        .containsExactly(Severity.WARNING);
  }

  @Test
  void pastThePageCacheIsWell() {
    clear(rule, guest("file=/dev/sda,format=raw,if=virtio,cache=none", image(true)));
    clear(rule, configuration(TestingSamples.host("node1").with(disk("sda")).build()));
  }

  @Test
  void whatWasOnlyAskedForIsLessCertain() {
    assertThat(one(rule, guest("file=/dev/sda,format=raw,if=virtio,cache=unsafe")).confidence())
        .isEqualTo(Confidence.MEDIUM);
  }

  @Test
  void aDiskOfWhichNothingIsToldCannotBeTold() {
    assertThat(untold(rule, guest("file=/dev/sda,format=raw,if=virtio"))).contains("web1/");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}
