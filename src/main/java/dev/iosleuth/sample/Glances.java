package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What samples between the first and the last of an interval add to the last: files that a process
 * had open only for a while, processes that ended, and how far the jobs of md and DRBD had come.
 * Counters come from the two ends alone.
 */
public final class Glances {
  private final Map<ProcessId, Set<OpenFile>> files = new HashMap<>();
  private final Map<ProcessId, ProcessSample> seen = new HashMap<>();
  private final List<ExitedProcess> exited = new ArrayList<>();
  private final List<Sample.Passed> passed = new ArrayList<>();
  private Reading<List<ExitedProcess>> unknown = Reading.absent("not asked");
  private boolean known;

  /** Adds a sample, in the order of time; the interval's last one, too, before it is completed. */
  public void add(Sample sample) {
    var state = Sample.Passed.of(sample);
    if (passed.isEmpty() || !passed.getLast().equals(state)) {
      passed.add(state);
    }
    for (ProcessSample process : sample.processes().values()) {
      if (process.files() instanceof Reading.Known<List<OpenFile>>(List<OpenFile> open)
          && !process.stat().kernelThread()) {
        files.computeIfAbsent(process.id(), _ -> new LinkedHashSet<>()).addAll(open);
        seen.put(process.id(), process);
      }
    }
    switch (sample.exited()) {
      case Reading.Known<List<ExitedProcess>>(List<ExitedProcess> more) -> {
        exited.addAll(more);
        known = true;
      }
      case Reading.Absent<List<ExitedProcess>> absent -> unknown = absent;
      case Reading.Malformed<List<ExitedProcess>> malformed -> unknown = malformed;
    }
  }

  /** The last sample of the interval with what was seen before it. */
  public Sample complete(Sample last) {
    var processes = new HashMap<>(last.processes());
    processes.replaceAll((_, process) -> withFiles(process));
    return last.with(processes, ended(last), passed);
  }

  private ProcessSample withFiles(ProcessSample process) {
    Set<OpenFile> open = files.get(process.id());
    if (open == null || open.size() == process.files().map(List::size).orElse(0)) {
      return process;
    }
    return process.withFiles(Reading.known(List.copyOf(open)));
  }

  private Reading<List<ExitedProcess>> ended(Sample last) {
    var all = new ArrayList<ExitedProcess>();
    var told = new HashSet<ProcessId>();
    for (ExitedProcess process : exited) {
      told.add(process.id());
      all.add(withFiles(process));
    }
    var gone = new ArrayList<ExitedProcess>();
    if (!known) {
      // Without the kernel's word on who ended, what they had done when last seen is the least.
      seen.forEach((id, process) -> {
        ProcessSample now = last.processes().get(id.pid());
        boolean ended = now == null || !now.id().equals(id);
        if (ended && !told.contains(id) && process.io().optional().isPresent()) {
          gone.add(lastSeen(process));
        }
      });
      all.addAll(gone);
    }
    return known || !gone.isEmpty() ? Reading.known(all) : unknown;
  }

  private ExitedProcess withFiles(ExitedProcess process) {
    Set<OpenFile> open = files.get(process.id());
    return open == null
        ? process
        : new ExitedProcess(
            process.pid(),
            process.parent(),
            process.comm(),
            process.startTicks(),
            process.readBytes(),
            process.writeBytes(),
            process.cancelledWriteBytes(),
            process.cgroup(),
            List.copyOf(open));
  }

  private ExitedProcess lastSeen(ProcessSample process) {
    PidIo io = process.io().orElse(PidIo.ZERO);
    return new ExitedProcess(
        process.stat().pid(),
        process.stat().parent(),
        process.stat().comm(),
        process.stat().startTicks(),
        io.readBytes(),
        io.writeBytes(),
        io.cancelledWriteBytes(),
        process.cgroup().map(PidCgroup::paths).orElse(Map.of()),
        List.copyOf(files.getOrDefault(process.id(), Set.of())));
  }
}
