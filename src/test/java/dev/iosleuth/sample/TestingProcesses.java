package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Processes and their open files, for {@link TestingSamples}. */
public final class TestingProcesses {
  private TestingProcesses() {}

  /** Started at tick 100 + pid, in the v2 cgroup /, nothing asked about its files. */
  public static ProcessSample process(int pid, String comm, String... command) {
    return new ProcessSample(
        new PidStat(pid, comm, 'S', 1, 0, 0, 0, 100L + pid, 0),
        Reading.known(PidIo.ZERO),
        Reading.known(new PidCgroup(Map.of("", "/"))),
        Reading.known(List.of(command)),
        Reading.absent("not asked"));
  }

  /** The same at another moment of its life. */
  public static ProcessSample at(ProcessSample process, PidStat stat) {
    return new ProcessSample(
        stat, process.io(), process.cgroup(), process.command(), process.files());
  }

  public static ProcessSample with(ProcessSample process, OpenFile... files) {
    return new ProcessSample(
        process.stat(),
        process.io(),
        process.cgroup(),
        process.command(),
        Reading.known(List.of(files)));
  }

  /** In that v2 cgroup. */
  public static ProcessSample in(ProcessSample process, String cgroup) {
    return new ProcessSample(
        process.stat(),
        process.io(),
        Reading.known(new PidCgroup(Map.of("", cgroup))),
        process.command(),
        process.files());
  }

  /** With those bytes read and written so far. */
  public static ProcessSample moved(ProcessSample process, long readBytes, long writeBytes) {
    return new ProcessSample(
        process.stat(),
        Reading.known(new PidIo(readBytes, writeBytes, 0, 0, readBytes, writeBytes, 0)),
        process.cgroup(),
        process.command(),
        process.files());
  }

  public static OpenFile file(String path, int major, int minor) {
    return new OpenFile(
        path, OpenFile.Kind.FILE, Optional.of(new DevNo(major, minor)), true, false, -1);
  }

  public static OpenFile block(String path, int major, int minor) {
    return new OpenFile(
        path, OpenFile.Kind.BLOCK, Optional.of(new DevNo(major, minor)), true, true, -1);
  }

  /** A program or library, mapped to be run. */
  public static OpenFile mapped(String path, int major, int minor) {
    return new OpenFile(
        path, OpenFile.Kind.MAPPED, Optional.of(new DevNo(major, minor)), false, false, -1);
  }

  /**
   * That read so much from disks.
   *
   * @param called bytes that read calls returned
   */
  public static ProcessSample read(
      ProcessSample process, long readBytes, long called, long faults) {
    PidStat stat = process.stat();
    return new ProcessSample(
        new PidStat(stat.pid(), stat.comm(), 'S', 1, 0, faults, 0, stat.startTicks(), 0),
        Reading.known(new PidIo(called, 0, 0, 0, readBytes, 0, 0)),
        process.cgroup(),
        process.command(),
        process.files());
  }
}
