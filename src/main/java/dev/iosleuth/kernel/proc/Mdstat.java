package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/**
 * {@code /proc/mdstat}: the live state of md arrays and the only current position of a running
 * check, resync, recovery or reshape (sysfs's sync_completed moves at checkpoints only).
 *
 * <pre>
 * md1 : active raid1 sdb2[1] sda2[0]
 *       976630464 blocks super 1.2 [2/2] [UU]
 *       [========>............]  check = 41.2% (402371712/976630464) finish=93.2min speed=102660K/sec
 *       bitmap: 2/8 pages [8KB], 65536KB chunk
 * </pre>
 *
 * drivers/md/md.c md_seq_show(), status_resync(); level specific parts in raid1.c, raid10.c,
 * raid5.c.
 */
public record Mdstat(List<Array> arrays, List<Reading.Malformed<?>> damaged) {
  /** A running, delayed or pending job. */
  public enum Action {
    CHECK,
    RESYNC,
    RECOVERY,
    RESHAPE,
    REPAIR
  }

  /**
   * @param state running; or waiting: DELAYED, PENDING, REMOTE as the file says
   * @param positionKib done so far, in KiB (mdstat's own unit); 0 if waiting
   * @param totalKib 0 if waiting
   * @param speedKibPerSecond 0 if waiting
   */
  public record Job(
      Action action,
      String state,
      long positionKib,
      long totalKib,
      long speedKibPerSecond,
      String finish) {
    public boolean running() {
      return state.equals("running");
    }
  }

  /**
   * @param device kernel name of the member
   * @param slot the number in brackets
   * @param flags letters in parentheses: F faulty, S spare, W write-mostly, J journal, R
   *     replacement
   */
  public record Member(String device, int slot, String flags) {}

  /**
   * @param name kernel name: md1, md_d0, md127
   * @param level raid1, raid10, linear …; empty if inactive
   * @param blocksKib size of the array in KiB
   * @param near copies that lie next to each other, RAID10 only, else 1
   * @param far copies that lie far apart or at an offset, RAID10 only, else 1
   * @param raidDisks slots, and how many work: [2/1]
   * @param slots as printed: UU, U_
   */
  public record Array(
      String name,
      boolean active,
      boolean readOnly,
      String level,
      List<Member> members,
      long blocksKib,
      long chunkKib,
      int near,
      int far,
      int raidDisks,
      int working,
      String slots,
      boolean bitmap,
      Optional<Job> job) {
    public Array {
      members = List.copyOf(members);
    }
  }

  public Mdstat {
    arrays = List.copyOf(arrays);
    damaged = List.copyOf(damaged);
  }

  public Optional<Array> array(String name) {
    return arrays.stream().filter(a -> a.name().equals(name)).findFirst();
  }
}
