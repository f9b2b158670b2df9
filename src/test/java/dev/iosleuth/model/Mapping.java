package dev.iosleuth.model;

import dev.iosleuth.kernel.tool.DmsetupTable;
import java.util.List;

/** What a device-mapper table does with a bio. */
interface Mapping {
  /** As dm cuts it before it counts. */
  List<Bio> cut(Bio bio);

  void map(Bio piece, Runnable done);

  /** An empty flush; {@code done} runs once all below have answered. */
  default void flush(Bio flush, Runnable done) {
    List<SimDevice> flushed = slaves();
    Runnable joined = Join.of(flushed.size(), done);
    flushed.forEach(s -> s.submit(flush, joined));
  }

  List<SimDevice> slaves();

  List<DmsetupTable.Target> table(long sectors);
}
