package dev.iosleuth.stack;

import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which cgroups a name stands for: a path, a unit, a container's name or id. */
final class CgroupNames {
  /** Ids of containers may be cut to this, as container tools print them. */
  private static final int SHORT_ID = 12;

  private CgroupNames() {}

  /** Paths, in their order; empty where no group has the name. */
  static List<String> paths(Sample sample, String name) {
    if (name.isEmpty() || name.equals("/")) {
      return List.of();
    }
    var paths = new TreeSet<>(sample.cgroups().groups().keySet());
    sample.processes().values().forEach(process -> paths.addAll(of(process)));
    List<String> ids =
        sample.cgroups().containers().entrySet().stream()
            .filter(container -> container.getValue().equals(name))
            .map(Map.Entry::getKey)
            .toList();
    return paths.stream()
        .filter(path -> names(path, name) || ids.stream().anyMatch(path::contains))
        .toList();
  }

  /** Whether the process is in one of these or in a group below. */
  static boolean holds(List<String> paths, ProcessSample process) {
    return of(process).stream()
        .anyMatch(own -> paths.stream().anyMatch(p -> own.equals(p) || own.startsWith(p + "/")));
  }

  private static Collection<String> of(ProcessSample process) {
    return process.cgroup().map(cgroup -> cgroup.paths().values()).orElse(List.of());
  }

  /**
   * The whole path or that of a group around it, its last part (a unit), or the name or id of a
   * container in its last part.
   */
  private static boolean names(String path, String name) {
    if (path.equals(name) || (name.startsWith("/") && path.startsWith(name + "/"))) {
      return true;
    }
    String last = path.substring(path.lastIndexOf('/') + 1);
    int dash = last.lastIndexOf('-');
    String id = last.substring(dash + 1);
    return !last.isEmpty()
        && (last.equals(name)
            || last.equals("lxc.payload." + name)
            || (name.length() >= SHORT_ID && id.startsWith(name)));
  }
}
