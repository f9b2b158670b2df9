package dev.iosleuth.ledger.guest;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.kernel.qemu.GuestDiskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.Sectors;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a guest's own kernel counted of one of its block devices, as its agent told.
 *
 * @param name as the guest's kernel has it
 * @param totals since the guest's kernel runs
 * @param seconds between the two times at which the agent was asked; 0 where no interval was
 *     measured
 * @param interval within the interval
 */
public record GuestInside(
    String name, DiskCounters totals, double seconds, Reading<DiskCounters> interval) {
  private static final long NANOS_PER_MS = 1_000_000;
  private static final Reading<Long> NONE = Reading.absent("the agent does not tell them");
  private static final Reading<Long> NO_BYTES = Reading.absent("flushes have none");

  /** Not a partition, a volume, an array or a CD-ROM drive. */
  private static final Pattern WHOLE = Pattern.compile("(vd|sd|hd|xvd)[a-z]+|nvme[0-9]+n[0-9]+");

  /** All that its agent told. */
  static List<GuestInside> of(GuestDiskstats now) {
    return now.disks().rows().stream()
        .map(row ->
            new GuestInside(
                row.name(), counters(row), 0, Reading.absent("no interval was measured")))
        .toList();
  }

  /**
   * @param before what it told at the beginning of the interval
   */
  static List<GuestInside> between(Reading<GuestDiskstats> before, GuestDiskstats now) {
    double seconds = before.map(b -> (now.nanos() - b.nanos()) / 1e9).orElse(0.0);
    return now.disks().rows().stream()
        .map(row -> {
          DiskCounters totals = counters(row);
          Reading<DiskCounters> did =
              before
                  .then(then -> earlier(then, row.name()))
                  .then(then -> totals.since(counters(then)));
          return new GuestInside(row.name(), totals, seconds, did);
        })
        .toList();
  }

  /** Whether it is a disk, as far as its name tells. */
  public boolean isWhole() {
    return WHOLE.matcher(name).matches();
  }

  private static Reading<GuestDiskstats.Row> earlier(GuestDiskstats then, String name) {
    List<GuestDiskstats.Row> rows =
        then.disks().rows().stream().filter(row -> row.name().equals(name)).toList();
    return rows.size() == 1
        ? Reading.known(rows.getFirst())
        : Reading.absent("it was not there at the beginning");
  }

  private static DiskCounters counters(GuestDiskstats.Row row) {
    Requests flushes =
        new Requests(
            row.flushes(), NO_BYTES, NONE, row.flushMillis().map(GuestInside::nanos), NONE, NONE);
    return new DiskCounters(
        row.name(),
        "",
        "",
        requests(row.reads()),
        requests(row.writes()),
        flushes,
        requests(row.discards()),
        NONE);
  }

  private static Requests requests(GuestDiskstats.Direction direction) {
    return new Requests(
        direction.operations(),
        direction.sectors().map(Sectors::toBytes),
        direction.merges(),
        direction.millis().map(GuestInside::nanos),
        NONE,
        NONE);
  }

  private static long nanos(long millis) {
    return millis * NANOS_PER_MS;
  }
}
