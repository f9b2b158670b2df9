package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.Sample;
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

  private static DiskCounters counted(long ops, long merged) {
    Requests writes =
        new Requests(
            Reading.known(ops),
            Reading.known(ops * 4096),
            Reading.known(merged),
            Reading.known(ops * 1_000_000),
            Reading.known(0L),
            Reading.known(0L));
    Requests none = DiskCounters.ZERO.reads();
    return new DiskCounters("d0", "q0", "", none, writes, none, none, Reading.known(0L));
  }

  /** Ten seconds of a guest that writes so often, and keeps its disk busy for so long. */
  private static Case watched(String drive, long ops, long merged, long busyMs) {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(disk("sda").dev(8, 0))
            .process(
                with(
                    process(
                        10,
                        "qemu-system-x86",
                        "qemu-system-x86_64",
                        "-name",
                        "web1",
                        "-object",
                        "iothread,id=t0",
                        "-drive",
                        "file=/dev/sda,id=d0,if=none,cache=none," + drive,
                        "-device",
                        "virtio-blk-pci,drive=d0,id=q0,iothread=t0"),
                    image(true)));
    Sample first = host.told(10, counted(0, 0)).build();
    return samples(
        first,
        host.later(10)
            .told(10, counted(ops, merged))
            .counters("sda", io(0, 0, 0, 0), io(ops, 0, ops * 8, busyMs))
            .build());
  }

  @Test
  void aLimitThatIsReachedHoldsItUp() {
    String limit = "format=raw,aio=native,throttling.iops-total=100";
    Finding finding = one(rule, watched(limit, 1000, 0, 100));
    assertThat(finding.summary()).startsWith("web1/q0 is held up by qemu's own limit (iops-total)");
    assertThat(amount(finding, "what the guest's disk got, of its limit")).isEqualTo(100);
    clear(rule, watched(limit, 900, 0, 100));
    clear(rule, watched(limit, 1000, 100, 100));
  }

  @Test
  void aBusyDiskWantsToBeAskedDirectly() {
    assertThat(one(rule, watched("format=raw,aio=threads", 1000, 0, 6000)).summary())
        .contains("by a pool of threads");
    assertThat(one(rule, watched("format=qcow2,aio=native", 1000, 0, 6000)).summary())
        .contains("is an image of the format qcow2");
    clear(rule, watched("format=raw,aio=native", 1000, 0, 6000));
    clear(rule, watched("format=qcow2,aio=threads", 1000, 0, 100));
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
