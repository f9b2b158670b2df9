package dev.iosleuth.ledger;

import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.unit.DevNo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the I/O on a file or device enters the block layer. */
final class Places {
  private final Stack stack;
  private final Map<DevNo, NodeId> fileSystems = new HashMap<>();
  private final Map<DevNo, NodeId> devices = new HashMap<>();

  Places(Stack stack) {
    this.stack = stack;
    for (Node node : stack.nodes().values()) {
      if (node.kind() == Node.Kind.FILESYSTEM || node.kind() == Node.Kind.POOL) {
        node.dev().ifPresent(dev -> fileSystems.put(dev, node.id()));
      } else if (node.isDevice()) {
        node.dev()
            .filter(dev -> !dev.equals(DevNo.NONE))
            .ifPresent(dev -> devices.put(dev, node.id()));
      }
    }
  }

  /** Devices that the open files lead to, those opened for writing only if {@code writing}. */
  Set<NodeId> of(List<OpenFile> files, boolean writing) {
    var places = new HashSet<NodeId>();
    for (OpenFile file : files) {
      if (!writing || file.writable()) {
        places.addAll(of(file));
      }
    }
    return places;
  }

  private Set<NodeId> of(OpenFile file) {
    return switch (file.kind()) {
      case FILE, MAPPED -> file.dev().map(fileSystems::get).map(this::under).orElse(Set.of());
      case BLOCK -> file.dev().map(devices::get).map(d -> Set.of(counted(d))).orElse(Set.of());
      case PIPE, SOCKET, CHARACTER, ANONYMOUS -> Set.of();
    };
  }

  /**
   * How many copies a file system itself makes of what is written to these files; 1 where they lie
   * in several that differ, since nothing says how much went where.
   */
  int copies(List<OpenFile> files) {
    var found = new HashSet<Integer>();
    for (OpenFile file : files) {
      if (file.writable()) {
        file.dev()
            .map(fileSystems::get)
            .ifPresent(id -> found.add(copies(stack.node(id).attribute("data"))));
      }
    }
    return found.size() == 1 ? found.iterator().next() : 1;
  }

  /** btrfs's allocation profile of data: fs/btrfs/volumes.c, btrfs_raid_array. */
  private static int copies(String profile) {
    return switch (profile) {
      case "raid1", "raid10", "dup" -> 2;
      case "raid1c3" -> 3;
      case "raid1c4" -> 4;
      default -> 1;
    };
  }

  /** Devices that a file system lies on. */
  Set<NodeId> under(NodeId fileSystem) {
    var places = new HashSet<NodeId>();
    for (Edge edge : stack.lowers(fileSystem)) {
      if (stack.node(edge.lower()).isDevice()) {
        places.add(counted(edge.lower()));
      } else {
        places.addAll(under(edge.lower()));
      }
    }
    return places;
  }

  /** Partitions of an NVMe head are not counted: what enters there is seen at the head. */
  private NodeId counted(NodeId device) {
    if (stack.node(device).counting() != Node.Counting.NONE) {
      return device;
    }
    return stack.lowers(device).stream()
        .filter(e -> e.role() == Edge.Role.PARTITION)
        .map(Edge::lower)
        .findFirst()
        .orElse(device);
  }
}
