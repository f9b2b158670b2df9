package dev.iosleuth.ledger;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Makes accounts of processes, guests and cgroups, each with its path. */
final class Accounts {
  private final Map<Long, String> guests = new HashMap<>();
  private final Map<String, String> containers;

  /**
   * @param containers readable names of containers by id
   */
  Accounts(Stack stack, Map<String, String> containers) {
    this.containers = containers;
    for (Node node : stack.nodes().values()) {
      if (node.kind() == Node.Kind.GUEST) {
        Fields.parse(node.attribute("pid")).ifPresent(pid -> guests.put(pid, node.name()));
      }
    }
  }

  Account of(ProcessSample process) {
    int pid = process.stat().pid();
    List<Account.Element> outer = outer(process.cgroup().map(c -> c.paths()).orElse(Map.of()));
    String guest = guests.get((long) pid);
    return guest != null
        ? leaf(Account.Kind.GUEST, guest, pid, process.stat().startTicks(), outer)
        : leaf(
            Account.Kind.PROCESS, process.stat().comm(), pid, process.stat().startTicks(), outer);
  }

  Account of(ExitedProcess process) {
    return leaf(
        Account.Kind.PROCESS,
        process.comm(),
        process.pid(),
        process.startTicks(),
        outer(process.cgroup()));
  }

  boolean isGuest(int pid) {
    return guests.containsKey((long) pid);
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
