package dev.iosleuth.source;

import dev.iosleuth.kernel.netlink.TaskExit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up the threads of processes until the last thread of one ends.
 *
 * <p>Threads that end at once on several processors are told in any order, so that some may be
 * heard of behind their last one, and such must never wait for the process that is given the same
 * number next: a process is known by its number and its start.
 */
final class ExitAdder {
  /** How many ended processes are remembered, for threads that are heard of late. */
  private static final int MOST_ENDED = 4096;

  /** Starts are told to the second. No number comes round again sooner. */
  private static final long MOST_APART_SECONDS = 2;

  private final Map<Integer, Running> running = new HashMap<>();
  private final Map<Integer, Long> ended = new LinkedHashMap<>();

  /**
   * @param start of the process, seconds since the epoch
   */
  private record Running(ExitRecord record, long start) {}

  /**
   * The process, if this was its last thread; or a thread alone that comes behind it. The name is
   * that of the thread whose id is the process's, else the first that ended.
   */
  Optional<ExitRecord> add(TaskExit exit, long nanos) {
    long start = start(exit);
    Running before = running.remove(exit.process());
    ExitRecord record =
        before != null && near(before.start(), start)
            ? sum(before.record(), exit, nanos)
            : first(exit, nanos);
    if (exit.last()) {
      remember(exit.process(), start);
      return Optional.of(record);
    }
    Long over = ended.get(exit.process());
    if (over != null && near(over, start)) {
      return Optional.of(record);
    }
    running.put(exit.process(), new Running(record, start));
    return Optional.empty();
  }

  private void remember(int process, long start) {
    ended.remove(process);
    ended.put(process, start);
    if (ended.size() > MOST_ENDED) {
      ended.remove(ended.keySet().iterator().next());
    }
  }

  private static long start(TaskExit exit) {
    return exit.startedSeconds() + (exit.elapsedMicros() - exit.processMicros()) / 1_000_000;
  }

  private static boolean near(long a, long b) {
    return Math.abs(a - b) <= MOST_APART_SECONDS;
  }

  private static ExitRecord first(TaskExit exit, long nanos) {
    return new ExitRecord(
        exit.process(),
        exit.parent(),
        exit.comm(),
        nanos,
        exit.startedSeconds(),
        Math.max(exit.elapsedMicros(), exit.processMicros()),
        exit.readChars(),
        exit.writeChars(),
        exit.readBytes(),
        exit.writeBytes(),
        exit.cancelledWriteBytes(),
        1);
  }

  private static ExitRecord sum(ExitRecord a, TaskExit last, long nanos) {
    ExitRecord b = first(last, nanos);
    return a.plus(b, last.task() == last.process() ? b.comm() : a.comm());
  }
}
