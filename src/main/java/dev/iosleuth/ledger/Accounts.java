package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestHelper;
import dev.iosleuth.sample.ProcessId;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Makes accounts of processes, guests and cgroups, each with its path. */
final class Accounts {
  private static final int MOST_ANCESTORS = 100;

  private final Map<ProcessId, Account> guests = new HashMap<>();
  private final Set<Integer> pids = new HashSet<>();

  /** Names of guests by who serves their disks, at any time of the interval. */
  private final Map<ProcessId, Set<String>> clients = new HashMap<>();

  private final Map<String, String> containers;

  /** Names of containers that are machines, by the paths of their groups. */
  private final Map<String, String> machines = new HashMap<>();

  /** Of those that no group names: all that their first processes started. */
  private final Map<ProcessId, String> started = new HashMap<>();

  private final Map<Integer, String> parents = new HashMap<>();

  /**
   * @param containers readable names of containers by id
   */
  Accounts(Sample before, Sample after, Map<String, String> containers) {
    this.containers = containers;
    Stream.concat(
            Stream.of(before, after).flatMap(sample -> sample.guests().stream()),
            after.passed().stream().flatMap(passed -> passed.guests().stream()))
        .forEach(this::serve);
    after.passed().stream()
        .flatMap(passed -> passed.guests().stream())
        .forEach(guest -> add(guest, exited(guest, after)));
    for (Sample sample : List.of(before, after)) {
      sample.guests().forEach(guest -> guest.groups().forEach(p -> machines.put(p, guest.name())));
      sample.guests().forEach(guest -> add(guest, outer(guest, sample.processes())));
      addStarted(sample);
    }
  }

  private void serve(Guest guest) {
    guest.disks().stream()
        .flatMap(disk -> GuestFlows.server(disk).stream())
        .forEach(server ->
            clients.computeIfAbsent(server.process(), _ -> new HashSet<>()).add(guest.name()));
  }

  /** Who works for a guest alone is the guest, unless it served another one, too. */
  private void add(Guest guest, List<Account.Element> within) {
    if (guest.kind() == Guest.Kind.CONTAINER || guest.process().isEmpty()) {
      return;
    }
    ProcessId id = guest.process().get();
    // a machine of its own, whatever keeps it
    List<Account.Element> outer =
        within.stream().filter(element -> element.kind() != Account.Kind.GUEST).toList();
    Account account = leaf(Account.Kind.GUEST, guest.name(), id.pid(), id.startTicks(), outer);
    guests.put(id, account);
    pids.add(id.pid());
    for (GuestHelper helper : guest.helpers()) {
      if (clients.getOrDefault(helper.process(), Set.of()).size() <= 1) {
        guests.put(helper.process(), account);
        pids.add(helper.process().pid());
      }
    }
  }

  private List<Account.Element> outer(Guest guest, Map<Integer, ProcessSample> processes) {
    return guest
        .pid()
        .flatMap(pid -> Optional.ofNullable(processes.get(pid)))
        .map(this::outer)
        .orElse(List.of());
  }

  /** Of one that ended. */
  private List<Account.Element> exited(Guest guest, Sample after) {
    return after.exited().orElse(List.of()).stream()
        .filter(exited -> guest.process().equals(Optional.of(exited.id())))
        .findFirst()
        .map(this::outer)
        .orElse(List.of());
  }

  private void addStarted(Sample sample) {
    var names = new HashMap<Integer, String>();
    for (Guest guest : sample.guests()) {
      if (guest.kind() == Guest.Kind.CONTAINER && guest.groups().isEmpty()) {
        guest.pid().ifPresent(pid -> names.put(pid, guest.name()));
      }
    }
    if (names.isEmpty()) {
      return;
    }
    for (ProcessSample process : sample.processes().values()) {
      keeper(process, names, sample.processes())
          .ifPresent(name -> {
            started.put(process.id(), name);
            parents.put(process.stat().pid(), name);
          });
    }
  }

  /**
   * The nearest of its ancestors that is a container's first process.
   *
   * @param names of containers by the numbers of these
   */
  private static Optional<String> keeper(
      ProcessSample process, Map<Integer, String> names, Map<Integer, ProcessSample> processes) {
    ProcessSample at = process;
    for (int i = 0; at != null && i < MOST_ANCESTORS; i++) {
      String name = names.get(at.stat().pid());
      if (name != null) {
        return Optional.of(name);
      }
      at = processes.get(at.stat().parent());
    }
    return Optional.empty();
  }

  Account of(ProcessSample process) {
    Account guest = guests.get(process.id());
    return guest != null ? guest : own(process);
  }

  /** Its own, also of one who works for a guest. */
  Account own(ProcessSample process) {
    PidStat stat = process.stat();
    return leaf(Account.Kind.PROCESS, stat.comm(), stat.pid(), stat.startTicks(), outer(process));
  }

  Account of(ExitedProcess process) {
    Account guest = guests.get(process.id());
    return guest != null
        ? guest
        : leaf(
            Account.Kind.PROCESS,
            process.comm(),
            process.pid(),
            process.startTicks(),
            outer(process));
  }

  /** Of a guest, by its process or that of one who works for it alone. */
  Optional<Account> ofGuest(ProcessId process) {
    return Optional.ofNullable(guests.get(process));
  }

  /** Whether it is a guest, or works for one alone. */
  boolean isGuest(int pid) {
    return pids.contains(pid);
  }

  /** The account of a whole group; its path is never empty, since the root is nobody's. */
  Account ofCgroup(String path) {
    List<Account.Element> elements = CgroupName.elements(path, containers, machines);
    Account.Element last =
        elements.isEmpty() ? new Account.Element(Account.Kind.CGROUP, path) : elements.getLast();
    List<Account.Element> all = elements.isEmpty() ? List.of(last) : elements;
    return new Account(
        last.kind(), last.name(), "", OptionalLong.empty(), OptionalLong.empty(), all);
  }

  private List<Account.Element> outer(ProcessSample process) {
    List<Account.Element> outer = outer(process.cgroup().map(PidCgroup::paths).orElse(Map.of()));
    String machine = started.get(process.id());
    return machine == null ? outer : within(machine, outer);
  }

  private List<Account.Element> outer(ExitedProcess process) {
    List<Account.Element> outer = outer(process.cgroup());
    String machine = started.getOrDefault(process.id(), parents.get(process.parent()));
    return machine == null ? outer : within(machine, outer);
  }

  private static List<Account.Element> within(String machine, List<Account.Element> outer) {
    var within = new ArrayList<Account.Element>();
    within.add(new Account.Element(Account.Kind.GUEST, machine));
    within.addAll(outer);
    return within;
  }

  /** The path that says most: v2, then blkio, then systemd's own hierarchy. */
  private List<Account.Element> outer(Map<String, String> paths) {
    for (String controller : List.of("", "blkio", "name=systemd")) {
      String path = paths.get(controller);
      if (path != null && !path.equals("/")) {
        return CgroupName.elements(path, containers, machines);
      }
    }
    return List.of();
  }

  private static Account leaf(
      Account.Kind kind, String name, int pid, long startTicks, List<Account.Element> outer) {
    var path = new ArrayList<>(outer);
    path.add(new Account.Element(kind, name));
    return new Account(kind, name, "", OptionalLong.of(pid), OptionalLong.of(startTicks), path);
  }
}
