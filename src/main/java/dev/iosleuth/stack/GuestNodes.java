package dev.iosleuth.stack;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Topology.InstanceDisk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Virtual machines: qemu processes, on the block devices and files that they have open. Where that
 * may not be seen, on the disks that their command line and ganeti's links name.
 */
final class GuestNodes {
  private final Draft draft;
  private final FileSystems fileSystems;

  private GuestNodes(Draft draft, FileSystems fileSystems) {
    this.draft = draft;
    this.fileSystems = fileSystems;
  }

  static void add(Draft draft, FileSystems fileSystems) {
    var nodes = new GuestNodes(draft, fileSystems);
    List<ProcessSample> guests = new ArrayList<>();
    for (ProcessSample process : draft.sample().processes().values()) {
      if (isGuest(process)) {
        guests.add(process);
      }
    }
    guests.sort(Comparator.comparingInt(process -> process.stat().pid()));
    guests.forEach(nodes::add);
  }

  static boolean isGuest(ProcessSample process) {
    return !process.stat().kernelThread()
        && GuestCommand.isGuest(process.stat().comm(), process.command().orElse(List.of()));
  }

  private void add(ProcessSample process) {
    int pid = process.stat().pid();
    List<String> command = process.command().orElse(List.of());
    String name = GuestCommand.name(command).orElse(process.stat().comm() + "-" + pid);
    var plain = new NodeId("guest:" + name);
    NodeId id = draft.has(plain) ? new NodeId("guest:" + name + ":" + pid) : plain;
    draft.add(NodeDraft.uncounted(id, Node.Kind.GUEST, name).with("pid", String.valueOf(pid)));
    process.files().optional().ifPresent(files -> files.forEach(file -> open(id, file)));
    if (draft.lowers(id).isEmpty()) {
      named(id, name, command);
    }
  }

  private void open(NodeId guest, OpenFile file) {
    switch (file.kind()) {
      case BLOCK ->
          ProcessNodes.device(draft, file)
              .ifPresent(device -> draft.edge(guest, device, Edge.Role.OPEN, 0));
      case FILE -> {
        if (isDisk(file)) {
          image(guest, file.path(), file);
        }
      }
      case MAPPED, PIPE, SOCKET, CHARACTER, ANONYMOUS -> {
        // memory, consoles and networks are no disks
      }
    }
  }

  /** Not a log, a pid file or a part of qemu's installation. */
  private static boolean isDisk(OpenFile file) {
    String path = file.path();
    boolean own = path.startsWith("/usr/") || path.startsWith("/proc/") || path.startsWith("/sys/");
    boolean side = path.endsWith(".log") || path.endsWith(".pid") || path.endsWith(".lock");
    return path.startsWith("/") && !own && !side;
  }

  /** A file that lies in memory, such as a guest's shared RAM, leads nowhere and is left out. */
  private void image(NodeId guest, String path, OpenFile file) {
    boolean stored =
        file.dev().isPresent()
            ? fileSystems.node(file.dev().get()).isPresent()
            : fileSystems.holding(path).isPresent();
    if (stored) {
      draft.edge(guest, fileSystems.file(path, file.dev()), Edge.Role.FILE, 0);
    }
  }

  private void named(NodeId guest, String name, List<String> command) {
    List<String> paths = new ArrayList<>(GuestCommand.disks(command));
    for (InstanceDisk disk : draft.sample().topology().instanceDisks()) {
      if (disk.instance().equals(name)) {
        paths.add(disk.target());
      }
    }
    for (String path : paths) {
      Optional<NodeId> device =
          draft.devices().at(path).map(BlockDevice::name).map(NodeId::device).filter(draft::has);
      if (device.isPresent()) {
        draft.edge(guest, device.get(), Edge.Role.OPEN, 0);
      } else if (!path.startsWith("/dev/") && fileSystems.holding(path).isPresent()) {
        draft.edge(guest, fileSystems.file(path, Optional.empty()), Edge.Role.FILE, 0);
      }
    }
    if (!draft.lowers(guest).isEmpty()) {
      draft.note(
          Note.Kind.METHOD,
          name,
          "its disks are those that its command line names: its open files may not be seen");
    }
  }
}
