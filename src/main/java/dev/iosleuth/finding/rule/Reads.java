package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Input;
import dev.iosleuth.finding.Input.Lack;
import dev.iosleuth.kernel.proc.Swaps;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.kernel.tool.Df;
import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Files that several rules cannot do without. */
final class Reads {
  static final Input MOUNTS = Input.of("proc/self/mountinfo", s -> s.topology().mounts());

  static final Input VMSTAT = Input.counters("proc/vmstat", s -> s.system().vmstat());

  static final Input SWAPS = new Input("proc/swaps", false, Reads::swaps);

  static final Input NETWORK = Input.counters("proc/net/dev", s -> s.system().network());

  static final Input MDSTAT = new Input("proc/mdstat", false, Reads::mdstat);

  static final Input PROCESSES = Input.each("proc/*/stat", _ -> Stream.of());

  static final Input FULL =
      new Input(
          Tools.FILE_SYSTEMS.path(),
          false,
          s -> tool(Tools.FILE_SYSTEMS.path(), s.system().tools().fileSystems(), Df::damaged));

  static final Input KERNEL_LOG =
      new Input(
          Tools.KERNEL_LOG.path(),
          false,
          s -> tool(Tools.KERNEL_LOG.path(), s.system().tools().kernelLog(), KernelLog::damaged));

  /** Processes that are called like a guest's: without the command line nobody knows which. */
  static final Input GUESTS =
      Input.each(
          "proc/*/cmdline",
          sample ->
              sample.processes().values().stream()
                  .filter(process -> CommandLine.isEmulator(process.stat().comm()))
                  .flatMap(process -> Reads.guest(sample, process).stream()));

  /** What rules on swap weigh it by, where there is any. */
  static final Input SWAP_TRAFFIC =
      new Input(
          "proc/vmstat", true, sample -> swapping(sample, "proc/vmstat", sample.system().vmstat()));

  static final Input SWAP_DISKS =
      new Input(
          "proc/diskstats", true, sample -> swapping(sample, "proc/diskstats", sample.diskstats()));

  private Reads() {}

  private static List<Lack> swapping(Sample sample, String path, Reading<?> reading) {
    boolean none = sample.topology().swaps().map(known -> known.swaps().isEmpty()).orElse(false);
    return none ? List.of() : Input.lack(path, reading);
  }

  private static List<Lack> guest(Sample sample, ProcessSample process) {
    int pid = process.stat().pid();
    String path = "proc/" + pid + "/cmdline";
    boolean known =
        sample.guests().stream()
            .anyMatch(guest -> guest.pid().filter(one -> one == pid).isPresent());
    return known
        ? Input.lack(path, process.command())
        : List.of(
            new Lack(path, "not that of a guest, of a process called " + process.stat().comm()));
  }

  private static <T> List<Lack> tool(
      String path, Reading<T> answer, Function<T, List<Reading.Malformed<?>>> damaged) {
    return Stream.concat(
            Input.lack(path, answer).stream(),
            answer.map(damaged).orElse(List.of()).stream()
                .limit(1)
                .map(line -> new Lack(path, "not understood: " + line.sentence())))
        .toList();
  }

  /**
   * It names all swap that there is, of which meminfo has the sum. mm/swapfile.c, si_swapinfo().
   */
  private static List<Lack> swaps(Sample sample) {
    Reading<Swaps> swaps = sample.topology().swaps();
    long kib = sample.system().meminfoKib().orElse(Map.of()).getOrDefault("SwapTotal", 0L);
    boolean none = swaps.map(known -> known.swaps().isEmpty()).orElse(false);
    return none && kib > 0
        ? List.of(
            new Lack(
                "proc/swaps", "it names no swap, and proc/meminfo tells of " + kib + " KiB of it"))
        : Input.lack("proc/swaps", swaps);
  }

  /** A host without md has no such file; one with arrays in sysfs has. */
  private static List<Lack> mdstat(Sample sample) {
    boolean arrays =
        sample.topology().devices().values().stream()
            .anyMatch(device -> device.personality() instanceof Personality.MdArray);
    boolean absent =
        sample.mdstat() instanceof Reading.Absent<?>(String why) && why.startsWith("no such");
    return absent && !arrays ? List.of() : Input.lack("proc/mdstat", sample.mdstat());
  }

  /** Of arrays that could be checked: raid0 and linear have no such file. */
  static final Input ACTIONS =
      Input.each(
          "sys/block/*/md/sync_action",
          sample ->
              SyncSpeeds.arrays(sample).stream()
                  .flatMap(array ->
                      Input.lack(
                          "sys/block/" + array.name() + "/md/sync_action",
                          UntoldArrays.array(array)
                              .map(Personality.MdArray::syncAction)
                              .orElse(Reading.absent("it is no array")))
                          .stream()));

  /** One file of each disk's queue, of disks that this rule looks at. */
  static Input queue(
      String name,
      Function<Sample, List<BlockDevice>> disks,
      Function<BlockDevice, Reading<?>> setting) {
    return Input.each(
        "sys/block/*/queue/" + name,
        sample ->
            disks.apply(sample).stream()
                .flatMap(disk ->
                    Input.lack(
                        "sys/block/" + disk.name().replace('/', '!') + "/queue/" + name,
                        setting.apply(disk))
                        .stream()));
  }

  /** Devices that count and have no directory: what they are nobody can tell. */
  static final Input DIRECTORIES =
      Input.each(
          "sys/block/*",
          sample -> {
            var lacks = new ArrayList<Lack>();
            sample
                .diskstats()
                .optional()
                .ifPresent(stats ->
                    stats.rows().stream()
                        .filter(row -> sample.topology().device(row.name()).isEmpty())
                        .forEach(row ->
                            lacks.add(
                                new Lack(
                                    "sys/block/" + row.name(),
                                    "missing, though proc/diskstats has " + row.name()))));
            return lacks.stream();
          });

  /** Where partitions begin. */
  static final Input STARTS =
      Input.each(
          "sys/block/*/*/start",
          sample ->
              sample.topology().devices().values().stream()
                  .flatMap(device ->
                      device.personality()
                              instanceof Personality.Partition(String disk, _, Reading<Long> start)
                          ? Input.lack("sys/block/" + disk + "/" + device.name() + "/start", start)
                              .stream()
                          : Stream.of()));
}
