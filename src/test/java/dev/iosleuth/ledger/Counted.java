package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;
import java.util.List;

/** Equal lines of diskstats in the making: all 20 fields, zero until set; amounts in KiB. */
final class Counted {
  private final List<String> names;
  private Diskstats.Io reads = Diskstats.Io.ZERO;
  private Diskstats.Io writes = Diskstats.Io.ZERO;
  private Diskstats.Io discards = Diskstats.Io.ZERO;
  private long flushes;
  private long busyMs;

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
    flushes = ops;
    return this;
  }

  Counted busy(long ms) {
    busyMs = ms;
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
        0,
        busyMs,
        busyMs,
        Reading.known(discards),
        Reading.known(new Diskstats.Flushes(flushes, flushes)));
  }
}
