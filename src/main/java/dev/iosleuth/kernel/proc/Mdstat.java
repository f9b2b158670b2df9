package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
 * raid5.c. The file says resync of a repair, and recovery of what sysfs's sync_action calls
 * recover.
 *
 * @param arrays whose lines were all understood: one with a damaged line is not here, since a job
 *     or a copy might be missing from it
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
   * @param state running; or waiting: DELAYED (for another array), PENDING (for the first write),
   *     REMOTE (another node of the cluster does it), as the file says
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
   * @param slot the number in brackets, which is the member's own and not always its place
   * @param flags letters in parentheses: F faulty, S spare, W write-mostly, J journal, R
   *     replacement
   */
  public record Member(String device, int slot, String flags) {
    public boolean has(char flag) {
      return flags.indexOf(flag) >= 0;
    }
  }

  /**
   * @param name kernel name: md1, md_d0, md127
   * @param readOnly read-only, or auto-read-only: until the first write
   * @param level raid1, raid10, linear …; empty if inactive
   * @param metadata 0.90, 1.2, non-persistent; external:imsm of a container, external:/md127/0 of
   *     the first array in it
   * @param blocksKib size of the array in KiB; of an inactive one the sum of its members
   * @param chunkKib 0 where the level has none
   * @param near copies that lie next to each other, RAID10 only, else 1
   * @param far copies that lie far apart or at an offset, RAID10 only, else 1
   * @param raidDisks slots; 0 where the level prints none
   * @param working how many of them work: [2/1]
   * @param slots as printed: UU, U_; empty where the level prints none
   * @param bitmapChunk bytes of a member that one bit stands for; empty without a bitmap
   */
  public record Array(
      String name,
      boolean active,
      boolean readOnly,
      String level,
      List<Member> members,
      String metadata,
      long blocksKib,
      long chunkKib,
      int near,
      int far,
      int raidDisks,
      int working,
      String slots,
      OptionalLong bitmapChunk,
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

  /** The file ends in a line of unused devices: without it the last array may lack its job. */
  public static Reading<Mdstat> parse(Text text) {
    var arrays = new ArrayList<Array>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    var lines = new Lines(text);
    if (!lines.next()) {
      return Reading.malformed(text.path(), "Personalities and arrays", "an empty file");
    }
    Optional<MdstatArray> open = Optional.empty();
    do {
      boolean continued = lines.startsWith(" ") || lines.startsWith("\t");
      if (continued && open.isPresent()) {
        open.get().detail(lines);
        continue;
      }
      open.ifPresent(array -> array.close(arrays, damaged));
      open = Optional.empty();
      if (!lines.whole() || continued) {
        damaged.add(lines.malformed("an array"));
      } else if (!lines.startsWith("Personalities") && !lines.startsWith("unused devices")) {
        open = Optional.of(MdstatArray.open(lines));
      }
    } while (lines.next());
    open.ifPresent(array -> array.cut(damaged));
    return Reading.known(new Mdstat(arrays, damaged));
  }
}
