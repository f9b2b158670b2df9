package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.List;

/** Flush commands that the disks below a device got. */
final class FlushCommands {
  private final Stack stack;
  private final Flows flows;

  FlushCommands(Stack stack, Flows flows) {
    this.stack = stack;
    this.flows = flows;
  }

  /** No bound where the disks get none (write through), or nobody counts them. */
  double most(NodeId device) {
    List<Edge> lowers = lowers(device);
    if (!lowers.isEmpty()) {
      return lowers.stream().mapToDouble(edge -> most(edge.lower())).sum();
    }
    double counted =
        flows.of(device).then(Flow::flushes).map(flushes -> (double) flushes.ops()).orElse(0.0);
    boolean cached = stack.node(device).attribute("write_cache").equals("write back");
    return counted > 0 || cached ? counted : Double.POSITIVE_INFINITY;
  }

  /** Of a write with PREFLUSH and FUA: two commands where the disk has no FUA (blk-flush.c). */
  int ofForcedWrite(NodeId device) {
    List<Edge> lowers = lowers(device);
    return lowers.isEmpty()
        ? stack.node(device).attribute("fua").equals("yes") ? 1 : 2
        : lowers.stream().mapToInt(edge -> ofForcedWrite(edge.lower())).min().orElse(1);
  }

  private List<Edge> lowers(NodeId device) {
    return stack.lowers(device).stream()
        .filter(edge -> stack.node(edge.lower()).isDevice())
        .toList();
  }
}
