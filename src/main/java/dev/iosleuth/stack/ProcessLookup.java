package dev.iosleuth.stack;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Lookup.Answer;
import dev.iosleuth.unit.DevNo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Processes by number and cgroups by path, unit or container name: where their I/O enters. */
final class ProcessLookup {
  private final Sample sample;
  private final Stack stack;
  private final Mounts mounts;
  private final Map<String, Node> byPid = new HashMap<>();

  ProcessLookup(Sample sample, Stack stack) {
    this.sample = sample;
    this.stack = stack;
    this.mounts = new Mounts(sample.topology());
    for (Node node : stack.nodes().values()) {
      if (node.kind() == Node.Kind.GUEST || node.kind() == Node.Kind.PROCESS) {
        byPid.put(node.attribute("pid"), node);
      }
    }
  }

  Optional<Answer> find(String name) {
    OptionalLong number = Fields.parse(name);
    ProcessSample process =
        number.isPresent() ? sample.processes().get((int) number.getAsLong()) : null;
    if (process != null) {
      return Optional.of(process(process));
    }
    return cgroup(name);
  }

  private Answer process(ProcessSample process) {
    List<Node> entries = entries(process);
    List<Node> nodes = entries.isEmpty() ? ofItsGroup(process) : entries;
    if (!nodes.isEmpty()) {
      return new Answer.Found(nodes);
    }
    String why =
        process
            .files()
            .whyNot()
            .map(reason -> "its open files are not known: " + reason)
            .orElse("it has no file open on a block device");
    return new Answer.NotFound(
        "process " + process.stat().pid() + " (" + process.stat().comm() + "): " + why,
        List.of(),
        true);
  }

  /** Whether its open files tell where its I/O enters; else that may be known by its cgroup. */
  boolean tells(ProcessSample process) {
    return !entries(process).isEmpty();
  }

  /**
   * Where its cgroup was counted in which nobody else did any I/O, the topmost devices: it has
   * closed by now what it worked on, or its files may not be seen.
   */
  private List<Node> ofItsGroup(ProcessSample process) {
    List<String> own =
        process.cgroup().map(cgroup -> List.copyOf(cgroup.paths().values())).orElse(List.of());
    List<String> paths = own.stream().filter(path -> !path.equals("/")).toList();
    List<ProcessSample> movers =
        sample.processes().values().stream()
            .filter(other -> CgroupNames.holds(paths, other) && hasMoved(other).orElse(true))
            .toList();
    boolean alone = hasMoved(process).orElse(false) && movers.equals(List.of(process));
    List<Node> counted = alone ? counted(paths) : List.of();
    var lower = new HashSet<NodeId>();
    counted.forEach(node -> stack.below(node.id()).stream().skip(1).forEach(lower::add));
    return counted.stream().filter(node -> !lower.contains(node.id())).toList();
  }

  private static Reading<Boolean> hasMoved(ProcessSample process) {
    return process.io().map(io -> io.readBytes() + io.writeBytes() > 0);
  }

  private List<Node> entries(ProcessSample process) {
    Optional<Node> own = Optional.ofNullable(byPid.get(String.valueOf(process.stat().pid())));
    var nodes = new LinkedHashSet<Node>(own.stream().toList());
    if (own.isPresent() && own.get().kind() == Node.Kind.GUEST) {
      return List.copyOf(nodes);
    }
    List<OpenFile> files = process.files().orElse(List.of());
    files.stream()
        .filter(ProcessLookup::isWorkedOn)
        .forEach(file -> place(file).ifPresent(nodes::add));
    if (nodes.isEmpty()) {
      files.stream()
          .filter(file -> file.kind() == OpenFile.Kind.MAPPED)
          .forEach(file -> place(file).ifPresent(nodes::add));
    }
    return List.copyOf(nodes);
  }

  /**
   * Every program and its libraries are mapped, which says nothing where there is anything else.
   */
  private static boolean isWorkedOn(OpenFile file) {
    return file.kind() == OpenFile.Kind.FILE
        || (file.kind() == OpenFile.Kind.MAPPED && file.writable());
  }

  private Optional<Node> place(OpenFile file) {
    return file.dev()
        .or(() -> mounts.holding(file.path()).map(mount -> mount.dev()))
        .flatMap(dev -> stack.find(FileSystems.id(dev)));
  }

  private Optional<Answer> cgroup(String name) {
    List<String> paths = CgroupNames.paths(sample, name);
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    List<Node> nodes = inside(paths);
    return Optional.of(
        nodes.isEmpty()
            ? new Answer.NotFound(
                "cgroup " + paths.getFirst() + " has no I/O on a block device", List.of(), true)
            : new Answer.Found(nodes));
  }

  /** Where its processes' I/O enters, and the devices that it is counted on beyond those. */
  private List<Node> inside(List<String> paths) {
    var nodes = new LinkedHashSet<Node>();
    for (ProcessSample process : sample.processes().values()) {
      if (CgroupNames.holds(paths, process)) {
        nodes.addAll(entries(process));
      }
    }
    var below = new HashSet<NodeId>();
    nodes.forEach(node -> below.addAll(stack.below(node.id())));
    counted(paths).stream().filter(device -> !below.contains(device.id())).forEach(nodes::add);
    return List.copyOf(nodes);
  }

  private List<Node> counted(List<String> paths) {
    var devices = new TreeSet<DevNo>();
    for (String path : paths) {
      var figures = sample.cgroups().groups().get(path);
      if (figures != null) {
        figures
            .orElse(Map.<DevNo, CgroupIo.Figures>of())
            .forEach((dev, io) -> {
              if (io.readOps() + io.writeOps() + io.discardOps() > 0) {
                devices.add(dev);
              }
            });
      }
    }
    return stack.nodes().values().stream()
        .filter(node -> node.isDevice() && node.dev().isPresent())
        .filter(node -> devices.contains(node.dev().get()))
        .toList();
  }
}
