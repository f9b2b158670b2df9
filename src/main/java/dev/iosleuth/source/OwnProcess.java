package dev.iosleuth.source;

import dev.iosleuth.kernel.proc.PidCmdline;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What this program itself is and costs. For one thread. */
public final class OwnProcess {
  private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  private static final int RLIMIT_NOFILE = 7;

  /** include/uapi/asm-generic/signal.h */
  private static final int SIGTSTP = 20;

  private static final int OWN_GROUP = 0;

  private final Scratch scratch = new Scratch();

  /**
   * Begins to get ready for system calls, in a thread of its own: that takes some 20 ms, in which
   * the options can be read.
   */
  public static void prepare() {
    Thread.ofPlatform().daemon().name("link").start(Kernel::stateSize);
  }

  /**
   * The last arguments of its command line with every byte they have: Java loses those that are not
   * of the locale's encoding.
   *
   * @param count how many; others are the virtual machine's
   */
  public static Optional<List<String>> lastArguments(int count) {
    List<String> all =
        new NativeFiles()
            .read("proc/self/cmdline", "/proc/self/cmdline")
            .then(PidCmdline::parse)
            .map(PidCmdline::arguments)
            .orElse(List.of());
    return all.size() < count
        ? Optional.empty()
        : Optional.of(all.subList(all.size() - count, all.size()));
  }

  /** SIGTSTP to all that was started with it, as the terminal would send it. */
  static void stopGroup() {
    Kernel.call(new Scratch(), Kernel.PROCESSOR.kill(), OWN_GROUP, SIGTSTP, 0, 0);
  }

  /**
   * SIGTSTP to this thread, which stops the process before the call returns: sent to the process,
   * it might go on for a while. Without a shell that could let it go on the kernel ignores it.
   */
  static void stop() {
    var scratch = new Scratch();
    long thread = Kernel.call(scratch, Kernel.PROCESSOR.gettid(), 0, 0, 0, 0);
    long process = ProcessHandle.current().pid();
    Kernel.call(scratch, Kernel.PROCESSOR.tgkill(), process, thread, SIGTSTP, 0);
  }

  /** Nanoseconds of processor time that all its threads have used. */
  public long cpuNanos() {
    Kernel.call(
        scratch,
        Kernel.PROCESSOR.clockGettime(),
        CLOCK_PROCESS_CPUTIME_ID,
        scratch.stat().address(),
        0,
        0);
    return scratch.stat().get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
        + scratch.stat().get(ValueLayout.JAVA_LONG, 8);
  }

  public boolean isRoot() {
    return Kernel.call(scratch, Kernel.PROCESSOR.geteuid(), 0, 0, 0, 0) == 0;
  }

  /** How many files it may hold open (RLIMIT_NOFILE, soft); empty if the kernel does not tell. */
  public OptionalLong openFilesLimit() {
    long result =
        Kernel.call(
            scratch, Kernel.PROCESSOR.prlimit64(), 0, RLIMIT_NOFILE, 0, scratch.stat().address());
    return result < 0
        ? OptionalLong.empty()
        : OptionalLong.of(scratch.stat().get(ValueLayout.JAVA_LONG, 0));
  }
}
