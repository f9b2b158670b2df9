package dev.iosleuth.stack;

import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Processes that have block devices open: databases, OSDs, backup programs. */
final class ProcessNodes {
  private record Opening(ProcessSample process, Set<NodeId> devices, boolean writing) {}

  private ProcessNodes() {}

  static void add(Draft draft) {
    Set<Integer> guests = GuestNodes.pids(draft.sample());
    draft.sample().processes().values().stream()
        .filter(ProcessNodes::hasDevice)
        .filter(process -> !guests.contains(process.stat().pid()))
        .flatMap(process -> opening(draft, process).stream())
        .sorted(Comparator.comparingInt(opening -> opening.process().stat().pid()))
        .forEach(opening -> add(draft, opening));
  }

  static NodeId id(ProcessSample process) {
    return new NodeId("process:" + process.stat().pid() + ":" + process.stat().startTicks());
  }

  static boolean hasDevice(ProcessSample process) {
    for (OpenFile file : process.files().orElse(List.of())) {
      if (file.kind() == OpenFile.Kind.BLOCK) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Opening> opening(Draft draft, ProcessSample process) {
    List<OpenFile> files = process.files().orElse(List.of());
    var devices = new LinkedHashSet<NodeId>();
    boolean writing = false;
    for (OpenFile file : files) {
      Optional<NodeId> device = device(draft, file);
      device.ifPresent(devices::add);
      writing |= device.isPresent() && file.writable();
    }
    return devices.isEmpty()
        ? Optional.empty()
        : Optional.of(new Opening(process, devices, writing));
  }

  /** The node of an open block device: by its number, else by its path. */
  static Optional<NodeId> device(Draft draft, OpenFile file) {
    if (file.kind() != OpenFile.Kind.BLOCK) {
      return Optional.empty();
    }
    return file.dev()
        .flatMap(draft.devices()::numbered)
        .or(() -> draft.devices().at(file.path()))
        .map(device -> NodeId.device(device.name()))
        .filter(draft::has);
  }

  private static void add(Draft draft, Opening opening) {
    NodeId id = id(opening.process());
    draft.add(
        NodeDraft.uncounted(id, Node.Kind.PROCESS, opening.process().stat().comm())
            .with("pid", String.valueOf(opening.process().stat().pid()))
            .with("open_for", opening.writing() ? "writing" : "reading"));
    opening.devices().forEach(device -> draft.edge(id, device, Edge.Role.OPEN, 0));
  }
}
