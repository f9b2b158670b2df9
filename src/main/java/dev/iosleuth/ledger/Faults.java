package dev.iosleuth.ledger;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.Topology;
import java.util.List;

/**
 * What a process read by page faults: its program, its libraries, files that it mapped. A cold
 * start reads them from another disk than the one that the process works on.
 *
 * <p>{@code rchar} counts what read calls returned, and no mapped pages; but no asynchronous reads
 * either (fs/aio.c, io_uring/rw.c: only vfs_read() adds to it). {@code majflt} counts faults, not
 * bytes, and none for calls of either kind.
 */
final class Faults {
  /** VM_READAHEAD_PAGES, include/linux/mm.h: where no device says its own. */
  private static final long READ_AHEAD_KIB = 128;

  private final double window;

  Faults(Topology topology) {
    long most = READ_AHEAD_KIB;
    for (BlockDevice device : topology.devices().values()) {
      most = Math.max(most, device.queue().readAheadKib().optional().orElse(0L));
    }
    this.window = 2 * most * 1024.0;
  }

  /**
   * Of what a process read, the bytes that came by page faults. A fault reads one window of
   * read-ahead at most, and starts the next, which is counted as no major fault
   * (do_sync_mmap_readahead() and do_async_mmap_readahead(), mm/filemap.c).
   *
   * @param major faults of the process in the interval
   * @param read bytes that it read from disks
   * @param called bytes that its read calls returned
   */
  double bytes(long major, double read, long called) {
    double notCalled = Math.max(0, read - Math.max(0, called));
    return Math.min(notCalled, Math.max(0, major) * window);
  }

  /** Whether it may read without read calls, so that nothing tells such reads from faults. */
  static boolean asynchronous(List<OpenFile> files) {
    return files.stream()
        .map(OpenFile::path)
        .anyMatch(path -> path.startsWith("/[aio]") || path.startsWith("anon_inode:[io_uring]"));
  }
}
