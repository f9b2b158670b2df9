package dev.iosleuth.finding.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages as kernels write them, of 3.10 to 6.12. */
class ComplaintsTest {
  private static List<String> told(String text) {
    KernelLog log = KernelLog.parse(Text.of("tool/kernel-log", text)).optional().orElseThrow();
    return Complaints.in(log).entrySet().stream()
        .map(seen ->
            seen.getKey().kind()
                + " "
                + seen.getKey().device()
                + (seen.getValue().count() == 1 ? "" : " " + seen.getValue().count()))
        .toList();
  }

  private static void tells(String kindAndDevice, String... messages) {
    for (String message : messages) {
      assertThat(told("[   42.000001] " + message + "\n"))
          .as(message)
          .containsExactly(kindAndDevice);
    }
  }

  private static void tellsNothing(String... messages) {
    for (String message : messages) {
      assertThat(told("[   42.000001] " + message + "\n")).as(message).isEmpty();
    }
  }

  @Test
  void aBlockDeviceOfAnyKindIsNamed() {
    for (String name :
        List.of(
            "sda",
            "sdaa",
            "vdb",
            "xvda",
            "hda",
            "nbd0",
            "rbd0",
            "drbd1",
            "dasda",
            "pmem0",
            "bcache0",
            "loop3",
            "nvme0c0n1",
            "nvme0n1",
            "mmcblk0",
            "zram0",
            "md127",
            "dm-3",
            "fd0",
            "sr0",
            "ublkb0",
            "cciss!c0d0",
            "rssda",
            "skd0")) {
      tells(
          "IO_ERROR " + name,
          "blk_update_request: I/O error, dev "
              + name
              + ", sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0",
          "end_request: I/O error, dev " + name + ", sector 0",
          "critical medium error, dev " + name + ", sector 8 op 0x0:(READ) flags 0x0",
          "Buffer I/O error on dev " + name + ", logical block 0, lost async page write",
          "Buffer I/O error on device " + name + ", logical block 0");
    }
  }

  @Test
  void aPartIsTakenForItsDisk() {
    tells("IO_ERROR sda", "Buffer I/O error on dev sda1, logical block 0, async page read");
    tells(
        "IO_ERROR nvme0n1", "Buffer I/O error on dev nvme0n1p2, logical block 0, async page read");
    tells("IO_ERROR mmcblk0", "Buffer I/O error on dev mmcblk0p1, logical block 0");
    tells("READ_ONLY nvme0n1", "EXT4-fs (nvme0n1p2): Remounting filesystem read-only");
    tells("MEMBER sdb", "md/raid1:md0: Disk failure on sdb1, disabling device.");
    tells("READ_ONLY md127", "EXT4-fs (md127p1): Remounting filesystem read-only");
  }

  @Test
  void drivesAndControllersByNvme() {
    tells(
        "GONE nvme0",
        "nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10",
        "nvme nvme0: controller is down; will reset: CSTS=0xffffffff",
        "nvme nvme0: Disabling device after reset failure: -19",
        "nvme nvme0: Removing after probe failure status: -19",
        "nvme nvme0: Device not ready; aborting reset, CSTS=0x1");
    tells(
        "IO_ERROR nvme0n1",
        "nvme0n1: Read(0x2) @ LBA 2048, 8 blocks, Unrecovered Read Error (sct 0x2 / sc 0x81) MORE",
        "nvme0n1: Write(0x1) @ LBA 0, 256 blocks, Write Fault (sct 0x2 / sc 0x80) DNR",
        "block nvme0n1: no available path - failing I/O");
    tells(
        "TIMEOUT nvme0",
        "nvme nvme0: I/O 5 QID 3 timeout, aborting",
        "nvme nvme0: I/O 5 QID 3 timeout, reset controller",
        "nvme nvme0: I/O 5 QID 3 timeout, completion polled",
        "nvme nvme0: I/O tag 5 (1005) opcode 0x2 (I/O Cmd) QID 3 timeout, aborting req_op:READ(0)"
            + " size:4096",
        "nvme nvme0: queue 3: timeout request 0x5 type 4");
    tells("TIMEOUT 0000:01:00.0", "nvme 0000:01:00.0: I/O 5 QID 3 timeout, aborting");
    tells("RESET nvme1", "nvme nvme1: frozen state error detected, reset controller");
    tells(
        "PATH nvme1",
        "nvme nvme1: starting error recovery",
        "nvme nvme1: Reconnecting in 10 seconds...",
        "nvme nvme1: Failed reconnect attempt 3");
    tells("PATH nvme0n1", "block nvme0n1: no usable path - requeuing I/O");
  }

  @Test
  void fileSystems() {
    tells(
        "READ_ONLY vdb",
        "Aborting journal on device vdb-8.",
        "EXT4-fs (vdb): Remounting filesystem read-only",
        "XFS (vdb): Filesystem has been shut down due to log error (0x2).",
        "XFS (vdb): Corruption of in-memory data (0x8) detected at xfs_trans_cancel+0x132/0x150"
            + " (fs/xfs/xfs_trans.c:1097).  Shutting down filesystem.",
        "XFS (vdb): I/O Error Detected. Shutting down filesystem",
        "BTRFS info (device vdb: state EA): forced readonly",
        "FAT-fs (vdb): Filesystem has been set read-only",
        "ERROR: (device vdb): remounting filesystem as read-only",
        "F2FS-fs (vdb): Stopped filesystem due to reason: 3");
    tells("READ_ONLY dm-3", "Aborting journal on device dm-3-8.");
    tells(
        "DAMAGED vdb",
        "EXT4-fs error (device vdb): ext4_lookup:1602: inode #2: comm ls: deleted inode referenced:"
            + " 13",
        "XFS (vdb): Metadata corruption detected at xfs_agf_verify+0x12d/0x160 [xfs], xfs_agf block"
            + " 0x1",
        "XFS (vdb): Corruption detected. Unmount and run xfs_repair",
        "XFS (vdb): Internal error XFS_WANT_CORRUPTED_GOTO at line 3505 of file"
            + " fs/xfs/libxfs/xfs_btree.c.",
        "BTRFS critical (device vdb): corrupt leaf: root=5 block=30408704 slot=6",
        "BTRFS error (device vdb): parent transid verify failed on logical 30408704 mirror 1 wanted"
            + " 9 found 7",
        "BTRFS: error (device vdb: state A) in btrfs_commit_transaction:2011: errno=-5 IO failure");
    tells(
        "IO_ERROR vdb",
        "XFS (vdb): metadata I/O error in \"xfs_buf_ioend+0x12d/0x2b0 [xfs]\" at daddr 0x2 len 1"
            + " error 5",
        "XFS (vdb): log I/O error -5",
        "EXT4-fs warning (device vdb): ext4_end_bio:343: I/O error 10 writing to inode 12 starting"
            + " block 33024)");
    tells("CHECKSUM vdb", "BTRFS warning (device vdb): csum failed root 5 ino 257 off 0 mirror 1");
  }

  /** The device that failed is not always that by which the file system is called. */
  @Test
  void errorsThatBtrfsCounts() {
    tells(
        "COUNTED vdc",
        "BTRFS error (device vdb): bdev /dev/vdc errs: wr 0, rd 5, flush 0, corrupt 3, gen 0");
    tells(
        "COUNTED dm-2",
        "BTRFS error (device dm-2): bdev /dev/mapper/vg-sda errs: wr 1, rd 0, flush 0, corrupt 0,"
            + " gen 0");
    tells(
        "CORRECTED sdb",
        "BTRFS info (device sdd): read error corrected: ino 0 off 15136619216896 (dev /dev/sdb"
            + " sector 7811870432)");
  }

  @Test
  void arrays() {
    tells(
        "CORRECTED sdb",
        "md/raid:md0: read error corrected (8 sectors at 2064 on sdb1)",
        "md/raid1:md0: read error corrected (8 sectors at 2064 on sdb1)");
    tells("CORRECTED md0", "md/raid:md0: read error corrected");
    tells(
        "SUPERBLOCK ",
        "md: super_written gets error=-5",
        "md: super_written gets error=-5, uptodate=0");
    tells("MEMBER sdc", "md: kicking non-fresh sdc1 from array!");
    tells("IO_ERROR md0", "md/raid1:md0: dm-1: unrecoverable I/O read error for block 2048");
    tells("IO_ERROR sdb", "md/raid:md0: read error not correctable (sector 2064 on sdb1).");
  }

  @Test
  void volumes() {
    tells(
        "SPACE 253:4",
        "device-mapper: thin: 253:4: switching pool to out-of-data-space (queue IO) mode",
        "device-mapper: thin: 253:4: switching pool to read-only mode",
        "device-mapper: thin: 253:4: no free data space available.");
    tells(
        "SPACE ", "device-mapper: snapshots: Invalidating snapshot: Unable to allocate exception.");
    tells(
        "SPACE sdb", "critical space allocation error, dev sdb, sector 0 op 0x1:(WRITE) flags 0x0");
    tells("CHECKSUM dm-0", "device-mapper: integrity: dm-0: Checksum failed at sector 0x1a0");
    tells(
        "PATH 8:16",
        "device-mapper: multipath: Failing path 8:16.",
        "device-mapper: multipath: 253:2: Failing path 8:16.");
  }

  @Test
  void controllersAndLinks() {
    tells(
        "RESET 0000:03:00.0",
        "megaraid_sas 0000:03:00.0: resetting fusion adapter scsi0.",
        "megaraid_sas 0000:03:00.0: FW in FAULT state Fault code:0x10000 subcode:0x0");
    tells("GONE 0000:03:00.0", "megaraid_sas 0000:03:00.0: Reset failed, killing adapter scsi0.");
    tells("RESET mpt2sas_cm0", "mpt2sas_cm0: sending diag reset !!");
    tells(
        "RESET mpt3sas_cm1",
        "mpt3sas_cm1: sending diag reset !!",
        "mpt3sas_cm1: fault_state(0x2666)!");
    tells("GONE mpt3sas_cm0", "mpt3sas_cm0: SAS host is non-operational !!!!");
    tells(
        "GONE 0000:05:00.0", "hpsa 0000:05:00.0: Controller lockup detected: 0x00130000 after 30");
    tells("GONE 0000:06:00.0", "smartpqi 0000:06:00.0: controller is offline: status code 0x6100c");
    tells("GONE 2:0:0:0", "sd 2:0:0:0: rejecting I/O to offline device");
    tells("GONE sdb", "sd 2:0:0:0: [sdb] rejecting I/O to dead device");
    tells("GONE ata1", "ata1.00: disabled", "ata1.00: disable device");
    tells("RESET 0:0:3:0", "sd 0:0:3:0: attempting task abort!scmd(0x0000000012345678)");
    tells("TIMEOUT ata1", "ata1.00: exception Emask 0x0 SAct 0x20 SErr 0x0 action 0x6 frozen");
    // of a bad sector, which has a message of its own
    tellsNothing("ata1.00: exception Emask 0x0 SAct 0x20 SErr 0x0 action 0x0");
    tellsNothing("ata1.00: failed command: READ FPDMA QUEUED");
    tellsNothing(
        "i915 0000:00:02.0: [drm] *ERROR* GT0: timed out waiting for forcewake ack request");
    tellsNothing("audit: type=1300 audit(1700000000.1:2): name=\"/srv/I/O error.txt\"");
    tells(
        "RESERVED sdb",
        "critical nexus error, dev sdb, sector 2048 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2");
    tells("RESET ata1", "ata1: hard resetting link", "ata1: limiting SATA link speed to 1.5 Gbps");
    tells(
        "IO_ERROR sda",
        "sd 0:0:0:0: [sda] tag#3 Sense Key : Medium Error [current] ",
        "sd 0:0:0:0: [sda] tag#3 Add. Sense: Unrecovered read error");
    tells("PREDICTED sda", "sd 0:0:0:0: [sda] Add. Sense: Failure prediction threshold exceeded");
    tells(
        "HUNG ",
        "INFO: task md0_raid1:123 blocked for more than 120 seconds.",
        "INFO: task dd:456 blocked in I/O wait for more than 122 seconds.");
  }

  @Test
  void storageOverANetwork() {
    tells(
        "PATH ",
        " rport-2:0-3: blocked FC remote port time out: removing target and saving binding",
        " connection1:0: detected conn error (1022)",
        " session1: session recovery timed out after 120 secs",
        "drbd r0 node2: PingAck did not arrive in time.");
    tells("PATH sdc", "recoverable transport error, dev sdc, sector 8 op 0x0:(READ) flags 0x0");
    tells("TIMEOUT ", "nfs: server filer not responding, still trying");
    tells("TIMEOUT nbd0", "block nbd0: Connection timed out");
    tells(
        "DETACHED drbd0",
        "block drbd0: disk( UpToDate -> Failed )",
        "drbd r0/0 drbd0: disk( UpToDate -> Failed ) [local-io-error]");
    // the resource's disk is known by drbd8.4, the device below by both
    tells("IO_ERROR dm-1", "block drbd0: local WRITE IO error sector 123+8 on dm-1");
    tells("IO_ERROR drbd0", "block drbd0: Local IO failed in __req_mod. Detaching...");
  }

  /** Of the firmware's own state, of former times, of the peer, of commands nobody needs. */
  @Test
  void whatIsNoFaultIsNone() {
    tellsNothing(
        "critical target error, dev sda, sector 2048 op 0x9:(WRITE_ZEROES) flags 0x800 phys_seg 0"
            + " prio class 2",
        "blk_update_request: critical target error, dev sdb, sector 34 op 0x3:(DISCARD) flags 0x800"
            + " phys_seg 1 prio class 0",
        "operation not supported error, dev loop0, sector 8 op 0x9:(WRITE_ZEROES) flags 0x8000800"
            + " phys_seg 0 prio class 2",
        "BTRFS info (device vdb): bdev /dev/vdb errs: wr 0, rd 5, flush 0, corrupt 3, gen 0",
        "EXT4-fs (vda): mounted filesystem 5d2e with ordered data mode. Quota mode: none.",
        "EXT4-fs (vda): error count since last fsck: 3",
        "EXT4-fs (vda): initial error at time 1609459200: ext4_lookup:1602: inode 2",
        "EXT4-fs (vda): re-mounted. Opts: errors=remount-ro. Quota mode: none.",
        "XFS (vdb): Unmounting Filesystem",
        "XFS (vdb): Ending clean mount",
        "nvme nvme0: 8/0/0 default/read/poll queues",
        "nvme nvme0: Shutdown timeout set to 10 seconds",
        "nvme0: Identify(0x6), Invalid Field in Command (sct 0x0 / sc 0x2) MORE DNR",
        "nvme nvme0: Removing ctrl: NQN \"nqn.2014-08.org.nvmexpress.discovery\"",
        "md: super block of sda1 is newer",
        "md/raid1:md0: active with 2 out of 2 mirrors",
        "device-mapper: thin: 253:4: switching pool to write mode",
        "device-mapper: thin: 253:4: growing the data device from 100 to 200 blocks",
        "device-mapper: multipath: 253:2: Reinstating path 8:16.",
        "block drbd0: disk( Diskless -> Attaching )",
        "block drbd0: pdsk( UpToDate -> Failed )",
        "mpt2sas_cm0: diag reset: SUCCESS",
        "megaraid_sas 0000:03:00.0: FW now in Ready state",
        "ata1.00: configured for UDMA/133",
        "mmc0: SDHCI controller on PCI [0000:00:1b.0] using ADMA",
        "usb 2-1: reset SuperSpeed USB device number 3 using xhci_hcd",
        "sd 0:0:0:0: [sda] Write Protect is off");
  }

  /**
   * As the driver is loaded where the firmware left the controller running; and as it serves disks.
   */
  @Test
  void aControllerIsResetAsItsDriverStarts() {
    String start =
        """
        [   15.359374] mpt2sas_cm0: CurrentHostPageSize is 0: Setting default host page size to 4k
        [   15.367622] mpt2sas_cm0: sending diag reset !!
        [   16.696995] mpt2sas_cm0: diag reset: SUCCESS
        [   16.737401] mpt2sas_cm0: Allocated physical memory: size(1283 kB)
        """;
    assertThat(told(start)).isEmpty();
    assertThat(told(start + "[ 9815.367622] mpt2sas_cm0: sending diag reset !!\n"))
        .containsExactly("RESET mpt2sas_cm0");
    assertThat(told(start.replace("cm0: Allocated", "cm1: Allocated")))
        .containsExactly("RESET mpt2sas_cm0");
  }

  @Test
  void aDiskOfDrbdThatIsAttachedAgainIsNone() {
    String down = "[ 60825.1] block drbd8: disk( UpToDate -> Failed )\n";
    assertThat(told(down + "[ 60826.1] block drbd8: disk( Failed -> Diskless )\n"))
        .containsExactly("DETACHED drbd8");
    assertThat(told(down + "[ 60900.1] block drbd8: disk( Diskless -> Attaching )\n")).isEmpty();
    assertThat(told(down + "[ 60900.1] block drbd9: disk( Diskless -> Attaching )\n"))
        .containsExactly("DETACHED drbd8");
  }

  /** As the whole log tells it: also what is of an earlier kind, and what is over. */
  @Test
  void ofOneKindAndDeviceIsTheSameCount() {
    KernelLog log =
        KernelLog.parse(
                Text.of(
                    "tool/kernel-log",
                    """
                    [ 1.1] I/O error, dev sda, sector 8 op 0x0:(READ) flags 0x0
                    [ 1.2] XFS (sda1): I/O Error Detected. Shutting down filesystem
                    [ 1.3] Buffer I/O error on dev sda1, logical block 0, async page read
                    [ 1.4] WARNING: Pool 'tank' on sda has encountered an uncorrectable I/O failure and has been suspended.
                    [ 1.5] mpt2sas_cm0: sending diag reset !!
                    [ 1.6] mpt2sas_cm0: Allocated physical memory: size(1283 kB)
                    [ 1.7] mpt2sas_cm0: sending diag reset !!
                    [ 1.8] I/O error, dev sdb, sector 8 op 0x0:(READ) flags 0x0
                    """))
            .optional()
            .orElseThrow();
    Map<Complaints.About, Complaints.Seen> all = Complaints.in(log);
    assertThat(all).hasSize(4);
    all.forEach((about, seen) -> assertThat(Complaints.of(log, about)).contains(seen));
    assertThat(Complaints.of(log, new Complaints.About(Complaint.RESET, "sda"))).isEmpty();
  }
}
