package dev.iosleuth.ledger.replica;

import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.replica.ReplicatedHost.Mirror;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** RAID1 arrays to which nothing was written but DRBD's volumes. */
final class Mirrors {
  private static final int PAGE = 4096;

  private final Stack stack;
  private final Map<NodeId, Flow.Io> writes = new HashMap<>();
  private final Map<NodeId, Integer> data = new HashMap<>();
  private final Set<NodeId> meta = new HashSet<>();

  Mirrors(Stack stack, Ledger ledger) {
    this.stack = stack;
    for (DeviceLedger device : ledger.devices()) {
      device.flow().optional().ifPresent(flow -> writes.put(device.node().id(), flow.writes()));
    }
  }

  void add(int minor, Set<NodeId> dataDevices, Set<NodeId> metaDevices) {
    dataDevices.forEach(device -> data.put(device, minor));
    meta.addAll(metaDevices);
  }

  List<Mirror> all() {
    var mirrors = new ArrayList<Mirror>();
    for (Node node : stack.nodes().values()) {
      if (node.kind() == Node.Kind.ARRAY && node.attribute("level").equals("raid1")) {
        Optional.ofNullable(writes.get(node.id()))
            .flatMap(counted -> mirror(node, counted))
            .ifPresent(mirrors::add);
      }
    }
    return mirrors;
  }

  private Optional<Mirror> mirror(Node array, Flow.Io counted) {
    var minors = new HashSet<Integer>();
    long full = counted.arrivals();
    for (Edge edge : stack.uppers(array.id())) {
      NodeId upper = edge.upper();
      Flow.Io above = writes.get(upper);
      if (above == null || stack.lowers(upper).size() != 1) {
        return Optional.empty();
      }
      Integer minor = data.get(upper);
      if (minor != null) {
        minors.add(minor);
      } else if (meta.contains(upper)) {
        // each of DRBD's own writes is one page
        full -= above.bytes() / PAGE;
      } else if (above.arrivals() > 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new Mirror(minors, full));
  }
}
