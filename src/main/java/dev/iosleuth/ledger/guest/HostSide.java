package dev.iosleuth.ledger.guest;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.Sectors;

/** What this host counted of a guest's disk, in the form in which qemu counts. */
final class HostSide {
  private static final long NANOS_PER_MS = 1_000_000;
  private static final Reading<Long> NONE = Reading.absent("the kernel does not count them");

  /** Pages of others went with its own in one operation. */
  private static final String LESS_THAN_ONE = "its share of the disk's operations is less than one";

  private HostSide() {}

  /** Since the device came up. */
  static DiskCounters of(Diskstats.Row row) {
    return counters(
        requests(row.reads()),
        requests(row.writes()),
        row.flushes().map(f -> flushes(f.ops(), f.ms())),
        row.discards().map(HostSide::requests));
  }

  /** Within an interval. */
  static DiskCounters of(Flow flow) {
    return counters(
        requests(flow.reads()),
        requests(flow.writes()),
        flow.flushes().map(f -> flushes(f.ops(), f.ms())),
        flow.discards().map(HostSide::requests));
  }

  /** What of a file's I/O reached the device within an interval. */
  static DiskCounters of(EdgeFlow flow) {
    String why = "not counted by file";
    return new DiskCounters(
        "",
        "",
        "",
        requests(flow.reads()),
        requests(flow.writes()),
        Requests.absent(why),
        Requests.absent(why),
        Reading.absent(why));
  }

  private static DiskCounters counters(
      Requests reads, Requests writes, Reading<Requests> flushes, Reading<Requests> discards) {
    return new DiskCounters(
        "",
        "",
        "",
        reads,
        writes,
        flushes.orElse(Requests.absent(flushes.whyNot().orElse(""))),
        discards.orElse(Requests.absent(discards.whyNot().orElse(""))),
        NONE);
  }

  private static Requests requests(Diskstats.Io io) {
    return requests(io.ops(), Sectors.toBytes(io.sectors()), io.merges(), io.ms());
  }

  private static Requests requests(Flow.Io io) {
    return requests(io.ops(), io.bytes(), io.merges(), io.ms());
  }

  private static Requests requests(EdgeFlow.Amount amount) {
    boolean part = amount.opsBelow() == 0 && amount.bytesBelow() > 0;
    return new Requests(
        part ? Reading.absent(LESS_THAN_ONE) : Reading.known(amount.opsBelow()),
        Reading.known(amount.bytesBelow()),
        Reading.known(amount.mergesBelow()),
        Reading.absent("not counted by file"),
        NONE,
        NONE);
  }

  private static Requests requests(long ops, long bytes, long merges, long ms) {
    return new Requests(
        Reading.known(ops),
        Reading.known(bytes),
        Reading.known(merges),
        Reading.known(ms * NANOS_PER_MS),
        NONE,
        NONE);
  }

  private static Requests flushes(long ops, long ms) {
    return new Requests(
        Reading.known(ops),
        Reading.absent("flushes have none"),
        Reading.absent("flushes are not merged"),
        Reading.known(ms * NANOS_PER_MS),
        NONE,
        NONE);
  }
}
