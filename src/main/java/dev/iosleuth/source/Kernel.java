package dev.iosleuth.source;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The system call, by the C library's {@code syscall(2)}.
 *
 * <p>One function with one signature for all calls: linking a signature costs milliseconds at start
 * up, and the numbers (unlike the wrappers of this or that C library) exist everywhere. It is
 * declared with its arguments, not as variadic, which would cost some more: on Linux the supported
 * processors pass integers alike either way.
 */
final class Kernel {
  static final Processor PROCESSOR = Processor.named(System.getProperty("os.arch", ""));

  private static final StructLayout STATE = Linker.Option.captureStateLayout();

  /** The only field of that layout on Linux; asking for its place would take milliseconds. */
  private static final long ERRNO = 0;

  private static final MethodHandle SYSCALL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG),
              Linker.Option.captureCallState("errno"));

  private Kernel() {}

  static long stateSize() {
    return STATE.byteSize();
  }

  static long call(Scratch scratch, int number, long a, long b, long c, long d) {
    return call(scratch, number, a, b, c, d, 0, 0);
  }

  /** The result, or the negated error number. Repeats a call that a signal interrupted. */
  static long call(Scratch scratch, int number, long a, long b, long c, long d, long e, long f) {
    while (true) {
      long result = once(scratch, number, a, b, c, d, e, f);
      if (result != -1) {
        return result;
      }
      int error = scratch.state().get(ValueLayout.JAVA_INT, ERRNO);
      if (error != Errno.EINTR) {
        return -error;
      }
    }
  }

  private static long once(
      Scratch scratch, int number, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) SYSCALL.invokeExact(scratch.state(), (long) number, a, b, c, d, e, f);
    } catch (Error | RuntimeException problem) {
      throw problem;
    } catch (Throwable impossible) {
      // invokeExact declares Throwable; a native function throws nothing
      throw new AssertionError(impossible);
    }
  }
}
