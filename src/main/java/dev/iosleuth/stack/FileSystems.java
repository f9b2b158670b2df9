package dev.iosleuth.stack;

import dev.iosleuth.kernel.proc.Mountinfo.Mount;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.unit.DevNo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * File systems that keep bytes on a device, a pool, another host or in other file systems: one node
 * each, whatever the number of its mounts; and the files in them that something stands on.
 */
final class FileSystems {
  private static final int POINTS_SHOWN = 8;

  private final Draft draft;
  private final Mounts mounts;
  private final Map<String, NodeId> byPath = new HashMap<>();

  private FileSystems(Draft draft) {
    this.draft = draft;
    this.mounts = new Mounts(draft.sample().topology());
  }

  /** Adds the nodes of all that is mounted. */
  static FileSystems of(Draft draft) {
    var fileSystems = new FileSystems(draft);
    fileSystems.mounts.fileSystems().forEach(fileSystems::add);
    fileSystems.mounts.fileSystems().forEach(fileSystems::connectOverlay);
    return fileSystems;
  }

  static NodeId id(DevNo dev) {
    return new NodeId("fs:" + dev);
  }

  private void add(List<Mount> all) {
    Mount first = all.getFirst();
    FileSystemKind kind = FileSystemKind.of(first);
    if (kind == FileSystemKind.MEMORY || kind == FileSystemKind.OTHER) {
      return;
    }
    NodeDraft node =
        new NodeDraft(
                id(first.dev()),
                Node.Kind.FILESYSTEM,
                Mounts.name(all),
                "",
                Optional.of(first.dev()),
                Node.Counting.NONE)
            .with("type", first.type())
            .with("mount_points", points(all))
            .with("options", first.superOptions())
            .with("source", first.source());
    if (kind == FileSystemKind.NETWORK) {
      node.with("location", "remote");
    }
    draft.add(node);
    if (kind == FileSystemKind.DEVICE) {
      onDevice(node, first);
    } else if (kind == FileSystemKind.POOLED) {
      PooledFileSystems.connect(draft, node, first);
    }
  }

  private static String points(List<Mount> all) {
    String shown = all.stream().map(Mount::point).distinct().limit(POINTS_SHOWN).collect(joined());
    long more = all.stream().map(Mount::point).distinct().count() - POINTS_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(", ");
  }

  private void onDevice(NodeDraft node, Mount mount) {
    Optional<BlockDevice> device = draft.devices().numbered(mount.dev());
    if (device.isEmpty() || !draft.has(NodeId.device(device.get().name()))) {
      draft.missing(mount.point(), "device " + mount.dev());
      return;
    }
    draft.edge(
        node.id(),
        NodeId.device(device.get().name()),
        Edge.Role.ENTRY,
        device.get().sizeSectors().orElse(0L));
  }

  /** What is written to an overlay goes to its upper directory. */
  private void connectOverlay(List<Mount> all) {
    Mount first = all.getFirst();
    if (FileSystemKind.of(first) != FileSystemKind.OVERLAY) {
      return;
    }
    upperDirectory(first.superOptions())
        .flatMap(mounts::holding)
        .map(below -> id(below.dev()))
        .filter(below -> draft.has(below) && !below.equals(id(first.dev())))
        .ifPresent(below -> draft.edge(id(first.dev()), below, Edge.Role.FILE, 0));
  }

  private static Optional<String> upperDirectory(String superOptions) {
    for (String option : superOptions.split(",", -1)) {
      if (option.startsWith("upperdir=")) {
        return Optional.of(option.substring("upperdir=".length()));
      }
    }
    return Optional.empty();
  }

  /**
   * The node of a file on which something stands, and its step down.
   *
   * @param dev its st_dev, where that is known
   */
  NodeId file(String path, Optional<DevNo> dev) {
    if (dev.isPresent()) {
      return add(path, dev);
    }
    NodeId known = byPath.get(path);
    NodeId id = known != null ? known : add(path, mounts.holding(path).map(Mount::dev));
    byPath.put(path, id);
    return id;
  }

  private NodeId add(String path, Optional<DevNo> home) {
    NodeId id = fileId(path, home);
    if (draft.has(id)) {
      return id;
    }
    NodeDraft node = NodeDraft.uncounted(id, Node.Kind.FILE, path);
    draft.add(node);
    Optional<NodeId> below = home.flatMap(this::node);
    if (below.isPresent()) {
      draft.edge(id, below.get(), Edge.Role.FILE, 0);
      node.with("file_system", below.get().value());
    } else {
      node.with("in", mounts.holding(path).map(Mount::type));
    }
    return id;
  }

  /** Two files of one path in different mount namespaces are told apart by the second's number. */
  private NodeId fileId(String path, Optional<DevNo> home) {
    var plain = new NodeId("file:" + path);
    boolean other =
        home.isPresent()
            && draft
                .node(plain)
                .map(node -> node.attribute("file_system"))
                .filter(fs -> !fs.isEmpty() && !fs.equals(id(home.get()).value()))
                .isPresent();
    return other ? new NodeId("file:" + home.get() + ":" + path) : plain;
  }

  /** The file system of that st_dev; one on a device that nobody here mounts is added. */
  Optional<NodeId> node(DevNo dev) {
    NodeId id = id(dev);
    if (draft.has(id)) {
      return Optional.of(id);
    }
    Optional<BlockDevice> device =
        draft.devices().numbered(dev).filter(d -> draft.has(NodeId.device(d.name())));
    device.ifPresent(d -> {
      draft.add(
          new NodeDraft(
                  id,
                  Node.Kind.FILESYSTEM,
                  "/dev/" + d.name(),
                  "",
                  Optional.of(dev),
                  Node.Counting.NONE)
              .with("mount_points", "none in this mount namespace"));
      draft.edge(id, NodeId.device(d.name()), Edge.Role.ENTRY, d.sizeSectors().orElse(0L));
    });
    return device.map(_ -> id);
  }

  /** The file system that a path lies in, if it has a node. */
  Optional<NodeId> holding(String path) {
    return mounts.holding(path).map(Mount::dev).flatMap(this::node);
  }
}
