package dev.iosleuth.source;

import dev.iosleuth.kernel.netlink.TaskExit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Adds up the threads of processes until the last thread of one ends. */
final class ExitAdder {
  private final Map<Integer, ExitRecord> running = new HashMap<>();

  /**
   * The process, if this was its last thread. The name is that of the thread whose id is the
   * process's, else the first that ended.
   */
  Optional<ExitRecord> add(TaskExit exit, long nanos) {
    ExitRecord before = running.get(exit.process());
    ExitRecord record = before == null ? first(exit, nanos) : sum(before, exit, nanos);
    if (exit.last()) {
      running.remove(exit.process());
      return Optional.of(record);
    }
    running.put(exit.process(), record);
    return Optional.empty();
  }

  private static ExitRecord first(TaskExit exit, long nanos) {
    return new ExitRecord(
        exit.process(),
        exit.parent(),
        exit.comm(),
        nanos,
        exit.startedSeconds(),
        exit.elapsedMicros(),
        exit.readChars(),
        exit.writeChars(),
        exit.readBytes(),
        exit.writeBytes(),
        exit.cancelledWriteBytes(),
        1);
  }

  private static ExitRecord sum(ExitRecord a, TaskExit b, long nanos) {
    return new ExitRecord(
        a.pid(),
        b.parent(),
        b.task() == b.process() ? b.comm() : a.comm(),
        nanos,
        Math.min(a.startedSeconds(), b.startedSeconds()),
        Math.max(a.elapsedMicros(), b.elapsedMicros()),
        a.readChars() + b.readChars(),
        a.writeChars() + b.writeChars(),
        a.readBytes() + b.readBytes(),
        a.writeBytes() + b.writeBytes(),
        a.cancelledWriteBytes() + b.cancelledWriteBytes(),
        a.threads() + 1);
  }
}
