package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;
import java.util.List;

/**
 * {@code /proc/diskstats}: one line a device or partition.
 *
 * <pre>
 *    8       0 sda 6105 1680 512384 2047 9012 16380 201472 31337 0 4040 33384 0 0 0 0 812 1900
 * </pre>
 *
 * <p>14 fields up to 4.17, 18 from 4.18 (discards), 20 from 5.5 (flushes). Operations, merges and
 * sectors (512 bytes) are unsigned long; milliseconds unsigned int. Documentation/admin-guide/
 * iostats.rst; block/genhd.c diskstats_show().
 *
 * @param rows in the order of the file
 * @param damaged lines that did not parse
 * @param nanos when the file was read, on its tree's clock
 */
public record Diskstats(List<Row> rows, List<Reading.Malformed<?>> damaged, long nanos) {
  /**
   * Counters of one direction.
   *
   * @param ops completed
   * @param merges of requests queued; always 0 on bio-based devices
   * @param sectors of 512 bytes, completed
   * @param ms summed over the operations, wraps at 2^32
   */
  public record Io(long ops, long merges, long sectors, long ms) {
    public static final Io ZERO = new Io(0, 0, 0, 0);
  }

  /**
   * @param ops flush commands that the device itself received
   * @param ms summed over them
   */
  public record Flushes(long ops, long ms) {}

  /**
   * @param inFlight requests now under way
   * @param busyMs io_ticks: jiffies in which at least one was, in ms
   * @param weightedMs time_in_queue
   * @param discards absent before 4.18
   * @param flushes absent before 5.5
   */
  public record Row(
      DevNo dev,
      String name,
      Io reads,
      Io writes,
      long inFlight,
      long busyMs,
      long weightedMs,
      Reading<Io> discards,
      Reading<Flushes> flushes) {}

  public Diskstats {
    rows = List.copyOf(rows);
    damaged = List.copyOf(damaged);
  }
}
