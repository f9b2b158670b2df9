package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Severity;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages of the kernel that something of its I/O failed. Each line is of the first kind that
 * fits. What they look like is in the sources; functions as in Linux 6.6 where nothing else is
 * said.
 */
@SuppressWarnings("ImmutableEnumChecker") // patterns do not change
enum Complaint {
  /** Sense 5D/00, SPC-4; drivers/scsi/constants.c, printed by scsi_print_sense(). */
  PREDICTED(
      "a drive says that it is about to fail",
      Severity.CRITICAL,
      "a drive that became too hot: some count that in",
      "copy what is on it, and replace it",
      "Failure prediction threshold exceeded"),

  /** drivers/md/raid1.c raid1_error(), raid5.c, raid10.c the like; md.c analyze_sbs(). */
  MEMBER(
      "given up as a member of an array",
      Severity.CRITICAL,
      "somebody took it out by hand: after mdadm --fail the kernel says the same",
      "cat /proc/mdstat  # which array works without it",
      "Disk failure on .*disabling device",
      "md: kicking non-fresh"),

  /** drivers/md/md.c super_written(), which names no disk; of old kernels with ", uptodate=0". */
  SUPERBLOCK(
      "an array could not write what it knows of itself to a member",
      Severity.CRITICAL,
      "somebody pulled that disk: the messages before it tell which",
      "cat /proc/mdstat  # which array gave up which member",
      "md: super_written gets error"),

  /**
   * fs/ext4/super.c ext4_handle_error(); fs/jbd2/journal.c jbd2_journal_abort(), whose name ends in
   * the journal's inode ("vdb-8"); fs/xfs/xfs_fsops.c xfs_do_force_shutdown(), xfs_log.c; fs/btrfs
   * __btrfs_handle_fs_error() ("forced readonly"); fs/fat/misc.c, fs/jfs/super.c, fs/f2fs/super.c,
   * fs/gfs2/util.c; of OpenZFS zio_suspend().
   */
  READ_ONLY(
      "a file system went read-only or was shut down",
      Severity.CRITICAL,
      "the disk below it is well again (a path or a network that was away): the file system stays"
          + " as it is all the same",
      "mend what is below first; then unmount it, check it (e2fsck -f, xfs_repair, btrfs check) and"
          + " mount it again",
      "[Rr]emounting filesystem (as )?read-only",
      "[Ss]hutting down filesystem",
      "Filesystem has been (shut down|set read-only)",
      "forced readonly",
      "Aborting journal on device",
      "Stopped filesystem due to reason",
      "File system withdrawn",
      "I/O failure and has been suspended"),

  /**
   * fs/ext4/super.c __ext4_error(); fs/xfs/xfs_error.c xfs_corruption_error(),
   * xfs_verifier_error(); fs/btrfs/disk-io.c, tree-checker.c, scrub.c; fs/fat/misc.c. What ext4
   * counted of former times ("error count since last fsck", "initial error at") is none: it is
   * repeated each day.
   */
  DAMAGED(
      "a file system found itself damaged",
      Severity.CRITICAL,
      "memory that loses bits, or a disk that two hosts write: the disk itself tells no error then",
      "unmount it and check it (e2fsck -f, xfs_repair, btrfs check --readonly); have the backup at"
          + " hand",
      "EXT[234]-fs error",
      "XFS \\([^)]*\\): (Internal error|(Metadata )?[Cc]orruption|Metadata CRC error)",
      "BTRFS:? (error|critical) \\(.*(corrupt leaf|corrupt node|transid verify failed|bad tree block"
          + "|errno=-)",
      "unable to fixup",
      "FAT-fs \\([^)]*\\): error"),

  /**
   * raid1.c, raid10.c fix_read_error(): "md/raid1:md0: read error corrected (8 sectors at 2064 on
   * sdb1)", raid5.c raid5_end_read_request() the same with "md/raid:md0"; fs/btrfs/bio.c
   * btrfs_repair_io_failure(), scrub.c.
   */
  CORRECTED(
      "reads that failed and were mended from another copy",
      Severity.WARNING,
      "a sector or two that the drive replaced as they were written anew: watch whether more come",
      "read all of it while the other copy is good: echo check > /sys/block/mdN/md/sync_action, or"
          + " btrfs scrub start",
      "read error corrected",
      "BTRFS.*: fixed up error"),

  /**
   * fs/btrfs/btrfs_inode.h btrfs_print_data_csum_error(), scrub.c, disk-io.c; drivers/md
   * dm-integrity.c, dm-verity-target.c, dm-crypt.c.
   */
  CHECKSUM(
      "what was read does not fit its checksum",
      Severity.WARNING,
      "another copy was read instead (raid1, dup), and the program that asked saw no error",
      "btrfs scrub start -B of it; memtest of the host, and a cable, are suspects as much as the"
          + " disk",
      "csum failed",
      "checksum (error at|verify failed)",
      "integrity: .*Checksum failed",
      "verity: .* is corrupted",
      "INTEGRITY AEAD ERROR"),

  /**
   * fs/btrfs/volumes.c btrfs_dev_stat_inc_and_print(). As it mounts, btrfs prints what it counted
   * in former times by the same words as BTRFS info (btrfs_dev_stat_print_on_load()).
   */
  COUNTED(
      "errors that btrfs counts of it",
      Severity.WARNING,
      "another copy was read instead (raid1, dup), and the program that asked saw no error",
      "btrfs device stats of where it is mounted; btrfs scrub start -B",
      "BTRFS error .*: bdev .* errs: wr"),

  /**
   * drivers/md/dm-thin.c notify_of_pool_mode_change(), alloc_data_block(); dm-snap.c
   * __invalidate_snapshot(); dm-cache-target.c notify_mode_switch(); block/blk-core.c
   * blk_errors[BLK_STS_NOSPC]; sense 27/07, SBC-3.
   */
  SPACE(
      "no room left below: a pool, a snapshot, a thin disk",
      Severity.CRITICAL,
      "it was given room since: lvs tells how full it is now",
      "lvs -a -o +data_percent,metadata_percent,lv_health_status; lvextend what is full, then check"
          + " the file systems on it",
      "switching (pool|cache) to (out-of|read-only|fail)",
      "no free (data|metadata) space available",
      "Invalidating snapshot",
      "critical space allocation error",
      "Space allocation failed write protect"),

  /**
   * drivers/block/drbd/drbd_state.c print_state_change(); the in-tree 8.4 prints it on detach and
   * down, too (drbd_nl.c adm_detach()). The peer's is "pdsk(".
   */
  DETACHED(
      "DRBD gave up its disk",
      Severity.WARNING,
      "somebody took it down: drbdadm down and detach of DRBD 8.4 leave the same message",
      "drbdadm status; drbdadm attach, once the disk below is well",
      "[^p]disk\\( [A-Za-z]+ -> Failed"),

  /**
   * drivers/nvme/host/pci.c nvme_warn_reset(), nvme_reset_work(), nvme_remove_dead_ctrl() (of old
   * kernels "Removing after probe failure"); drivers/scsi/scsi_error.c scsi_eh_offline_sdevs(),
   * scsi_lib.c scsi_device_state_check(); libata-core.c ata_dev_disable(); megaraid_sas_fusion.c
   * megasas_reset_fusion(), mpt3sas_base.c, hpsa.c controller_lockup_detected(), smartpqi_init.c
   * pqi_take_ctrl_offline(), aacraid/commsup.c.
   */
  GONE(
      "a drive or a controller that no longer answers",
      Severity.CRITICAL,
      "somebody pulled it or switched it off; or it came back after a reset: lsblk, nvme list and"
          + " lsscsi tell",
      "look at power, slot, cable and firmware, and at its power saving (of NVMe:"
          + " nvme_core.default_ps_max_latency_us=0 and pcie_aspm=off)",
      "controller is down; will reset",
      "(Disabling device|Removing) after (reset|probe) failure",
      "Device not ready; aborting",
      "Device offlined",
      "rejecting I/O to (offline|dead) device",
      "ata[0-9.]+: disabled?( device)?$",
      "killing adapter",
      "diag reset: FAILED",
      "SAS host is non-operational",
      "Controller lockup detected",
      "smartpqi .*controller (is )?offline",
      "BLINK LED"),

  /**
   * drivers/md/dm-mpath.c fail_path() ("device-mapper: multipath: 253:2: Failing path 8:16.", of
   * old kernels without the first number); blk-core.c blk_errors[BLK_STS_TRANSPORT];
   * scsi_transport_fc.c fc_timeout_deleted_rport(); scsi_transport_iscsi.c, libiscsi.c;
   * drivers/nvme/host fabrics, multipath.c nvme_ns_head_submit_bio(); drbd_receiver.c.
   */
  PATH(
      "a path or a connection to storage that failed",
      Severity.WARNING,
      "others carried on, or it is back: multipath -ll, nvme list-subsys, iscsiadm -m session and"
          + " drbdadm status tell",
      "look at the port, the cable, the switch and the other end",
      "Failing path",
      "recoverable transport error",
      "blocked FC remote port time out",
      "detected conn error",
      "session recovery timed out",
      "nvme[0-9]+: (starting error recovery|Reconnecting in|Failed reconnect)",
      "no usable path - requeuing I/O",
      "PingAck did not arrive in time"),

  /** block/blk-core.c blk_errors[BLK_STS_RESV_CONFLICT], once BLK_STS_NEXUS. */
  RESERVED(
      "requests that another host's reservation of the disk refused",
      Severity.WARNING,
      "a standby node of a cluster, which is meant to be refused",
      "sg_persist --in --read-reservation of it tells who has it: what writes here does not know",
      "critical nexus error, dev",
      "reservation conflict error, dev"),

  /**
   * block/blk-mq.c blk_print_req_error() (once blk-core.c; of old kernels end_request), blk-core.c
   * blk_errors[]; fs/buffer.c buffer_io_error(); nvme/host/core.c nvme_log_error() (5.18; without
   * "@ LBA" it is a command of administration that the drive does not know, which is no error);
   * scsi_logging.c sense keys; drivers/md raid1.c, raid5.c; drbd_req.c drbd_report_io_error(),
   * drbd_main.c; rbd.c; mmc/block.c.
   */
  IO_ERROR(
      "I/O errors",
      Severity.CRITICAL,
      "not the disk but its cable, controller or path: several disks tell errors then, or smartctl"
          + " counts CRC errors",
      "have the backup at hand; see whether other devices of the same controller tell errors, too",
      "I/O error",
      "timeout error, dev",
      "Sense Key : Aborted Command",
      Disk.BLOCK,
      Disk.SENSE,
      Disk.UNREAD,
      Disk.NVME,
      "no available path - failing I/O",
      "unrecoverable I/O (read )?error",
      "read error (NOT corrected|not correctable)",
      "local (READ|WRITE) IO error",
      "Local IO failed in",
      "rbd[0-9]+: .*result -[0-9]",
      "mmcblk[0-9]+: (error -|recovery failed)",
      "bcache: .*(IO error on|disabling caching)"),

  /**
   * drivers/nvme/host/pci.c nvme_timeout() ("I/O 5 QID 3 timeout, aborting"; 6.x "I/O tag 5 (…)
   * opcode 0x2 (I/O Cmd) QID 3 timeout, …"), rdma.c, tcp.c; libata-eh.c ata_eh_link_report(), where
   * a port is frozen without an error of its own: "failed command" stands below bad sectors, too;
   * scsi_lib.c scsi_complete(); usb/storage/uas.c; nbd.c; megaraid_sas_base.c; net/sunrpc/clnt.c
   * call_timeout().
   */
  TIMEOUT(
      "requests that did not come back in time",
      Severity.WARNING,
      "a drive that repairs itself for longer than the kernel waits (device/timeout): its SMART"
          + " counters tell",
      "look at its neighbours in this log: one is a drive, all are a cable, a controller, a network",
      "timeout, (aborting|reset|disable|completion polled)",
      "QID [0-9]+ timeout",
      "queue [0-9]+: timeout request",
      "timed out waiting",
      "timing out command, waited",
      "Abort(ing)? command",
      "exception Emask 0x0 .* frozen",
      "uas_eh_abort_handler",
      "nbd[0-9]+: (Connection timed out|Possible stuck request)",
      "megasas: RESET cmd",
      "not responding, (still trying|timed out)"),

  /**
   * libata-eh.c, libata-core.c; nvme/host/pci.c; scsi low-level drivers: mpt3sas_scsih.c,
   * mpt3sas_base.c _base_diag_reset(), megaraid_sas_fusion.c megasas_reset_fusion(), 3w-*.c, uas.c.
   */
  RESET(
      "links or controllers that were reset",
      Severity.WARNING,
      "one disk behind it that does not answer: the messages before it tell which",
      "look at cables, backplane, power and firmware of the controller",
      "(hard|soft) resetting link",
      "resetting (controller|fusion adapter)",
      "error detected, reset controller",
      "attempting (task abort|(bus|device|target|host) reset)",
      "limiting SATA link speed",
      "FW in FAULT state",
      "fault_state\\(0x",
      "sending diag reset",
      "timed out, resetting card",
      "uas_eh_device_reset_handler start"),

  /** kernel/hung_task.c check_hung_task(). */
  HUNG(
      "tasks that were stuck for minutes",
      Severity.WARNING,
      "no disk: a lock of the kernel, or a server far away: the stack beneath the message tells",
      "dmesg -T | grep -A 20 ' blocked .*for more than'  # each with its stack",
      "task .* blocked (in I/O wait )?for more than [0-9]+ seconds");

  /**
   * Of the disk itself: include/linux/blk_types.h blk_path_error(), which no other path would mend.
   */
  private static final class Disk {
    static final String BLOCK = "(critical (medium|target)|protection) error, dev";
    static final String SENSE = "Sense Key : (Medium|Hardware) Error";
    static final String UNREAD = "Unrecovered [Rr]ead [Ee]rror";
    static final String NVME = "@ LBA [0-9]+, [0-9]+ blocks";
    static final String OR =
        "a few sectors that the drive replaces once they are written anew: SMART tells whether"
            + " more come";
    static final Set<String> ALL = Set.of(BLOCK, SENSE, UNREAD, NVME);
  }

  private static final Set<Complaint> OF_A_PATH = Set.of(GONE, PATH, IO_ERROR, TIMEOUT, RESET);

  private final String words;
  private final Severity severity;
  private final String or;
  private final String advice;
  private final List<Pattern> patterns;

  /**
   * @param or what it may be instead
   * @param advice what to do beside smartctl and the log
   * @param patterns as grep -E and Java read them alike
   */
  Complaint(String words, Severity severity, String or, String advice, String... patterns) {
    this.words = words;
    this.severity = severity;
    this.or = or;
    this.advice = advice;
    this.patterns = Arrays.stream(patterns).map(Pattern::compile).toList();
  }

  String words() {
    return words;
  }

  Severity severity() {
    return severity;
  }

  /**
   * What it may be instead.
   *
   * @param seen patterns of it that fitted
   */
  String or(Set<String> seen) {
    return Collections.disjoint(seen, Disk.ALL) ? or : Disk.OR;
  }

  String advice() {
    return advice;
  }

  /**
   * Whether another path to the same disk has none of it.
   *
   * @param seen patterns of it that fitted
   */
  boolean hasOtherWays(Set<String> seen) {
    return OF_A_PATH.contains(this) && Collections.disjoint(seen, Disk.ALL);
  }

  /**
   * @param pattern that of this kind which fits
   * @param from where in the message
   */
  record Match(String pattern, int from) {}

  /** Of a message, by the first pattern that fits. */
  Optional<Match> in(String text) {
    for (Pattern pattern : patterns) {
      Matcher found = pattern.matcher(text);
      if (found.find()) {
        return Optional.of(new Match(pattern.pattern(), found.start()));
      }
    }
    return Optional.empty();
  }
}
