package dev.iosleuth.model;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.unit.DevNo;

/** What every device has: its name, number, size and counters. */
record Line(
    String name,
    DevNo dev,
    long sectors,
    long diskseq,
    Stats stats,
    Cgroups cgroups,
    boolean rotational) {
  void charge(Bio bio, int pieces) {
    cgroups.charge(dev, bio, pieces);
  }

  Diskstats.Row row() {
    return stats.row(dev, name);
  }

  boolean holds(Bio bio) {
    return bio.sector() >= 0 && bio.end() <= sectors;
  }
}
