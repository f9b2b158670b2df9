package dev.iosleuth.recording;

import dev.iosleuth.recording.Input.Form;
import dev.iosleuth.recording.Input.When;
import dev.iosleuth.source.Tools;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one table of what a recording holds: the writer and the capture script both follow it.
 * Counters of devices stand first; those of cgroups and processes are read right behind them.
 */
final class Inputs {
  /** Tools that tell counters; the others tell what rarely changes. */
  static final Set<Tools> COUNTING_TOOLS =
      Set.of(Tools.DRBDSETUP_STATUS, Tools.DRBDSETUP_EVENTS2, Tools.DOMAINS, Tools.DOMSTATS);

  /** Those among them that read no disk, and belong to the monitors that are asked. */
  static final Set<Tools> TOOLS_OF_GUESTS = Set.of(Tools.DOMAINS, Tools.DOMSTATS);

  /** What a recording has no use for: it holds no configuration files to compare with. */
  static final Set<Tools> UNRECORDED_TOOLS = Set.of(Tools.CONFIGURATION_FILES);

  /** Read at once, with the counters of cgroups behind them: all of the same I/O. */
  private static final Set<String> OF_DEVICES =
      Set.of("proc/uptime", "proc/diskstats", "sys/block/nvme*/stat", "proc/mdstat", "proc/drbd");

  private static final String PID = "proc/[0-9]*/";

  static final List<Input> ALL =
      Stream.of(counters(), processes(), devices(), hardware(), system(), fileSystems())
          .flatMap(table -> table.all().stream())
          .toList();

  private static final Pattern CHANGING =
      Pattern.compile(
          ALL.stream()
              .filter(input -> input.when() != When.COMPLETE)
              .map(Input::expression)
              .collect(
                  Collectors.joining(
                      "|", "(proc|qemu|extents)/[0-9]+(/.*)?|sys/fs/cgroup(/.*)?|", "")),
          Pattern.DOTALL);

  private static final Pattern COMMAND_LINE = Pattern.compile("proc/[0-9]+/cmdline");

  private static final Pattern SECRETS =
      Pattern.compile(
          "(tool|etc|qemu)/.*|proc/cmdline|proc/([0-9]+|self)/(mountinfo|mountstats)",
          Pattern.DOTALL);

  private Inputs() {}

  /** Whether a path is in every sample, and so never taken from an earlier one. */
  static boolean isChanging(String path) {
    return CHANGING.matcher(path).matches()
        || COUNTING_TOOLS.stream().anyMatch(tool -> tool.path().equals(path));
  }

  static boolean isOfDevices(Input input) {
    return OF_DEVICES.contains(input.pattern());
  }

  static boolean isCommandLine(String path) {
    return COMMAND_LINE.matcher(path).matches();
  }

  static boolean mayHoldSecrets(String path) {
    return SECRETS.matcher(path).matches();
  }

  private static InputTable counters() {
    String arrays = "state and progress of arrays";
    return new InputTable()
        .every("which moment", "proc/", "uptime")
        .every("what the devices did", "proc/", "diskstats")
        .every("what hidden paths did", "sys/block/", "nvme*/stat")
        .every(arrays, "proc/", "mdstat")
        .every(arrays, "sys/block/md*/md/", "sync_action sync_completed degraded array_state")
        .every(arrays, "sys/block/md*/md/", "mismatch_cnt dev-*/state dev-*/slot dev-*/errors")
        .every("replication, DRBD 8", "proc/", "drbd")
        .every("which host and boot", "proc/sys/kernel/", "hostname random/boot_id")
        .every("whether devices came or went", "sys/kernel/", "uevent_seqnum")
        .every("mounts and their options, swap", "proc/", "self/mountinfo swaps")
        .every("what remote file systems did", "proc/", "self/mountstats")
        .every("dirty pages, cache, swapping", "proc/", "vmstat meminfo")
        .every("processors and load", "proc/", "stat loadavg")
        .every("stalls", "proc/pressure/", "io cpu memory")
        .every("network of replication", "proc/net/", "dev")
        .every("number of cgroups; modules and their use counts", "proc/", "cgroups modules")
        .every("sharing of guests' memory", "sys/kernel/mm/ksm/", "*")
        .every("memory disks", "sys/block/zram*/", "mm_stat io_stat bd_stat")
        .every("caches", "sys/block/bcache*/bcache/", "state dirty_data stats_total/*")
        .every("journals", "proc/fs/jbd2/*/", "info")
        .every("ext4", "sys/fs/ext4/*/", "session_write_kbytes lifetime_write_kbytes errors_count")
        .every("xfs", "proc/fs/xfs/", "stat")
        .every("ZFS", "proc/spl/kstat/zfs/", "arcstats */objset-*");
  }

  private static InputTable processes() {
    return new InputTable()
        .every("who causes the I/O", PID, "io stat cgroup cmdline")
        .active(Form.LINK, "what a process has open", PID, "fd/*")
        .active(Form.FILE, "how it has it open, and on which mount", PID, "fdinfo/*")
        .active(Form.FILE, "files that it writes to through memory", PID, "maps")
        .active(Form.LINK, "whose mounts it sees", PID, "ns/mnt")
        .active(Form.FILE, "these mounts", PID, "mountinfo")
        .active(Form.FILE, "names of threads, a guest's processors", PID, "task/*/comm");
  }

  private static InputTable devices() {
    String device = "block devices";
    String stacking = "what stands on what";
    String guest = "which disk is which guest's";
    return new InputTable()
        .complete(device, "sys/block/*/", "dev size diskseq ro removable hidden alignment_offset")
        .complete(device, "sys/block/*/", "stat serial wwid")
        .complete("which guest of which host this is", "sys/class/dmi/id/", "product_uuid")
        .complete(
            device,
            "sys/block/*/queue/",
            "rotational scheduler physical_block_size logical_block_size write_cache fua"
                + " read_ahead_kb nr_requests max_sectors_kb max_hw_sectors_kb max_segments"
                + " max_segment_size chunk_sectors minimum_io_size optimal_io_size"
                + " discard_max_bytes zoned iostats nomerges rq_affinity wbt_lat_usec")
        .complete(
            "partitions",
            "sys/block/*/*[0-9]/",
            "partition start size dev diskseq ro alignment_offset stat")
        .names(stacking, "sys/block/*/", "slaves/* holders/* *[0-9]/holders/*")
        .complete("volumes", "sys/block/dm-*/dm/", "name uuid suspended")
        .complete(
            "arrays",
            "sys/block/md*/md/",
            "level layout chunk_size raid_disks metadata_version component_size stripe_cache_size"
                + " bitmap/location bitmap/chunksize dev-*/offset dev-*/size"
                + " sync_speed_min sync_speed_max group_thread_cnt")
        .complete("loop devices", "sys/block/loop*/loop/", "backing_file offset sizelimit dio")
        .complete("network disks", "sys/block/nbd*/", "pid backend")
        .complete("network disks", "sys/bus/rbd/devices/*/", "pool pool_ns name current_snap")
        .complete("memory disks", "sys/block/zram*/", "disksize backing_dev comp_algorithm")
        .complete("caches", "sys/block/bcache*/bcache/", "cache_mode backing_dev_name")
        .complete("caches", "sys/fs/bcache/*/", "block_size bucket_size congested")
        .complete("native multipath", "sys/class/nvme-subsystem/*/", "iopolicy")
        .names("native multipath", "sys/block/nvme*/multipath/", "*")
        .complete("names of devices", "run/udev/data/", "b*")
        .complete("names of volumes", "etc/lvm/backup/", "*")
        .links(guest, "run/ganeti/instance-disks/", "*")
        .links(guest, "var/run/ganeti/instance-disks/", "*");
  }

  private static InputTable hardware() {
    String link = "speed of links to disks";
    String net = "network of replication and of guests";
    return new InputTable()
        .complete("makes of disks", "sys/block/*/device/", "model name vendor serial rev wwid")
        .complete("makes of disks", "sys/block/*/device/", "vpd_pg80 transport firmware_rev type")
        .complete("queues of disks", "sys/block/*/device/", "queue_depth timeout state")
        .complete(link, "sys/class/ata_link/*/", "sata_spd sata_spd_limit hw_sata_spd_limit")
        .links("where disks are plugged in", "sys/dev/block/", "*")
        .complete(link, "sys/class/fc_host/*/", "speed")
        .complete(link, "sys/class/sas_phy/*/", "negotiated_linkrate")
        .complete(link, "sys/class/sas_phy/*/", "maximum_linkrate maximum_linkrate_hw")
        .links("which links of SAS are one", "sys/class/sas_phy/*/device/", "port")
        .complete(link, "sys/bus/pci/devices/*/", "class current_link_speed current_link_width")
        .complete(link, "sys/bus/pci/devices/*/", "max_link_speed max_link_width")
        .complete(link, "sys/class/nvme/*/device/", "current_link_speed current_link_width")
        .complete(link, "sys/class/nvme/*/device/", "max_link_speed max_link_width")
        .complete("controllers", "sys/class/nvme/*/", "model firmware_rev transport state")
        .complete(net, "sys/class/net/*/", "speed mtu duplex operstate carrier")
        .complete(net, "sys/class/net/*/bonding/", "mode slaves active_slave miimon")
        .complete(net, "proc/net/bonding/", "*")
        .links("bridges and bonds", "sys/class/net/*/", "master");
  }

  private static InputTable system() {
    String modules =
        "kvm kvm_intel kvm_amd vhost vhost_net drbd dm_mod dm_thin_pool dm_multipath md_mod raid1"
            + " raid456 loop nbd rbd nvme nvme_core scsi_mod libata virtio_blk bcache zfs zram"
            + " zswap ext4 xfs btrfs fuse bonding";
    String job = "what may run by the clock";
    var table =
        new InputTable()
            .complete("kernel", "proc/", "version cmdline sys/kernel/osrelease sys/kernel/tainted")
            .complete("whether delays are counted", "proc/sys/kernel/", "task_delayacct")
            .complete("system", "etc/", "os-release")
            .complete("when dirty pages are written", "proc/sys/vm/", "dirty*")
            .complete("cache and swap", "proc/sys/vm/", "swappiness vfs_cache_pressure")
            .complete(
                "cache and swap", "proc/sys/vm/", "min_free_kbytes laptop_mode zone_reclaim_mode")
            .complete("limits of checks", "proc/sys/dev/raid/", "speed_limit_min speed_limit_max")
            .complete("asynchronous I/O", "proc/sys/fs/", "aio-nr aio-max-nr")
            .complete("settings of guests", "etc/default/", "qemu-kvm")
            .complete("huge pages", "sys/kernel/mm/transparent_hugepage/", "enabled defrag")
            .names(job, "etc/", "cron.d/* cron.hourly/* cron.daily/* cron.weekly/* cron.monthly/*")
            .names(job, "var/spool/cron/", "crontabs/*")
            .names(job, "etc/systemd/system/", "*.timer")
            .names(job, "usr/lib/systemd/system/", "*.timer");
    for (String module : modules.split(" ", -1)) {
      table.complete("module parameters", "sys/module/" + module + "/parameters/", "*");
    }
    return table;
  }

  private static InputTable fileSystems() {
    return new InputTable()
        .complete("ext4", "proc/fs/ext4/*/", "options")
        .complete("btrfs", "sys/fs/btrfs/*/", "label metadata_uuid nodesize sectorsize")
        .complete("btrfs", "sys/fs/btrfs/*/allocation/", "*/* */*/*")
        .names("btrfs", "sys/fs/btrfs/*/devices/", "*");
  }
}
