package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.sample.ToolAnswers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelErrorsTest {
  private final Rule rule = new KernelErrors();

  private static Case host(Reading<KernelLog> log, Map<String, String> smart) {
    var disks = new HashMap<String, Reading<SmartctlJson>>();
    smart.forEach((disk, json) -> disks.put(disk, SmartctlJson.parse(Text.of(disk, json))));
    return configuration(
        TestingSamples.host("node1")
            .with(disk("sda"))
            .system(TestingSystems.with(new ToolAnswers(log, Reading.absent("not asked"), disks)))
            .build());
  }

  private static final Reading<KernelLog> QUIET =
      KernelLog.parse(Text.of("tool/kernel-log", "[ 0.0] Linux version 6.1.0\n"));

  private static Case logged(String text) {
    return host(KernelLog.parse(Text.of("tool/kernel-log", text)), Map.of());
  }

  /** As the laboratory's guests, and most hosts with SCSI disks, tell of a boot that went well. */
  @Test
  void aHealthyBootIsNone() {
    clear(
        rule,
        logged(
            """
            [    0.000000] tsc: Fast TSC calibration failed
            [    0.000000] calibrate_delay_direct() failed to get a good estimate for loops_per_jiffy.
            [    6.050722] sd 0:0:0:0: Power-on or device reset occurred
            [    6.055577] sd 0:0:2:0: Power-on or device reset occurred
            [    6.060913] sd 0:0:3:0: [sdd] Attached SCSI disk
            [    6.160913] ata1: SATA link up 6.0 Gbps (SStatus 133 SControl 300)
            """));
  }

  @Test
  void anIoErrorNamesItsDevice() {
    Finding finding =
        one(
            rule,
            logged(
                """
                [ 12.1] blk_update_request: I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0
                [ 12.2] Buffer I/O error on dev sda, logical block 256, async page read
                """));
    assertThat(finding.summary())
        .isEqualTo(
            "sda: I/O errors, 2 messages in the kernel log, sector 2048, the last of them about 16"
                + " min ago");
    assertThat(finding.subject().name()).isEqualTo("sda");
    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(amount(finding, "messages in the kernel log")).isEqualTo(2);
  }

  @Test
  void eachKindIsToldApart() {
    assertThat(
            found(
                rule,
                logged(
                    """
                    [ 1.1] ata3: hard resetting link
                    [ 1.2] nvme nvme0: I/O 12 QID 3 timeout, aborting
                    [ 1.3] INFO: task kworker/u8:1:77 blocked for more than 120 seconds.
                    [ 1.4] EXT4-fs (dm-3): Remounting filesystem read-only
                    [ 1.5] md/raid1:md1: Disk failure on sdb1, disabling device.
                    """)))
        .extracting(Finding::summary)
        .containsExactlyInAnyOrder(
            "ata3: links or controllers that were reset, one message in the kernel log, about 17 min ago",
            "nvme0: requests that did not come back in time, one message in the kernel log, about 17 min ago",
            "tasks that were stuck for minutes, one message in the kernel log, about 17 min ago",
            "dm-3: a file system went read-only or was shut down, one message in the kernel log, about 17 min ago",
            "sdb: given up as a member of an array, one message in the kernel log, about 17 min ago");
  }

  /** Who can be asked is a drive: neither an array nor a port. */
  @Test
  void smartctlAsksADriveOnly() {
    Case given =
        logged(
            """
            [ 1.1] ata3: hard resetting link
            [ 1.2] nvme nvme0: I/O 12 QID 3 timeout, aborting
            [ 1.3] Buffer I/O error on dev md1, logical block 256, async page read
            [ 1.4] EXT4-fs (dm-3): Remounting filesystem read-only
            [ 1.5] md/raid1:md1: Disk failure on sdb1, disabling device.
            """);
    assertThat(found(rule, given).stream().flatMap(finding -> finding.actions().stream()))
        .filteredOn(action -> action.startsWith("smartctl"))
        .containsExactlyInAnyOrder("smartctl -a /dev/nvme0", "smartctl -a /dev/sdb");
  }

  @Test
  void anOrdinaryStartIsClear() {
    clear(
        rule,
        logged(
            """
            [ 1.1] ata1: SATA max UDMA/133 abar m2048@0xfebf1000 port 0xfebf1100 irq 24
            [ 1.2] EXT4-fs (vda1): mounted filesystem with ordered data mode
            [ 1.3] md/raid1:md0: active with 2 out of 2 mirrors
            [ 1.4] sd 0:0:0:0: Power-on or device reset occurred
            [ 1.5] Write protecting the kernel read-only data: 26624k
            """));
    clear(rule, recording("raid1-lvm-7"));
    assertThat(untold(rule, recording("raid5-7"))).startsWith("SMART of disks");
  }

  @Test
  void badSectorsAreCounted() {
    Finding finding =
        one(
            rule,
            host(
                QUIET,
                Map.of(
                    "sda",
                    "{\"smart_status\":{\"passed\":true},\"ata_smart_attributes\":{\"table\":["
                        + "{\"id\":197,\"name\":\"x\",\"raw\":{\"value\":8}},"
                        + "{\"id\":9,\"name\":\"hours\",\"raw\":{\"value\":4000}}]}}")));
    assertThat(finding.summary())
        .isEqualTo("sda counts sectors that could not be read and wait to be written");
  }

  @Test
  void aDiskThatFailsSaysSo() {
    Finding finding =
        one(rule, host(QUIET, Map.of("sda", "{\"smart_status\":{\"passed\":false}}")));
    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
  }

  /** Each kernel writes as it starts: what an empty buffer held is not known. */
  @Test
  void aLogThatWasClearedCannotBeTold() {
    assertThat(untold(rule, logged(""))).contains("is empty: it was cleared (dmesg -C)");
  }

  @Test
  void aLogThatMayNotBeReadCannotBeTold() {
    assertThat(untold(rule, host(Reading.absent("dmesg: not permitted"), Map.of())))
        .isEqualTo("the kernel log (tool/kernel-log): dmesg: not permitted");
  }
}
