package dev.iosleuth.sample;

import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;

/**
 * One block device or partition as sysfs shows it.
 *
 * @param name kernel name: sda, sda1, dm-3, md127, nvme0c0n1; {@code cciss!c0d0} as cciss/c0d0
 * @param dev 0:0 for hidden NVMe paths
 * @param diskseq grows with every new disk of the kernel (5.15): tells a re-used name
 * @param sizeSectors of 512 bytes
 * @param slaves kernel names of what it stands on
 * @param holders kernel names of what stands on it
 */
public record BlockDevice(
    String name,
    DevNo dev,
    Personality personality,
    Reading<Long> diskseq,
    Reading<Long> sizeSectors,
    Reading<Long> alignmentOffset,
    Reading<Boolean> removable,
    Reading<Boolean> readOnly,
    Reading<Boolean> hidden,
    Reading<String> model,
    Reading<String> vendor,
    Reading<String> serial,
    List<String> slaves,
    List<String> holders,
    Queue queue) {

  public BlockDevice {
    slaves = List.copyOf(slaves);
    holders = List.copyOf(holders);
  }

  /** What kind of device it is, with what only that kind has. */
  public sealed interface Personality {
    /** A disk, or a kind that nothing more is known of. */
    record Disk() implements Personality {}

    /**
     * @param disk kernel name of the whole device
     * @param startSector on it
     */
    record Partition(String disk, Reading<Long> number, Reading<Long> startSector)
        implements Personality {}

    /**
     * @param dmName dm/name
     * @param uuid dm/uuid: LVM-…, CRYPT-LUKS2-…, mpath-…, part1-mpath-…; may be empty
     */
    record DeviceMapper(String dmName, String uuid, Reading<Boolean> suspended)
        implements Personality {}

    /**
     * @param level md/level: raid1, raid10, linear, container, …
     * @param layout md/layout as the number that the kernel prints
     * @param chunkBytes md/chunk_size
     * @param degraded number of missing members
     * @param syncAction idle, check, resync, recover, repair, reshape, frozen
     * @param syncCompleted "done / all" in sectors, as of the last checkpoint; none
     * @param members from md/dev-NAME: state and slot
     */
    record MdArray(
        Reading<String> level,
        Reading<Long> layout,
        Reading<Long> chunkBytes,
        Reading<Long> raidDisks,
        Reading<Long> degraded,
        Reading<String> syncAction,
        Reading<String> syncCompleted,
        Reading<String> arrayState,
        Reading<String> metadataVersion,
        List<MdMember> members)
        implements Personality {
      public MdArray {
        members = List.copyOf(members);
      }
    }

    /**
     * @param backingFile as loop/backing_file prints it, " (deleted)" included; absent: not
     *     attached
     * @param directIo loop/dio: whether it bypasses the page cache
     */
    record Loop(Reading<String> backingFile, Reading<Long> offsetBytes, Reading<Boolean> directIo)
        implements Personality {}

    /** DRBD; its configuration and state are {@link DrbdResource}s of the topology. */
    record Drbd(int minor) implements Personality {}

    /** A Ceph image, from /sys/bus/rbd/devices/N/. */
    record Rbd(Reading<String> pool, Reading<String> image, Reading<String> snapshot)
        implements Personality {}

    /**
     * @param pid of the client, from /sys/block/nbdN/pid; absent: not connected
     */
    record Nbd(Reading<Long> pid, Reading<String> backend) implements Personality {}

    /**
     * @param backing kernel name of the slow device
     * @param caches kernel names of the cache set's devices
     * @param mode the word in brackets of bcache/cache_mode
     */
    record Bcache(Reading<String> backing, List<String> caches, Reading<String> mode)
        implements Personality {
      public Bcache {
        caches = List.copyOf(caches);
      }
    }

    /**
     * @param backingDevice zram's write-back device, "none" where it has none
     * @param mmStat fields of mm_stat by their documented names
     */
    record Zram(Reading<String> backingDevice, Map<String, Long> mmStat) implements Personality {
      public Zram {
        mmStat = Map.copyOf(mmStat);
      }
    }

    /**
     * The head of native NVMe multipath: carries no I/O of its own.
     *
     * @param paths kernel names of the hidden devices below: nvme0c0n1 …
     */
    record NvmeHead(List<String> paths) implements Personality {
      public NvmeHead {
        paths = List.copyOf(paths);
      }
    }

    /**
     * @param head kernel name of the head: nvme0n1
     */
    record NvmePath(String head, Reading<String> transport) implements Personality {}

    /** RAM disks: brd. */
    record Ram() implements Personality {}
  }

  /**
   * @param device kernel name
   * @param state md/dev-NAME/state: in_sync, faulty, spare, write_mostly, … comma separated
   * @param slot a number, or "none"
   */
  public record MdMember(String device, Reading<String> state, Reading<String> slot) {}
}
