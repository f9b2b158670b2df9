package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;
import java.util.List;

/**
 * Equal lines of diskstats in the making: all 20 fields, zero until set; amounts in KiB, a ms each
 * unless told.
 */
final class Counted {
  private final List<String> names;
  private Diskstats.Io reads = Diskstats.Io.ZERO;
  private Diskstats.Io writes = Diskstats.Io.ZERO;
  private Diskstats.Io discards = Diskstats.Io.ZERO;
  private long flushes;
  private long flushMs;
  private long busyMs;
  private long inFlight;

  private Counted(List<String> names) {
    this.names = names;
  }

  /** One device, or several that counted the same. */
  static Counted device(String... names) {
    return new Counted(List.of(names));
  }

  Counted reads(long ops, long merges, long kib) {
    reads = new Diskstats.Io(ops, merges, kib * 2, ops);
    return this;
  }

  Counted writes(long ops, long merges, long kib) {
    writes = new Diskstats.Io(ops, merges, kib * 2, ops);
    return this;
  }

  Counted discards(long ops, long merges, long kib) {
    discards = new Diskstats.Io(ops, merges, kib * 2, ops);
    return this;
  }

  Counted flushes(long ops) {
    return flushes(ops, ops);
  }

  Counted flushes(long ops, long ms) {
    flushes = ops;
    flushMs = ms;
    return this;
  }

  /** The times of all reads, and of all writes, together. */
  Counted took(long readMs, long writeMs) {
    reads = took(reads, readMs);
    writes = took(writes, writeMs);
    return this;
  }

  private static Diskstats.Io took(Diskstats.Io io, long ms) {
    return new Diskstats.Io(io.ops(), io.merges(), io.sectors(), ms);
  }

  Counted busy(long ms) {
    busyMs = ms;
    return this;
  }

  /** Requests under way. */
  Counted inFlight(long requests) {
    inFlight = requests;
    return this;
  }

  List<Diskstats.Row> rows() {
    return names.stream().map(this::row).toList();
  }

  private Diskstats.Row row(String name) {
    return new Diskstats.Row(
        DevNo.NONE,
        name,
        reads,
        writes,
        inFlight,
        busyMs,
        busyMs,
        Reading.known(discards),
        Reading.known(new Diskstats.Flushes(flushes, flushMs)));
  }
}
