package dev.iosleuth.ledger;

import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who last wrote to a loop device: what it wrote into the page cache reaches the disk below when
 * the loop device itself may be idle again.
 */
final class LoopPayers {
  private final Map<NodeId, List<Share>> writers = new HashMap<>();

  List<Share> of(NodeId loop) {
    return writers.getOrDefault(loop, List.of());
  }

  void keep(Stack stack, Resolution books) {
    writers.keySet().removeIf(loop -> stack.find(loop).isEmpty());
    for (Node node : stack.nodes().values()) {
      if (node.kind() == Node.Kind.LOOP) {
        List<Share> now = books.book(node.id(), Direction.WRITE);
        if (!now.isEmpty()) {
          writers.put(node.id(), now);
        }
      }
    }
  }
}
