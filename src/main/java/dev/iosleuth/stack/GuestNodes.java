package dev.iosleuth.stack;

import dev.iosleuth.kernel.qemu.BlockServer;
import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestHelper;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.Topology.InstanceDisk;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Virtual machines, on the images of their disks and on what else they and their helpers have open.
 * Where that may not be seen, on the disks that their command line and ganeti's links name.
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
    draft.sample().guests().forEach(nodes::add);
  }

  /** Numbers of the processes that are guests, or work for one alone. */
  static Set<Integer> pids(Sample sample) {
    var pids = new HashSet<Integer>();
    for (Guest guest : sample.guests()) {
      if (guest.kind() == Guest.Kind.CONTAINER) {
        // its first process is one like others
        continue;
      }
      guest.pid().ifPresent(pids::add);
      guest.helpers().forEach(helper -> pids.add(helper.process().pid()));
    }
    return pids;
  }

  static NodeId id(Guest guest) {
    return id(guest.name());
  }

  static NodeId id(String name) {
    return NodeId.guest(name);
  }

  private void add(Guest guest) {
    NodeId id = id(guest);
    NodeDraft node = NodeDraft.uncounted(id, Node.Kind.GUEST, guest.name());
    guest.pid().ifPresent(pid -> node.with("pid", String.valueOf(pid)));
    draft.add(node.with("manager", guest.manager().name().toLowerCase(Locale.ROOT)));
    if (guest.kind() == Guest.Kind.CONTAINER) {
      container(id, node, guest);
      return;
    }
    for (GuestDisk disk : guest.disks()) {
      disk.images().forEach(image -> image(id, disk, image));
    }
    guest.others().forEach(image -> other(id, guest.name(), image));
    boolean seen = guest.pid().map(pid -> opened(id, pid, !isTold(guest))).orElse(false);
    for (GuestHelper helper : guest.helpers()) {
      opened(id, helper.process().pid(), BlockServer.names(helper.kind()));
    }
    if (!seen) {
      named(id, guest.name());
    }
  }

  /** On the file systems that it has mounted, or on the directories in which it lives. */
  private void container(NodeId id, NodeDraft node, Guest guest) {
    node.with("guest", "container");
    for (GuestDisk disk : guest.disks()) {
      for (GuestImage image : disk.images()) {
        image.open().ifPresent(directory -> stored(id, directory));
        image
            .device()
            .flatMap(fileSystems::node)
            .ifPresent(own -> draft.edge(id, own, Edge.Role.FILE, 0));
      }
    }
  }

  /**
   * Whether it is known of all of its disks where they lie: other files that it has open are none.
   */
  private static boolean isTold(Guest guest) {
    List<GuestImage> images = guest.disks().stream().flatMap(d -> d.images().stream()).toList();
    return !images.isEmpty()
        && images.stream().noneMatch(GuestNodes::isLost)
        && guest.disks().stream().allMatch(GuestNodes::isWhole);
  }

  /** What an image is backed by stands in the image: only the monitor tells that. */
  private static boolean isWhole(GuestDisk disk) {
    return disk.settings().origin() == GuestDisk.Origin.MONITOR
        || (!disk.settings().snapshot()
            && disk.images().stream().allMatch(image -> image.format().equals("raw")));
  }

  private static boolean isLost(GuestImage image) {
    return switch (image.place()) {
      case Place.File _, Place.Device _, Place.Descriptors _ ->
          image.open().isEmpty() && image.device().isEmpty();
      case Place.Other _ -> true;
      case Place.Remote _, Place.VhostUser _ -> false;
    };
  }

  /** What lies elsewhere, or is served by who could not be found, one for all that use it. */
  static Optional<NodeId> elsewhere(GuestImage image) {
    return image.open().isPresent() || image.server().isPresent()
        ? Optional.empty()
        : words(image.place()).map(words -> new NodeId("remote:" + words));
  }

  private static Optional<String> words(Place place) {
    return switch (place) {
      case Place.Remote(String kind, String address) -> Optional.of(kind + " " + address);
      case Place.VhostUser(String socket) -> Optional.of("vhost-user " + socket);
      case Place.File _, Place.Device _, Place.Descriptors _, Place.Other _ -> Optional.empty();
    };
  }

  private void image(NodeId guest, GuestDisk disk, GuestImage image) {
    Optional<NodeId> elsewhere = elsewhere(image);
    if (elsewhere.isPresent()) {
      String name = words(image.place()).orElse("");
      draft.add(NodeDraft.uncounted(elsewhere.get(), Node.Kind.REMOTE, name));
      draft.edge(guest, elsewhere.get(), Edge.Role.FILE, 0);
      return;
    }
    if (image.open().isPresent()) {
      open(guest, image.open().get());
      if (image.deleted()) {
        draft
            .node(fileSystems.file(image.open().get().path(), image.open().get().dev()))
            .ifPresent(node -> node.with("deleted", "yes"));
      }
      image.server().ifPresent(server -> served(image.open().get(), server));
      return;
    }
    Optional<NodeId> device =
        image
            .device()
            .flatMap(draft.devices()::numbered)
            .or(() -> draft.devices().at(image.path()))
            .map(found -> NodeId.device(found.name()))
            .filter(draft::has);
    if (device.isPresent()) {
      draft.edge(guest, device.get(), Edge.Role.OPEN, 0);
    } else if (disk.medium() != Medium.FIRMWARE && OpenFile.mayBeImage(image.path())) {
      file(guest, image.path());
    }
  }

  /** By whom it is open: not by the guest itself. */
  private void served(OpenFile file, GuestImage.Server server) {
    Optional<NodeId> node =
        file.kind() == OpenFile.Kind.BLOCK
            ? ProcessNodes.device(draft, file)
            : Optional.of(fileSystems.file(file.path(), file.dev()));
    node.flatMap(draft::node)
        .ifPresent(n -> n.with("served_by", server.program() + " " + server.process().pid()));
  }

  private void other(NodeId guest, String name, GuestImage image) {
    image
        .open()
        .ifPresent(file -> {
          open(guest, file);
          if (file.kind() == OpenFile.Kind.FILE) {
            draft
                .node(fileSystems.file(file.path(), file.dev()))
                .ifPresent(node -> node.with("no_disk_of", name));
          }
        });
  }

  private void file(NodeId guest, String path) {
    if (!path.startsWith("/dev/") && fileSystems.holding(path).isPresent()) {
      draft.edge(guest, fileSystems.file(path, Optional.empty()), Edge.Role.FILE, 0);
    }
  }

  /**
   * @param images whether the files that it has open are images
   * @return whether what that process has open may be seen
   */
  private boolean opened(NodeId guest, int pid, boolean images) {
    Optional<List<OpenFile>> files =
        Optional.ofNullable(draft.sample().processes().get(pid))
            .map(ProcessSample::files)
            .flatMap(f -> f.optional());
    files.ifPresent(all ->
        all.stream()
            // pid files and logs are open for writing only
            .filter(file -> (images && file.readable()) || file.kind() == OpenFile.Kind.BLOCK)
            .forEach(file -> open(guest, file)));
    return files.isPresent();
  }

  private void open(NodeId guest, OpenFile file) {
    switch (file.kind()) {
      case BLOCK ->
          ProcessNodes.device(draft, file)
              .ifPresent(device -> draft.edge(guest, device, Edge.Role.OPEN, 0));
      case FILE -> {
        if (OpenFile.mayBeImage(file.path())) {
          stored(guest, file);
        }
      }
      case MAPPED, PIPE, SOCKET, CHARACTER, ANONYMOUS -> {
        // memory, consoles and networks are no disks
      }
    }
  }

  /** A file that lies in memory, such as a guest's shared RAM, leads nowhere and is left out. */
  private void stored(NodeId guest, OpenFile file) {
    boolean stored =
        file.dev().isPresent()
            ? fileSystems.node(file.dev().get()).isPresent()
            : fileSystems.holding(file.path()).isPresent();
    if (stored) {
      draft.edge(guest, fileSystems.file(file.path(), file.dev()), Edge.Role.FILE, 0);
    }
  }

  private void named(NodeId guest, String name) {
    for (InstanceDisk disk : draft.sample().topology().instanceDisks()) {
      if (disk.instance().equals(name)) {
        draft
            .devices()
            .at(disk.target())
            .map(BlockDevice::name)
            .map(NodeId::device)
            .filter(draft::has)
            .ifPresentOrElse(
                device -> draft.edge(guest, device, Edge.Role.OPEN, 0),
                () -> file(guest, disk.target()));
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
