package dev.iosleuth.stack;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds what an administrator names: a volume, a kernel name, a DRBD resource, a number, a mount
 * point, a file, a process, a cgroup, a guest, a serial number.
 *
 * <p>Its chain in both directions is {@link Stacks#chains}.
 */
public final class Lookup {
  /** What came of it. */
  public sealed interface Answer {
    /**
     * @param nodes one; several where the name stands for several, such as a cgroup's
     */
    record Found(List<Node> nodes) implements Answer {
      public Found {
        nodes = List.copyOf(nodes);
      }
    }

    /**
     * Different things have this name.
     *
     * @param candidates of which one is to be named more precisely: by id, vg/lv or kernel name
     */
    record Ambiguous(List<Node> candidates) implements Answer {
      public Ambiguous {
        candidates = List.copyOf(candidates);
      }
    }

    /**
     * Nothing else has this name, but programs that run.
     *
     * @param processes each of which its number names, in that order
     */
    record Running(List<ProcessSample> processes) implements Answer {
      public Running {
        processes = List.copyOf(processes);
      }
    }

    /**
     * @param why in words for people
     * @param nearest names that are there and look alike, best first; may be empty
     * @param there whether something has this name, of which no device is known in this sample
     */
    record NotFound(String why, List<String> nearest, boolean there) implements Answer {
      public NotFound {
        nearest = List.copyOf(nearest);
      }

      NotFound(String why, List<String> nearest) {
        this(why, nearest, false);
      }
    }
  }

  /** Of more processes one has to be chosen by its number; this program may be one itself. */
  private static final int MOST_NAMED = 2;

  private Lookup() {}

  /** The first way to read the name that finds something decides. */
  public static Answer find(Sample sample, Stack stack, String name) {
    return find(sample, stack, name, _ -> Optional.empty());
  }

  /**
   * @param missing tells of an absolute path why no such file is there; empty if there is one, or
   *     if that cannot be known
   */
  public static Answer find(
      Sample sample, Stack stack, String name, Function<String, Optional<String>> missing) {
    if (name.isEmpty()) {
      return new Answer.NotFound("an empty name", List.of());
    }
    Optional<Answer> exact = new NodeLookup(sample, stack).find(name);
    if (exact.isPresent()) {
      return exact.get();
    }
    Optional<Answer> process = new ProcessLookup(sample, stack).find(name);
    if (process.isPresent()) {
      return process.get();
    }
    var paths = new PathLookup(sample, stack, missing);
    return paths
        .find(name)
        .or(() -> Lookup.instance(sample, paths, name))
        .or(() -> Lookup.running(sample, name))
        .orElseGet(() ->
            new Answer.NotFound(
                new Devices(sample).at(name).isPresent()
                    ? "a device that stands for nothing now: its size is 0"
                    : "no device, file system, guest, process or cgroup of this name",
                Nearest.to(name, stack)));
  }

  /** A guest that does not run here: where the files lie that ganeti's links of it lead to. */
  private static Optional<Answer> instance(Sample sample, PathLookup paths, String name) {
    return all(
        sample.topology().instanceDisks().stream()
            .filter(disk -> disk.instance().equals(name))
            .flatMap(disk -> paths.find(disk.target()).stream())
            .filter(Answer.Found.class::isInstance)
            .flatMap(found -> ((Answer.Found) found).nodes().stream())
            .toList());
  }

  private static Optional<Answer> running(Sample sample, String name) {
    List<ProcessSample> named = ProcessNames.of(sample, name);
    return named.isEmpty() ? Optional.empty() : Optional.of(new Answer.Running(named));
  }

  /** What is called so, or is identified by it: devices, file systems, guests; no files. */
  public static Optional<Answer> named(Sample sample, Stack stack, String name) {
    return new NodeLookup(sample, stack).find(name);
  }

  /** The programs of that name that run, where nothing is called so but they and cgroups. */
  public static List<ProcessSample> programs(Sample sample, Stack stack, String name) {
    return named(sample, stack, name).isPresent() ? List.of() : ProcessNames.of(sample, name);
  }

  /** Whether a process's own open files tell where its I/O enters. */
  public static boolean opens(Sample sample, Stack stack, ProcessSample process) {
    return new ProcessLookup(sample, stack).tells(process);
  }

  /** Numbers of the processes whose open files tell where the I/O of that name enters. */
  public static Set<Integer> processes(Sample sample, String name) {
    var pids = new TreeSet<Integer>();
    Fields.parseInt(name).ifPresent(pids::add);
    List<String> groups = CgroupNames.paths(sample, name);
    sample
        .processes()
        .forEach((pid, process) -> {
          if (CgroupNames.holds(groups, process)) {
            pids.add(pid);
          }
        });
    List<ProcessSample> named = pids.isEmpty() ? ProcessNames.of(sample, name) : List.of();
    if (named.size() <= MOST_NAMED) {
      named.forEach(process -> pids.add(process.stat().pid()));
    }
    return pids;
  }

  /** One node is found, several are candidates. */
  static Optional<Answer> one(List<Node> nodes) {
    List<Node> distinct = nodes.stream().distinct().toList();
    return switch (distinct.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Answer.Found(distinct));
      default -> Optional.of(new Answer.Ambiguous(distinct));
    };
  }

  /** Several nodes are all meant. */
  static Optional<Answer> all(List<Node> nodes) {
    return nodes.isEmpty()
        ? Optional.empty()
        : Optional.of(new Answer.Found(nodes.stream().distinct().toList()));
  }
}
