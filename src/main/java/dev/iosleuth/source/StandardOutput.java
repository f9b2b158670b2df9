package dev.iosleuth.source;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;

/** The standard output of this process, without the stream of Java's that swallows its errors. */
public final class StandardOutput {
  private static final int DESCRIPTOR = 1;

  /** include/uapi/asm-generic/poll.h; asked for or not, these are always told. */
  private static final int POLLERR = 0x8;

  private static final int POLLHUP = 0x10;

  /** Of struct pollfd: descriptor, events and what came of them; a timespec of zero behind it. */
  private static final int REVENTS = 6;

  private static final int TIMESPEC = 16;

  private StandardOutput() {}

  /** Unbuffered. */
  public static OutputStream open() {
    return new FileOutputStream(FileDescriptor.out);
  }

  /**
   * Whether it is a pipe or socket whose reader has gone: {@code | head -1}. Asked of the kernel,
   * since the words of an exception are in the user's language.
   */
  public static boolean readerGone() {
    var scratch = new Scratch();
    var buffer = scratch.buffer();
    buffer.asSlice(0, 2 * TIMESPEC).fill((byte) 0);
    buffer.set(ValueLayout.JAVA_INT, 0, DESCRIPTOR);
    long address = buffer.address();
    long answered =
        Kernel.call(scratch, Kernel.PROCESSOR.ppoll(), address, 1, address + TIMESPEC, 0, 0, 0);
    int events = buffer.get(ValueLayout.JAVA_SHORT, REVENTS);
    return answered > 0 && (events & (POLLERR | POLLHUP)) != 0;
  }
}
