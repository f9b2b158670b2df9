package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code /proc/diskstats}: one line a device or partition.
 *
 * <pre>
 *    8       0 sda 6105 1680 512384 2047 9012 16380 201472 31337 0 4040 33384 0 0 0 0 812 1900
 * </pre>
 *
 * <p>14 fields up to 4.17, 18 from 4.18 (discards), 20 from 5.5 (flushes). Operations, merges and
 * sectors (512 bytes) are unsigned long; milliseconds unsigned int. Documentation/admin-guide/
 * iostats.rst; block/genhd.c diskstats_show(). Kernels only append fields: of a line with more, the
 * first 20 count. Partitions had 7 fields before 2.6.25: no counters of operations completed, so
 * such a line is damage.
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

  private static final Reading<Io> NO_DISCARDS = Reading.absent("needs kernel 4.18");
  private static final Reading<Flushes> NO_FLUSHES = Reading.absent("needs kernel 5.5");

  /** Counters behind the name: 11 at first, 4 more for discards, 2 more for flushes. */
  private static final int WITHOUT_DISCARDS = 11;

  private static final int WITH_DISCARDS = 15;
  private static final int WITH_FLUSHES = 17;

  /**
   * @param name with a slash where sysfs has an exclamation mark: cciss/c0d0
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

  /** An empty file is absent: a host without any block device is not to be told from a cut file. */
  public static Reading<Diskstats> parse(Text text) {
    var rows = new ArrayList<Row>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    var numbers = new long[WITH_FLUSHES];
    var lines = new Lines(text);
    while (lines.next()) {
      Optional<Row> row = lines.whole() ? row(lines.fields(), numbers) : Optional.empty();
      if (row.isPresent()) {
        rows.add(row.get());
      } else {
        damaged.add(lines.malformed("14, 18, 20 or more fields of a device's counters"));
      }
    }
    return rows.isEmpty() && damaged.isEmpty()
        ? Reading.absent("no block device in " + text.path())
        : Reading.known(new Diskstats(rows, damaged, text.nanos()));
  }

  /**
   * One line.
   *
   * @param n where the numbers are put, again for each line
   */
  private static Optional<Row> row(Fields fields, long[] n) {
    Optional<DevNo> dev = fields.spacedDevice();
    String name = fields.word().replace('!', '/');
    int count = fields.numbers(n);
    boolean complete = count == WITHOUT_DISCARDS || count == WITH_DISCARDS || count == WITH_FLUSHES;
    if (count == WITH_FLUSHES) {
      skipNumbers(fields);
    }
    if (dev.isEmpty() || !complete || fields.more()) {
      return Optional.empty();
    }
    return Optional.of(
        new Row(
            dev.get(),
            name,
            io(n, 0),
            io(n, 4),
            n[8],
            n[9],
            n[10],
            count < WITH_DISCARDS ? NO_DISCARDS : Reading.known(io(n, 11)),
            count < WITH_FLUSHES ? NO_FLUSHES : Reading.known(new Flushes(n[15], n[16]))));
  }

  /** Of a later kernel; anything else is another line's beginning. */
  private static void skipNumbers(Fields fields) {
    while (fields.number().isPresent()) {
      // each step is taken by the condition
    }
  }

  private static Io io(long[] n, int at) {
    return new Io(n[at], n[at + 1], n[at + 2], n[at + 3]);
  }
}
