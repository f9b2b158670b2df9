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

/** Makes accounts of processes, guests and cgroups, each with its path. */
final class Accounts {
  private final Map<ProcessId, Account> guests = new HashMap<>();
  private final Set<Integer> pids = new HashSet<>();
  private final Map<String, String> containers;

  /**
   * @param containers readable names of containers by id
   */
  Accounts(Sample before, Sample after, Map<String, String> containers) {
    this.containers = containers;
    before.guests().forEach(guest -> add(guest, before.processes()));
    after.guests().forEach(guest -> add(guest, after.processes()));
  }

  /** Who works for a guest alone is the guest. */
  private void add(Guest guest, Map<Integer, ProcessSample> processes) {
    if (guest.kind() == Guest.Kind.CONTAINER || guest.process().isEmpty()) {
      return;
    }
    ProcessId id = guest.process().get();
    List<Account.Element> outer =
        Optional.ofNullable(processes.get(id.pid())).map(this::outer).orElse(List.of());
    Account account = leaf(Account.Kind.GUEST, guest.name(), id.pid(), id.startTicks(), outer);
    guests.put(id, account);
    pids.add(id.pid());
    for (GuestHelper helper : guest.helpers()) {
      guests.put(helper.process(), account);
      pids.add(helper.process().pid());
    }
  }

  Account of(ProcessSample process) {
    PidStat stat = process.stat();
    Account guest = guests.get(process.id());
    return guest != null
        ? guest
        : leaf(Account.Kind.PROCESS, stat.comm(), stat.pid(), stat.startTicks(), outer(process));
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
            outer(process.cgroup()));
  }

  /** Whether it is a guest, or works for one alone. */
  boolean isGuest(int pid) {
    return pids.contains(pid);
  }

  /** The account of a whole group; its path is never empty, since the root is nobody's. */
  Account ofCgroup(String path) {
    List<Account.Element> elements = CgroupName.elements(path, containers);
    Account.Element last =
        elements.isEmpty() ? new Account.Element(Account.Kind.CGROUP, path) : elements.getLast();
    List<Account.Element> all = elements.isEmpty() ? List.of(last) : elements;
    return new Account(
        last.kind(), last.name(), "", OptionalLong.empty(), OptionalLong.empty(), all);
  }

  private List<Account.Element> outer(ProcessSample process) {
    return outer(process.cgroup().map(PidCgroup::paths).orElse(Map.of()));
  }

  /** The path that says most: v2, then blkio, then systemd's own hierarchy. */
  private List<Account.Element> outer(Map<String, String> paths) {
    for (String controller : List.of("", "blkio", "name=systemd")) {
      String path = paths.get(controller);
      if (path != null && !path.equals("/")) {
        return CgroupName.elements(path, containers);
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
