package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.source.ExitRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Joins the kernel's records of ended processes with what was known of them before. */
final class ExitedProcesses {
  private static final long NANOS_PER_TICK = TimeUnit.MILLISECONDS.toNanos(10);

  /** A record tells the start from the end and the time between, each late by a little. */
  private static final long MOST_APART_TICKS = 200;

  /** State of one that ended and whose parent has not asked for its status (proc_pid_stat(5)). */
  private static final char ZOMBIE = 'Z';

  /** Generations that are gone through for a cgroup. */
  private static final int GENERATIONS = 8;

  private final Map<Integer, ProcessSample> before;
  private final Map<Integer, ProcessSample> now;
  private final Map<Integer, ExitRecord> records = new HashMap<>();

  private ExitedProcesses(Map<Integer, ProcessSample> before, Map<Integer, ProcessSample> now) {
    this.before = before;
    this.now = now;
  }

  /**
   * @param exited that are gone
   * @param waiting that were still there when the processes were read: they ended just behind that,
   *     or nobody has waited for them yet, so that their figures are on their own account as those
   *     of a living one. They are handed in again with the next sample.
   */
  record Joined(List<ExitedProcess> exited, List<ExitRecord> waiting) {}

  /**
   * @param waited those that a join before left waiting
   * @param heard since then, up to a moment behind the reading of {@code now}
   */
  static Joined join(
      List<ExitRecord> waited,
      List<ExitRecord> heard,
      Map<Integer, ProcessSample> before,
      Map<Integer, ProcessSample> now) {
    List<ExitRecord> records = merged(waited, heard);
    var joiner = new ExitedProcesses(before, now);
    records.forEach(record -> joiner.records.put(record.pid(), record));
    var exited = new ArrayList<ExitedProcess>();
    var waiting = new ArrayList<ExitRecord>();
    for (ExitRecord record : records) {
      Optional<ProcessSample> there = same(record, now.get(record.pid()));
      if (there.isEmpty()) {
        exited.add(joiner.join(record));
      } else if (there.get().stat().state() == ZOMBIE || !waited.contains(record)) {
        waiting.add(record);
      }
      // else only threads of one that goes on: its own figures hold theirs
    }
    return new Joined(exited, waiting);
  }

  /** Threads that were told apart, as the last one was heard of before them. */
  private static List<ExitRecord> merged(List<ExitRecord> waited, List<ExitRecord> heard) {
    var merged = new ArrayList<>(waited);
    var at = new HashMap<Integer, Integer>();
    for (int i = 0; i < merged.size(); i++) {
      at.put(merged.get(i).pid(), i);
    }
    for (ExitRecord record : heard) {
      Integer i = at.get(record.pid());
      if (i != null && near(startTicks(merged.get(i)), startTicks(record))) {
        merged.set(i, merged.get(i).plus(record, merged.get(i).comm()));
      } else {
        at.put(record.pid(), merged.size());
        merged.add(record);
      }
    }
    return merged;
  }

  private ExitedProcess join(ExitRecord record) {
    Optional<ProcessSample> known = same(record, before.get(record.pid()));
    return new ExitedProcess(
        record.pid(),
        record.parent(),
        record.comm(),
        known.map(process -> process.stat().startTicks()).orElse(startTicks(record)),
        record.readBytes(),
        record.writeBytes(),
        record.cancelledWriteBytes(),
        known.map(ExitedProcesses::cgroup).orElseGet(() -> inherited(record)),
        known.map(process -> process.files().orElse(List.of())).orElse(List.of()));
  }

  private static Optional<ProcessSample> same(ExitRecord record, @Nullable ProcessSample process) {
    return Optional.ofNullable(process)
        .filter(p -> near(p.stat().startTicks(), startTicks(record)));
  }

  private static boolean near(long a, long b) {
    return Math.abs(a - b) <= MOST_APART_TICKS;
  }

  private static long startTicks(ExitRecord record) {
    long start = record.nanos() - TimeUnit.MICROSECONDS.toNanos(record.elapsedMicros());
    return Math.max(0, start) / NANOS_PER_TICK;
  }

  private static Map<String, String> cgroup(ProcessSample process) {
    return process.cgroup().map(PidCgroup::paths).orElse(Map.of());
  }

  /** The cgroup of the nearest ancestor that was seen. */
  private Map<String, String> inherited(ExitRecord record) {
    int parent = record.parent();
    for (int i = 0; i < GENERATIONS && parent > 1; i++) {
      ProcessSample seen = now.getOrDefault(parent, before.get(parent));
      if (seen != null) {
        return cgroup(seen);
      }
      ExitRecord ended = records.get(parent);
      parent = ended == null ? 0 : ended.parent();
    }
    return Map.of();
  }
}
