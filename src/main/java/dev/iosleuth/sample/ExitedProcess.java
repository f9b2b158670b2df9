package dev.iosleuth.sample;

import java.util.List;
import java.util.Map;

/**
 * What taskstats told of a process that ended since the sample before (include/uapi/linux/
 * taskstats.h): its threads added up.
 *
 * @param cgroup its cgroup paths where they were known before it ended; else empty
 * @param files what it had open when it was last seen; else empty
 */
public record ExitedProcess(
    int pid,
    int parent,
    String comm,
    long startTicks,
    long readBytes,
    long writeBytes,
    long cancelledWriteBytes,
    Map<String, String> cgroup,
    List<OpenFile> files) {
  public ExitedProcess {
    cgroup = Map.copyOf(cgroup);
    files = List.copyOf(files);
  }

  public ProcessId id() {
    return new ProcessId(pid, startTicks);
  }
}
