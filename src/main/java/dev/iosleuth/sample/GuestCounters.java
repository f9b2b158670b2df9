package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.BlockJob;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a guest itself counted of its disks, as it was told at one instant.
 *
 * @param nanos since boot, when it was asked for
 * @param held for how many nanoseconds its monitor was taken, where that is known
 * @param status running, paused, prelaunch, …
 * @param disks one each, as they were told
 * @param jobs what qemu itself does to them meanwhile, counted by none of them; empty where nobody
 *     told
 */
public record GuestCounters(
    long nanos,
    OptionalLong held,
    Reading<String> status,
    Teller teller,
    List<DiskCounters> disks,
    List<BlockJob> jobs) {
  public GuestCounters {
    disks = List.copyOf(disks);
    jobs = List.copyOf(jobs);
  }

  /** Who told. */
  public enum Teller {
    /** Its monitor, in JSON. */
    QMP,
    /** Its monitor for people. */
    HMP,
    /** libvirt, which holds its monitor. */
    LIBVIRT;

    /**
     * Whether both tell the same counters under the same names: "info blockstats" prints what
     * query-blockstats returns (hmp_info_blockstats in block/monitor/block-hmp-cmds.c).
     */
    public boolean isAlike(Teller other) {
      return (this == LIBVIRT) == (other == LIBVIRT);
    }
  }

  /** Those of a disk of the guest in the same sample. */
  public Optional<DiskCounters> of(GuestDisk disk) {
    return under(disk.counted());
  }

  /**
   * Those that were told under this key; of several with one key none, since nothing tells them.
   */
  public Optional<DiskCounters> under(String key) {
    return only(key, DiskCounters::key);
  }

  /** The same by the name of the backend, which stays with its counters. */
  public Optional<DiskCounters> ofDevice(String device) {
    return only(device, DiskCounters::device);
  }

  private Optional<DiskCounters> only(String name, Function<DiskCounters, String> names) {
    List<DiskCounters> found =
        disks.stream().filter(disk -> names.apply(disk).equals(name)).toList();
    return found.size() == 1 && !name.isEmpty() ? Optional.of(found.getFirst()) : Optional.empty();
  }
}
