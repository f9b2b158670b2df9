package dev.iosleuth.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The backing file of a loop device: past the page cache, or through it, in which case writes are
 * answered once the pages are dirty. The kernel charges whoever wrote to the loop device (loop
 * carries the bio's cgroup).
 */
record LoopFile(Clock clock, FileSystem fileSystem, FileSystem.File file, boolean directIo)
    implements Backend {
  @Override
  public void serve(List<Bio> pieces, long distance, Runnable done) {
    var runs = new ArrayList<Bio>();
    for (Bio piece : pieces) {
      Bio last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && last.cause().equals(piece.cause()) && last.end() == piece.sector()) {
        runs.set(runs.size() - 1, last.part(last.sector(), last.sectors() + piece.sectors()));
      } else {
        runs.add(piece.plain());
      }
    }
    Runnable joined = Join.of(runs.size(), done);
    for (Bio run : runs) {
      if (directIo || run.op() == Bio.Op.READ) {
        fileSystem.pass(file, run, joined);
      } else {
        fileSystem.dirty(file, run);
        clock.after(10_000, joined);
      }
    }
  }

  /** A flush of the loop device is an fsync of the file. */
  @Override
  public void flush(List<Cause> waiters, Runnable done) {
    fileSystem.sync(file, waiters.getFirst(), "", done);
  }
}
