package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;

/**
 * {@code dmsetup table}: one line a target, under the names that administrators use.
 *
 * <pre>
 * vg-root: 0 41943040 linear 8:2 2048
 * vg-fast: 0 8388608 striped 2 128 8:16 2048 8:32 2048
 * vg-pool: 0 2097152 thin-pool 254:3 254:4 128 0 1 skip_block_zeroing
 * </pre>
 *
 * Documentation/admin-guide/device-mapper/. Sectors of 512 bytes.
 */
public record DmsetupTable(Map<String, List<Target>> tables, List<Reading.Malformed<?>> damaged) {
  /**
   * What a target's device argument is for.
   *
   * <p>DATA carries the upper's own sectors; META the target's own bookkeeping; COW the copies of a
   * snapshot's changed chunks; ORIGIN what a snapshot or cache stands before; CACHE the fast copy;
   * LOG a mirror's or integrity's log; POOL the thin pool above its data and metadata devices.
   */
  public enum Use {
    DATA,
    META,
    COW,
    ORIGIN,
    CACHE,
    LOG,
    POOL
  }

  /**
   * @param use what for
   * @param dev the device below
   * @param startSector on it, or -1 if the target does not place the upper at an offset
   */
  public record Lower(Use use, DevNo dev, long startSector) {}

  /**
   * @param startSector of the target within the device
   * @param type linear, striped, crypt, mirror, raid, thin-pool, thin, snapshot, snapshot-origin,
   *     cache, writecache, multipath, integrity, zero, error, …
   * @param chunkSectors of striped and of raid, the block of thin-pool, cache and snapshot; else 0
   * @param lowers devices named in the arguments, in their order
   * @param arguments the rest of the line; keys of crypt are never in here
   */
  public record Target(
      long startSector,
      long sectors,
      String type,
      long chunkSectors,
      List<Lower> lowers,
      String arguments) {
    public Target {
      lowers = List.copyOf(lowers);
    }
  }

  public DmsetupTable {
    tables = Map.copyOf(tables);
    damaged = List.copyOf(damaged);
  }
}
