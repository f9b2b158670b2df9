package dev.iosleuth.model;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process and what /proc says of it. */
final class Program {
  private final int pid;
  private final String comm;
  private final long startTicks;
  private final String cgroup;
  private final List<String> command;
  private final Cause cause;
  private final List<OpenFile> files = new ArrayList<>();
  private long readBytes;
  private long writeBytes;
  private long readChars;
  private long writeChars;
  private long calls;
  private long majorFaults;
  private boolean asynchronous;

  Program(int pid, String comm, long startTicks, String cgroup, List<String> command, Cause cause) {
    this.pid = pid;
    this.comm = comm;
    this.startTicks = startTicks;
    this.cgroup = cgroup;
    this.command = List.copyOf(command);
    this.cause = cause;
  }

  int pid() {
    return pid;
  }

  Cause cause() {
    return cause;
  }

  String cgroup() {
    return cgroup;
  }

  void open(OpenFile file) {
    files.add(file);
  }

  /**
   * From now on by io_submit, past what counts characters (fs/read_write.c); its ring is mapped
   * (fs/aio.c).
   */
  Program asynchronous() {
    asynchronous = true;
    files.add(
        new OpenFile(
            "/[aio] (deleted)",
            OpenFile.Kind.MAPPED,
            Optional.of(new DevNo(0, 18)),
            false,
            false,
            -1));
    return this;
  }

  /** Bytes that a bio of this process reads. */
  void reads(long bytes) {
    readBytes += bytes;
    readChars += asynchronous ? 0 : bytes;
    calls++;
  }

  /** A page of a mapped file was not in memory: read with those around it, by no call. */
  void faults(long bytes) {
    readBytes += bytes;
    majorFaults++;
  }

  /** Bytes written directly, or dirtied. */
  void writes(long bytes) {
    writeBytes += bytes;
    writeChars += asynchronous ? 0 : bytes;
    calls++;
  }

  PidIo io() {
    return new PidIo(readChars, writeChars, calls, calls, readBytes, writeBytes, 0);
  }

  private Map<String, String> cgroups(CgroupIo.Version version) {
    String path = cgroup.isEmpty() ? "/" : cgroup;
    return switch (version) {
      case V1 -> Map.of("blkio", path, "name=systemd", path);
      case V2 -> Map.of("", path);
      case NONE -> Map.of();
    };
  }

  /**
   * @param asked whether the collector looks at its files
   */
  ProcessSample sample(CgroupIo.Version version, boolean asked) {
    return new ProcessSample(
        new PidStat(pid, comm, 'S', 1, 0x400000, majorFaults, calls, startTicks, 0),
        Reading.known(io()),
        version == CgroupIo.Version.NONE
            ? Reading.absent("no such file")
            : Reading.known(new PidCgroup(cgroups(version))),
        Reading.known(command),
        asked ? Reading.known(List.copyOf(files)) : Reading.absent("did nothing"));
  }

  ExitedProcess exited(CgroupIo.Version version) {
    return new ExitedProcess(
        pid, 1, comm, startTicks, readBytes, writeBytes, 0, cgroups(version), List.copyOf(files));
  }
}
