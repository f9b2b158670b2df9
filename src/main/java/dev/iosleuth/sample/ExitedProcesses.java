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

  /** Generations that are gone through for a cgroup. */
  private static final int GENERATIONS = 8;

  private final Map<Integer, ProcessSample> before;
  private final Map<Integer, ProcessSample> now;
  private final Map<Integer, ExitRecord> records = new HashMap<>();

  private ExitedProcesses(Map<Integer, ProcessSample> before, Map<Integer, ProcessSample> now) {
    this.before = before;
    this.now = now;
  }

  static List<ExitedProcess> join(
      List<ExitRecord> records,
      Map<Integer, ProcessSample> before,
      Map<Integer, ProcessSample> now) {
    var joiner = new ExitedProcesses(before, now);
    records.forEach(record -> joiner.records.put(record.pid(), record));
    var exited = new ArrayList<ExitedProcess>();
    for (ExitRecord record : records) {
      // of a process that goes on only threads ended: its own figures hold theirs
      if (same(record, now.get(record.pid())).isEmpty()) {
        exited.add(joiner.join(record));
      }
    }
    return exited;
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
        .filter(p -> Math.abs(p.stat().startTicks() - startTicks(record)) <= MOST_APART_TICKS);
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
