package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.dm;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.nvmeHead;
import static dev.iosleuth.sample.TestingDevices.nvmePath;
import static dev.iosleuth.sample.TestingDevices.partition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.sample.ToolAnswers;
import java.util.HashMap;
import java.util.List;
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

  /** A guest's virtual floppy and its empty CD drive, which udev and blkid ask as it starts. */
  @Test
  void aDriveWithoutAMediumIsANote() {
    for (String name : List.of("fd0", "sr0")) {
      Finding finding =
          one(
              rule,
              logged(
                  "[ 2.1] blk_update_request: I/O error, dev "
                      + name
                      + ", sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0\n"
                      + "[ 2.2] Buffer I/O error on dev "
                      + name
                      + ", logical block 0, async page read\n"));
      assertThat(finding.subject().name()).isEqualTo(name);
      assertThat(finding.summary()).startsWith(name + ": I/O errors, 2 messages");
      assertThat(finding.severity()).isEqualTo(Severity.NOTE);
      assertThat(finding.alternatives().getFirst())
          .startsWith("no fault: a drive without a medium");
      assertThat(finding.actions()).noneMatch(action -> action.contains("smartctl"));
    }
  }

  private static TestingSamples stick() {
    return TestingSamples.host("node1").with(disk("sdb").removable(), partition("sdb", 1));
  }

  private static Case logged(TestingSamples host, String text) {
    KernelLog log = KernelLog.parse(Text.of("tool/kernel-log", text)).optional().orElseThrow();
    var tools = new ToolAnswers(Reading.known(log), Reading.absent("not asked"), Map.of());
    return configuration(TestingSystems.with(host.build(), tools));
  }

  @Test
  void aStickIsANoteUntilItIsUsed() {
    String error = "[ 2.1] I/O error, dev sdb, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1\n";
    assertThat(one(rule, logged(stick(), error)).severity()).isEqualTo(Severity.NOTE);
    TestingSamples mounted = stick().mount("sdb1", "/", "ext4");
    assertThat(one(rule, logged(mounted, error)).severity()).isEqualTo(Severity.CRITICAL);
    TestingSamples held = stick().with(lv("dm-0", "vg-root", "sdb1"));
    assertThat(one(rule, logged(held, error)).severity()).isEqualTo(Severity.CRITICAL);
  }

  /** It has another way to the same disk, by which it asks again. */
  @Test
  void aPathIsAWarningAndSaysOfWhat() {
    TestingSamples multipath =
        TestingSamples.host("node1")
            .with(
                disk("sdb"),
                disk("sdc"),
                dm("dm-2", "mpatha", "mpath-3600", "sdb", "sdc"),
                nvmePath("nvme0c0n1", "nvme0n1"),
                nvmeHead("nvme0n1", "nvme0c0n1"));
    List<Finding> all =
        found(
            rule,
            logged(
                multipath,
                """
                [ 2.1] I/O error, dev sdb, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1
                [ 2.2] I/O error, dev nvme0c0n1, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1
                [ 2.3] I/O error, dev dm-2, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1
                [ 2.4] device-mapper: multipath: 253:2: Failing path 8:32.
                """));
    assertThat(all)
        .extracting(f -> f.subject().name() + " " + f.severity())
        .containsExactlyInAnyOrder(
            "sdb WARNING", "sdc WARNING", "nvme0c0n1 WARNING", "dm-2 CRITICAL");
    assertThat(all)
        .extracting(Finding::summary)
        .anyMatch(words -> words.startsWith("sdb (a path of dm-2): I/O errors"))
        .anyMatch(words -> words.startsWith("nvme0c0n1 (a path of nvme0n1): I/O errors"))
        .anyMatch(words ->
            words.startsWith(
                "sdc (a path of dm-2): a path or a connection to storage that failed"));
    assertThat(all.stream().flatMap(f -> f.actions().stream()))
        .contains("smartctl -a /dev/nvme0n1");
  }

  /** Its medium is the same by each path: blk_path_error(). */
  @Test
  void whatTheDiskItselfSaysIsAsBadByEachPath() {
    TestingSamples multipath =
        TestingSamples.host("node1")
            .with(disk("sdb"), disk("sdc"), dm("dm-2", "mpatha", "mpath-3600", "sdb", "sdc"));
    Finding finding =
        one(
            rule,
            logged(
                multipath,
                """
                [ 2.1] sd 0:0:0:0: [sdb] tag#3 Sense Key : Medium Error [current]
                [ 2.2] critical medium error, dev sdb, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1
                """));
    assertThat(finding.summary()).startsWith("sdb (a path of dm-2): I/O errors, 2 messages");
    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(finding.alternatives())
        .containsExactly(
            "a few sectors that the drive replaces once they are written anew: SMART tells whether"
                + " more come");
  }

  @Test
  void aNumberAndAPlaceAreNamesWhereTheHostKnowsThem() {
    HostSettings none = HostSettings.absent("not read");
    var settings =
        new HostSettings(
            none.memory(),
            none.syncLimit(),
            none.arrays(),
            Map.of("sdb", "../../devices/pci0000:00/ata3/host2/target2:0:0/2:0:0:0/block/sdb"),
            none.ataLinks(),
            none.sasPhys(),
            none.sasPorts(),
            none.pciLinks(),
            none.interfaces(),
            none.bonds(),
            none.qemuKvm(),
            none.numbers());
    TestingSamples host =
        TestingSamples.host("node1")
            .settings(settings)
            .with(disk("sdb"), dm("dm-4", "vg-pool-tpool", "LVM-x-tpool", "sdb"));
    assertThat(
            found(
                rule,
                logged(
                    host,
                    """
                    [ 2.1] sd 2:0:0:0: rejecting I/O to offline device
                    [ 2.2] sd 3:0:0:0: rejecting I/O to offline device
                    [ 2.3] device-mapper: thin: 253:4: switching pool to out-of-data-space (queue IO) mode
                    [ 2.4] device-mapper: thin: 253:9: no free metadata space available.
                    """)))
        .extracting(f -> f.subject().name() + " " + f.severity())
        .containsExactlyInAnyOrder(
            "sdb CRITICAL", "3:0:0:0 CRITICAL", "dm-4 CRITICAL", "253:9 CRITICAL");
  }

  /** What is over, or was mended, or has another way, is worth a warning. */
  @Test
  void eachKindIsAsBadAsItIs() {
    assertThat(
            found(
                rule,
                logged(
                    """
                    [ 1.1] md/raid:md0: read error corrected (8 sectors at 2064 on sdb1)
                    [ 1.2] BTRFS error (device vdb): bdev /dev/vdb errs: wr 0, rd 5, flush 0, corrupt 3, gen 0
                    [ 1.3] block drbd0: disk( UpToDate -> Failed )
                    [ 1.4] mpt3sas_cm0: sending diag reset !!
                    [ 1.5] nvme nvme0: Disabling device after reset failure: -19
                    [ 1.6] XFS (vdc): Filesystem has been shut down due to log error (0x2).
                    [ 1.7] EXT4-fs error (device vdd): ext4_lookup:1602: inode #2: comm ls: x
                    [ 1.8] md: super_written gets error=-5
                    """)))
        .allSatisfy(finding -> {
          assertThat(finding.alternatives()).isNotEmpty();
          assertThat(finding.actions()).hasSizeGreaterThan(1);
        })
        .extracting(f -> f.subject().name() + " " + f.severity())
        .containsExactlyInAnyOrder(
            "sdb WARNING",
            "vdb WARNING",
            "drbd0 WARNING",
            "mpt3sas_cm0 WARNING",
            "nvme0 CRITICAL",
            "vdc CRITICAL",
            "vdd CRITICAL",
            "node1 CRITICAL");
  }

  /** Lines that are no text are not taken for silence. */
  @Test
  void aDamagedLogIsSaidToBe() {
    KernelLog log =
        KernelLog.parse(Text.of("tool/kernel-log", "[ 1.1] I/O error, dev sd\u0001a, sector 8\n"))
            .optional()
            .orElseThrow();
    assertThat(log.damaged()).hasSize(1);
    assertThat(Complaints.in(log)).isEmpty();
  }
}
