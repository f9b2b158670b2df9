package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.sample.BlockDevice.Personality.NvmePath;
import dev.iosleuth.source.ExitRecord;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.Tree;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Takes samples of one host, live, captured or recorded alike. Keeps what rarely changes from one
 * to the next, so that a warm sample costs little; given another previous sample than the one that
 * it made last it is right all the same, only slower.
 *
 * <p>Tools run first: what they read of disks belongs to the time before the sample. Then the
 * counters of devices and cgroups are read, close to each other, then processes.
 */
public final class Collector {
  private final TopologyCache topologies = new TopologyCache();
  private final ProcessReader processes;
  private final CgroupReader cgroups = new CgroupReader();
  private final ContainerNames containers = new ContainerNames();
  private final MountTable mounts = new MountTable();
  private final GuestReader guests;
  private final ToolReader tools;
  private final boolean agents;
  private List<ExitRecord> waiting = List.of();

  /** Whom to ask beside the kernel, since it takes long or disturbs them. */
  public enum Ask {
    /** Tools that explain, see {@link ToolAnswers}. */
    TOOLS,
    /** The guests' agents. */
    AGENTS,
    /** Monitors that were held or too slow a second time: that may take some tenths of a second. */
    MONITORS_TWICE
  }

  public Collector() {
    this(Set.of());
  }

  /**
   * @param wanted numbers of processes whose open files are read whatever they do; those of others
   *     only when they did I/O
   */
  public Collector(Set<Integer> wanted) {
    this(wanted, Set.of());
  }

  /**
   * @param also what is asked beside the kernel; what a recording holds of it is read in any case
   */
  public Collector(Set<Integer> wanted, Set<Ask> also) {
    this.processes = new ProcessReader(wanted);
    this.tools = new ToolReader(also.contains(Ask.TOOLS));
    this.agents = also.contains(Ask.AGENTS);
    this.guests = new GuestReader(GuestMonitors.Manner.of(also));
  }

  /** With the exit records that a recording holds; of any other tree without. */
  public Sample collect(Tree tree, Optional<Sample> previous) {
    return collect(
        tree,
        previous,
        tree instanceof Recorded recorded ? recorded.exits() : Reading.absent("not asked"));
  }

  /**
   * @param previous of the same host, the one to be compared with
   * @param exits of processes that ended since then
   */
  public Sample collect(Tree tree, Optional<Sample> previous, Reading<Exits> exits) {
    return collect(tree, previous, () -> exits);
  }

  /**
   * @param exits is asked behind the processes: so whoever is missing among them has its record,
   *     and whoever is among them though it has one ended behind them and is told of next time
   */
  public Sample collect(Tree tree, Optional<Sample> previous, Supplier<Reading<Exits>> exits) {
    return collect(tree, previous, exits, true);
  }

  /** A look between two samples: the guests' monitors are left in peace. */
  public Sample glance(Tree tree, Optional<Sample> previous, Supplier<Reading<Exits>> exits) {
    return collect(tree, previous, exits, false);
  }

  private Sample collect(
      Tree tree, Optional<Sample> previous, Supplier<Reading<Exits>> exits, boolean asking) {
    Moment moment = tree.moment();
    var findings = new Findings();
    Reading<String> bootId = tree.read("proc/sys/kernel/random/boot_id").map(Text::strip);
    if (previous.isEmpty() || !previous.get().bootId().equals(bootId)) {
      forget();
    }
    Topology topology = topologies.read(tree, tree.read("proc/diskstats").then(Diskstats::parse));
    ToolAnswers told = tools.read(tree, topology);
    List<DrbdResource> drbd = DrbdReader.read(tree, findings::add);
    cgroups.list(tree, topology.mounts());
    // After the topology and after all tools, which take long and read disks themselves.
    Reading<Diskstats> diskstats = diskstats(tree, findings);
    Reading<Mdstat> mdstat = mdstat(tree, findings);
    Map<String, Diskstats.Row> paths = nvmePaths(tree, topology, diskstats, findings);
    CgroupIo counted = cgroups.read(tree, findings);
    mounts.renew(topology.mounts());
    var files = new OpenFileReader(tree, new BlockNames(topology), mounts);
    Map<Integer, ProcessSample> now = processes.read(tree, previous, files, findings);
    Map<Integer, ProcessSample> before = previous.map(Sample::processes).orElse(Map.of());
    Reading<Exits> heard = exits.get();
    noteLost(heard, findings);
    Reading<List<ExitedProcess>> exited = heard.map(ended -> join(ended, before, now));
    CgroupIo groups = cgroups.with(counted, tree, now.values(), findings);
    // Last: a monitor that is silent holds up nothing else. What they tell has its own time.
    GuestReader.Now machines = guests.read(tree, topology, now, asking(tree, asking), findings);
    return new Sample(
        moment.host(),
        moment.wall(),
        moment.nanos(),
        bootId,
        diskstats,
        paths,
        mdstat,
        drbd,
        now,
        machines.guests(),
        machines.counters(),
        machines.inside(),
        exited,
        groups.withContainers(names(tree, groups, now.values())),
        SystemReader.read(tree, tools.withFiles(told, tree, previous, now), findings),
        topology,
        findings.notes(),
        List.of());
  }

  private GuestReader.Asking asking(Tree tree, boolean monitors) {
    if (!monitors) {
      return GuestReader.Asking.NOBODY;
    }
    return agents || tree instanceof Recorded
        ? GuestReader.Asking.AGENTS_TOO
        : GuestReader.Asking.MONITORS;
  }

  private List<ExitedProcess> join(
      Exits ended, Map<Integer, ProcessSample> before, Map<Integer, ProcessSample> now) {
    var joined = ExitedProcesses.join(waiting, ended.records(), before, now);
    waiting = joined.waiting();
    return joined.exited();
  }

  private static void noteLost(Reading<Exits> exits, Findings findings) {
    long lost = findings.noted(exits).map(Exits::overruns).orElse(0L);
    if (lost > 0) {
      findings.gap(
          "taskstats",
          "more processes ended than could be noted down: what some of them did stands on their"
              + " cgroups or entries");
    }
  }

  private void forget() {
    topologies.forget();
    processes.forget();
    cgroups.forget();
    containers.forget();
    guests.forget();
    tools.forget();
    waiting = List.of();
  }

  private Map<String, String> names(
      Tree tree, CgroupIo groups, Collection<ProcessSample> processes) {
    if (tree instanceof Recorded recorded) {
      return recorded.containers();
    }
    var paths = new HashSet<>(groups.groups().keySet());
    Set<PidCgroup> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (ProcessSample process : processes) {
      if (process.cgroup() instanceof Reading.Known<PidCgroup>(PidCgroup cgroup)
          && seen.add(cgroup)) {
        paths.addAll(cgroup.paths().values());
      }
    }
    return containers.read(tree, paths);
  }

  static Reading<Diskstats> diskstats(Tree tree, Findings findings) {
    Reading<Diskstats> diskstats =
        findings.noted(tree.read("proc/diskstats").then(Diskstats::parse));
    if (diskstats instanceof Reading.Absent<Diskstats>(String why)) {
      findings.gap("proc/diskstats", "no device could be seen: " + why);
    }
    diskstats.optional().ifPresent(d -> findings.damaged("proc/diskstats", d.damaged()));
    if (diskstats instanceof Reading.Malformed<Diskstats>
        || diskstats.map(d -> d.rows().isEmpty()).orElse(false)) {
      findings.gap("proc/diskstats", "no device could be seen: none of it was understood");
    }
    return diskstats;
  }

  static Reading<Mdstat> mdstat(Tree tree, Findings findings) {
    Reading<Mdstat> mdstat = findings.noted(tree.read("proc/mdstat").then(Mdstat::parse));
    mdstat.optional().ifPresent(m -> findings.damaged("proc/mdstat", m.damaged()));
    return mdstat;
  }

  /** Diskstats lists no hidden devices on most kernels; their own stat files tell the same. */
  static Map<String, Diskstats.Row> nvmePaths(
      Tree tree, Topology topology, Reading<Diskstats> diskstats, Findings findings) {
    List<BlockDevice> paths =
        topology.devices().values().stream()
            .filter(device -> device.personality() instanceof NvmePath)
            .toList();
    if (paths.isEmpty()) {
      return Map.of();
    }
    Set<String> listed =
        diskstats.map(Diskstats::rows).orElse(List.of()).stream()
            .map(Diskstats.Row::name)
            .collect(Collectors.toSet());
    var rows = new HashMap<String, Diskstats.Row>();
    for (BlockDevice path : paths) {
      if (!listed.contains(path.name())) {
        Reading<Diskstats> own =
            findings.noted(
                tree.read("sys/block/" + path.name() + "/stat")
                    .then(text -> Diskstats.parse(named(text, path))));
        own.optional().ifPresent(d -> d.rows().forEach(row -> rows.put(path.name(), row)));
      }
    }
    return rows;
  }

  /** A stat file is a line of diskstats without its first three fields. */
  private static Text named(Text stat, BlockDevice device) {
    String head = device.dev().major() + " " + device.dev().minor() + " " + device.name() + " ";
    return new Text(stat.path(), Utf8.encode(head + stat.string()), stat.nanos());
  }
}
