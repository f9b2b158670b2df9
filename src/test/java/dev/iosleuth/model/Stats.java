package dev.iosleuth.model;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;

/**
 * The counters of one device as the kernel keeps them (block/blk-core.c bdev_start_io_acct,
 * block/blk-mq.c blk_account_io_done, block/genhd.c diskstats_show).
 */
final class Stats {
  /** HZ=250. */
  static final long JIFFY = 4 * Clock.MS;

  /** How a device counts. */
  enum Style {
    BIO,
    REQUEST
  }

  /** Increases since the model began: what a difference of two readings must be. */
  record Totals(
      long readOps,
      long writeOps,
      long discardOps,
      long flushOps,
      long readSectors,
      long writeSectors,
      long discardSectors,
      long busyMs,
      long merges) {}

  private final Clock clock;
  private final Kernel kernel;
  private final Style style;
  private final long[] ops = new long[3];
  private final long[] merges = new long[3];
  private final long[] sectors = new long[3];
  private final long[] nanos = new long[3];
  private long flushOps;
  private long flushNanos;
  private long inFlight;
  private long busyJiffies;
  private long stamp;
  private long offset;
  private long msOffset;

  Stats(Clock clock, Kernel kernel, Style style) {
    this.clock = clock;
    this.kernel = kernel;
    this.style = style;
    this.stamp = jiffies();
  }

  /** Lets the counters begin elsewhere, so that they wrap within a run. */
  void beginAt(long counters, long milliseconds) {
    offset = counters;
    msOffset = milliseconds;
  }

  private long jiffies() {
    return clock.now() / JIFFY;
  }

  private void tick(boolean end) {
    long now = jiffies();
    if (now > stamp) {
      if (end || inFlight > 0) {
        busyJiffies += now - stamp;
      }
      stamp = now;
    }
  }

  private boolean atStart() {
    return style == Style.BIO && kernel.countsAtStart();
  }

  /** An operation starts; answers when, for {@link #end}. */
  long start(Bio.Op op, int count) {
    tick(false);
    inFlight++;
    if (atStart()) {
      ops[op.slot()]++;
      sectors[op.slot()] += count;
    }
    return style == Style.BIO ? jiffies() * JIFFY : clock.now();
  }

  void end(Bio.Op op, int count, long started) {
    tick(true);
    inFlight--;
    if (!atStart()) {
      ops[op.slot()]++;
      sectors[op.slot()] += count;
    }
    long now = style == Style.BIO ? jiffies() * JIFFY : clock.now();
    nanos[op.slot()] += now - started;
  }

  void merged(Bio.Op op) {
    merges[op.slot()]++;
  }

  void flushed(long started) {
    flushOps++;
    flushNanos += clock.now() - started;
  }

  Totals totals() {
    if (inFlight > 0) {
      tick(true);
    }
    return new Totals(
        ops[0],
        ops[1],
        ops[2],
        flushOps,
        sectors[0],
        sectors[1],
        sectors[2],
        busyJiffies * JIFFY / Clock.MS,
        merges[0] + merges[1] + merges[2]);
  }

  Diskstats.Row row(DevNo dev, String name) {
    if (inFlight > 0) {
      tick(true);
    }
    long weighted = nanos[0] + nanos[1] + nanos[2] + flushNanos;
    return new Diskstats.Row(
        dev,
        name,
        io(0),
        io(1),
        inFlight,
        ms(busyJiffies * JIFFY),
        ms(weighted),
        kernel.fields() >= 18 ? Reading.known(io(2)) : Reading.absent("needs kernel 4.18"),
        kernel.fields() >= 20
            ? Reading.known(new Diskstats.Flushes(word(flushOps), ms(flushNanos)))
            : Reading.absent("needs kernel 5.5"));
  }

  private Diskstats.Io io(int op) {
    return new Diskstats.Io(word(ops[op]), word(merges[op]), word(sectors[op]), ms(nanos[op]));
  }

  private long word(long value) {
    return kernel.word() == 32 ? (value + offset) & 0xffff_ffffL : value + offset;
  }

  private long ms(long value) {
    return (value / Clock.MS + msOffset) & 0xffff_ffffL;
  }
}
