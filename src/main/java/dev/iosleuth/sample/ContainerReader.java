package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.tool.MachineCommand;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest.Manager;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Containers that are machines of their own, by the cgroups of their processes and by the command
 * lines of those who keep them. A container is known by its first process: the one whose parent is
 * outside.
 */
public final class ContainerReader {
  private static final int MOST_PATHS = 20_000;

  private final Map<String, Optional<MachineGroup>> groups = new HashMap<>();

  /** The same for processes that share what was read; kept while they are looked at. */
  private final IdentityHashMap<PidCgroup, List<MachineGroup>> shared = new IdentityHashMap<>();

  private Map<ProcessId, Seen> seen = new HashMap<>();

  private record Seen(Topology topology, Guest guest) {
    @SuppressWarnings("ReferenceEquality") // the same object while nothing was read anew
    boolean still(Topology now) {
      return topology == now;
    }
  }

  /**
   * A container's first process.
   *
   * @param groups that hold all of it
   */
  private record First(ProcessSample process, String name, Manager manager, Set<String> groups) {
    String key() {
      return groups.isEmpty() ? "" + process.stat().pid() : groups.stream().sorted().toList() + "";
    }
  }

  void forget() {
    seen = new HashMap<>();
    groups.clear();
  }

  List<Guest> read(Tree tree, Topology topology, Map<Integer, ProcessSample> processes) {
    var now = new HashMap<ProcessId, Seen>();
    var guests = new ArrayList<Guest>();
    for (First first : firsts(processes)) {
      ProcessId id = first.process().id();
      Seen before = seen.get(id);
      Seen guest =
          before != null && before.still(topology) && isOf(before.guest(), first)
              ? before
              : new Seen(topology, guest(tree, topology, first));
      now.put(id, guest);
      guests.add(guest.guest());
    }
    seen = now;
    return guests;
  }

  /** Numbers of the containers' first processes, whose mounts tell where they live. */
  public Set<Integer> pids(Map<Integer, ProcessSample> processes) {
    var pids = new HashSet<Integer>();
    firsts(processes).forEach(first -> pids.add(first.process().stat().pid()));
    return pids;
  }

  private static boolean isOf(Guest guest, First first) {
    return guest.name().equals(first.name()) && guest.groups().equals(first.groups());
  }

  private List<First> firsts(Map<Integer, ProcessSample> processes) {
    if (groups.size() > MOST_PATHS) {
      groups.clear();
    }
    shared.clear();
    var found = new ArrayList<First>();
    for (ProcessSample process : processes.values()) {
      first(process, processes.get(process.stat().parent())).ifPresent(found::add);
    }
    // others may have entered it later (lxc-attach, machinectl shell)
    found.sort(
        Comparator.<First>comparingLong(first -> first.process().stat().startTicks())
            .thenComparingInt(first -> first.process().stat().pid()));
    var oldest = new LinkedHashMap<String, First>();
    found.forEach(first -> oldest.putIfAbsent(first.key(), first));
    return oldest.values().stream()
        .filter(first -> !Guests.is(first.process()))
        .sorted(Comparator.comparing(First::name))
        .toList();
  }

  private Optional<First> first(ProcessSample process, @Nullable ProcessSample parent) {
    if (process.stat().kernelThread()) {
      return Optional.empty();
    }
    Optional<MachineCommand> keeper = parent == null ? Optional.empty() : keeper(parent);
    List<MachineGroup> own = groups(process);
    boolean none = own.isEmpty() && keeper.isEmpty();
    boolean within = parent != null && !own.isEmpty() && groups(parent).containsAll(own);
    if (none || (within && keeper.isEmpty()) || keeper(process).isPresent()) {
      return Optional.empty();
    }
    if (own.isEmpty()) {
      return keeper.map(k -> new First(process, k.name(), manager(k), Set.of()));
    }
    var paths = new HashSet<String>();
    own.forEach(group -> paths.add(group.path()));
    return Optional.of(new First(process, own.getFirst().name(), own.getFirst().manager(), paths));
  }

  private static Optional<MachineCommand> keeper(ProcessSample process) {
    return MachineCommand.of(process.command().orElse(List.of()));
  }

  private static Manager manager(MachineCommand keeper) {
    return switch (keeper.program()) {
      case LXC -> Manager.LXC;
      case NSPAWN -> Manager.NSPAWN;
    };
  }

  private List<MachineGroup> groups(ProcessSample process) {
    return process.cgroup() instanceof Reading.Known<PidCgroup>(PidCgroup cgroup)
        ? shared.computeIfAbsent(cgroup, this::machines)
        : List.of();
  }

  /** Of all hierarchies; where they tell different machines, of the first by path. */
  private List<MachineGroup> machines(PidCgroup cgroup) {
    List<MachineGroup> found = List.of();
    for (String path : cgroup.paths().values()) {
      Optional<MachineGroup> group = group(path);
      if (group.isPresent()) {
        found = found.isEmpty() ? new ArrayList<>() : found;
        found.add(group.get());
      }
    }
    if (found.size() < 2) {
      return found;
    }
    found.sort(Comparator.comparing(MachineGroup::path));
    String name = found.getFirst().name();
    return found.stream().filter(group -> group.name().equals(name)).distinct().toList();
  }

  private Optional<MachineGroup> group(String path) {
    return path.length() < 2 ? Optional.empty() : groups.computeIfAbsent(path, MachineGroup::of);
  }

  private static Guest guest(Tree tree, Topology topology, First first) {
    Reading<Mountinfo> mounts =
        tree.read("proc/" + first.process().stat().pid() + "/mountinfo").then(Mountinfo::parse);
    return new Guest(
        Guest.Kind.CONTAINER,
        first.name(),
        "",
        first.manager(),
        Optional.empty(),
        Reading.absent("a container has no qemu"),
        Optional.of(first.process().id()),
        new ContainerDisks(topology).of(mounts.map(Mountinfo::mounts).orElse(List.of())),
        List.of(),
        List.of(),
        List.of(),
        first.groups());
  }
}
