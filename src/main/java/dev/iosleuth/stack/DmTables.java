package dev.iosleuth.stack;

import dev.iosleuth.kernel.tool.DmsetupTable;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.util.List;

/** Finds a device's table. */
final class DmTables {
  private DmTables() {}

  /** Empty if it is not known. */
  static List<Target> of(Sample sample, String dmName) {
    return sample.topology().dmTables() instanceof Reading.Known<DmsetupTable>(var tables)
        ? tables.tables().getOrDefault(dmName, List.of())
        : List.of();
  }
}
