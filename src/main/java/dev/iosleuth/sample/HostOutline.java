package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands on what at one moment, and who runs: a sample without what processes, cgroups and the
 * host did, for when nothing is compared. Costs a third of a whole one.
 */
public final class HostOutline {
  private static final String WHY = "not asked";

  private HostOutline() {}

  public static Sample read(Tree tree) {
    Moment moment = tree.moment();
    var findings = new Findings();
    Reading<String> bootId = tree.read("proc/sys/kernel/random/boot_id").map(Text::strip);
    Reading<Diskstats> diskstats = Collector.diskstats(tree, findings);
    Topology topology = TopologyReader.read(tree);
    Map<Integer, ProcessSample> processes =
        ProcessOutline.read(tree, files(tree, topology), findings);
    // where a disk lies now only its guest's monitor knows
    GuestReader.Now guests =
        new GuestReader(GuestMonitors.Manner.PATIENTLY)
            .read(tree, topology, processes, GuestReader.Asking.MONITORS, findings);
    return new Sample(
        moment.host(),
        moment.wall(),
        moment.nanos(),
        bootId,
        diskstats,
        Collector.nvmePaths(tree, topology, diskstats, findings),
        Collector.mdstat(tree, findings),
        DrbdReader.read(tree, findings::add),
        processes,
        guests.guests(),
        guests.counters(),
        Map.of(),
        Reading.absent(WHY),
        CgroupIo.none(),
        SystemSample.absent(WHY),
        topology,
        findings.notes(),
        List.of());
  }

  /** The sample with the open files of these processes, where nobody had asked for them. */
  public static Sample open(Tree tree, Sample sample, Set<Integer> pids) {
    OpenFileReader files = files(tree, sample.topology());
    var processes = new HashMap<Integer, ProcessSample>(sample.processes());
    for (int pid : pids) {
      processes.computeIfPresent(pid, (_, process) -> open(process, files));
    }
    return sample.with(processes, sample.exited(), List.of());
  }

  private static ProcessSample open(ProcessSample process, OpenFileReader files) {
    return process.files() instanceof Reading.Absent<List<OpenFile>>
            && !process.stat().kernelThread()
        ? process.withFiles(files.read(process.stat().pid()))
        : process;
  }

  private static OpenFileReader files(Tree tree, Topology topology) {
    var mounts = new MountTable();
    mounts.renew(topology.mounts());
    return new OpenFileReader(tree, new BlockNames(topology), mounts);
  }
}
