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
  private final Map<NodeId, List<Share>> writers;

  LoopPayers() {
    this(Map.of());
  }

  private LoopPayers(Map<NodeId, List<Share>> writers) {
    this.writers = writers;
  }

  List<Share> of(NodeId loop) {
    return writers.getOrDefault(loop, List.of());
  }

  /** For the next interval. */
  LoopPayers next(Stack stack, Resolution books) {
    var next = new HashMap<NodeId, List<Share>>();
    for (Node node : stack.nodes().values()) {
      if (node.kind() == Node.Kind.LOOP) {
        List<Share> now = books.book(node.id(), Direction.WRITE);
        next.put(node.id(), now.isEmpty() ? of(node.id()) : now);
      }
    }
    return new LoopPayers(next);
  }
}
