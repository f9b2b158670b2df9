package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * A descriptor for what Java's own files cannot do: ioctl(2), and reads and writes past the page
 * cache.
 */
final class OpenedFile implements AutoCloseable {
  static final int READ_WRITE = 2;

  private static final int AT_FDCWD = -100;
  private static final int O_CLOEXEC = 0x80000;

  private final String path;
  private final long descriptor;
  private final Scratch scratch;

  private OpenedFile(String path, long descriptor, Scratch scratch) {
    this.path = path;
    this.descriptor = descriptor;
    this.scratch = scratch;
  }

  static Reading<OpenedFile> open(String path, int flags) {
    var scratch = new Scratch();
    if (!scratch.putPath(path)) {
      return Reading.absent("could not be opened: " + Errno.words(Errno.ENAMETOOLONG));
    }
    long opened =
        Kernel.call(
            scratch,
            Kernel.PROCESSOR.openat(),
            AT_FDCWD,
            scratch.pathAddress(),
            flags | O_CLOEXEC,
            0);
    return opened < 0
        ? Reading.absent(path + " could not be opened: " + Errno.words((int) -opened))
        : Reading.known(new OpenedFile(path, opened, scratch));
  }

  long descriptor() {
    return descriptor;
  }

  /** Aligned as O_DIRECT wants it. */
  MemorySegment buffer(long bytes) {
    return Arena.ofAuto().allocate(bytes, 4096);
  }

  /** The result of ioctl(2), or why it failed. */
  Reading<Long> control(int request, long argument) {
    return outcome(
        Kernel.call(scratch, Kernel.PROCESSOR.ioctl(), descriptor, request, argument, 0),
        "did not take ioctl " + Integer.toHexString(request));
  }

  /** The same of a structure in memory, which is kept until the kernel has read it. */
  Reading<Long> control(int request, MemorySegment argument) {
    try {
      return control(request, argument.address());
    } finally {
      Reference.reachabilityFence(argument);
    }
  }

  Reading<Long> read(MemorySegment into, long offset) {
    return outcome(
        Kernel.call(
            scratch,
            Kernel.PROCESSOR.pread64(),
            descriptor,
            into.address(),
            into.byteSize(),
            offset),
        "could not be read");
  }

  Reading<Long> write(MemorySegment from, long offset) {
    return outcome(
        Kernel.call(
            scratch,
            Kernel.PROCESSOR.pwrite64(),
            descriptor,
            from.address(),
            from.byteSize(),
            offset),
        "could not be written");
  }

  private Reading<Long> outcome(long result, String what) {
    return result < 0
        ? Reading.absent(path + " " + what + ": " + Errno.words((int) -result))
        : Reading.known(result);
  }

  @Override
  public void close() {
    Kernel.call(scratch, Kernel.PROCESSOR.close(), descriptor, 0, 0, 0);
  }
}
