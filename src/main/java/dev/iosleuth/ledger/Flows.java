package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.HashMap;
import java.util.Map;

/**
 * The flow of every device of a stack; of those that the kernel does not count themselves (the head
 * of native NVMe multipath), the sum of what is below them.
 */
final class Flows {
  private final Map<NodeId, Reading<Flow>> flows = new HashMap<>();

  Flows(Sample before, Sample after, Stack stack) {
    Map<String, Reading<Flow>> counted = Differences.between(before, after);
    for (Node node : stack.topDown()) {
      if (node.isDevice()) {
        flows.put(
            node.id(), counted.getOrDefault(node.kernelName(), Reading.absent("not in diskstats")));
      }
    }
    for (Node node : stack.topDown()) {
      if (node.isDevice() && node.counting() == Node.Counting.NONE) {
        flows.put(node.id(), ofPaths(stack, node));
      }
    }
  }

  private Reading<Flow> ofPaths(Stack stack, Node head) {
    Flow sum = null;
    for (Edge edge : stack.lowers(head.id())) {
      if (edge.role() == Edge.Role.PATH
          && of(edge.lower()) instanceof Reading.Known<Flow>(Flow flow)) {
        sum = sum == null ? flow : add(sum, flow);
      }
    }
    return sum == null ? Reading.absent("not counted by the kernel") : Reading.known(sum);
  }

  private static Flow add(Flow a, Flow b) {
    return new Flow(
        a.seconds(),
        add(a.reads(), b.reads()),
        add(a.writes(), b.writes()),
        a.discards().then(x -> b.discards().map(y -> add(x, y))),
        a.flushes()
            .then(x -> b.flushes().map(y -> new Flow.Flushes(x.ops() + y.ops(), x.ms() + y.ms()))),
        Math.max(a.busyMs(), b.busyMs()),
        a.weightedMs() + b.weightedMs(),
        a.inFlightBefore() + b.inFlightBefore(),
        a.inFlightAfter() + b.inFlightAfter());
  }

  private static Flow.Io add(Flow.Io a, Flow.Io b) {
    return new Flow.Io(
        a.ops() + b.ops(), a.merges() + b.merges(), a.bytes() + b.bytes(), a.ms() + b.ms());
  }

  Reading<Flow> of(NodeId node) {
    return flows.getOrDefault(node, Reading.absent("not a device"));
  }

  /** What passed in that direction; nothing where it is not known. */
  Flow.Io io(NodeId node, Direction direction) {
    return of(node).then(flow -> io(flow, direction)).orElse(Flow.Io.ZERO);
  }

  static Reading<Flow.Io> io(Flow flow, Direction direction) {
    return switch (direction) {
      case READ -> Reading.known(flow.reads());
      case WRITE -> Reading.known(flow.writes());
      case DISCARD -> flow.discards();
      case FLUSH -> flow.flushes().map(f -> new Flow.Io(f.ops(), 0, 0, f.ms()));
    };
  }
}
