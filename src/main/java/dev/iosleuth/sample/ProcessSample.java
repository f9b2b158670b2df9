package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import java.util.List;

/**
 * One process at one instant.
 *
 * @param io absent where the reader may not see it (another user's process without root)
 * @param command the arguments; empty for kernel threads; read once a process
 * @param files what it has open, read only for processes whose I/O counters moved since the sample
 *     before (and for guests, and who serves them by NBD): absent says that it was not asked
 */
public record ProcessSample(
    PidStat stat,
    Reading<PidIo> io,
    Reading<PidCgroup> cgroup,
    Reading<List<String>> command,
    Reading<List<OpenFile>> files) {

  ProcessSample withFiles(Reading<List<OpenFile>> open) {
    return new ProcessSample(stat, io, cgroup, command, open);
  }

  public ProcessId id() {
    return new ProcessId(stat.pid(), stat.startTicks());
  }
}
