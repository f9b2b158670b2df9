package dev.iosleuth.stack;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the edges that close circles, in one walk over the graph, without recursion. */
final class Circles {
  private record Visit(NodeId id, Iterator<Edge> open) {}

  private final Map<NodeId, List<Edge>> down;
  private final Map<NodeId, Boolean> onTheWay = new HashMap<>();
  private final Set<Edge> closing = new HashSet<>();

  private Circles(Map<NodeId, List<Edge>> down) {
    this.down = down;
  }

  /** Without these edges the graph has no circle. */
  static Set<Edge> closing(Collection<NodeId> nodes, Map<NodeId, List<Edge>> down) {
    var walk = new Circles(down);
    nodes.forEach(walk::from);
    return walk.closing;
  }

  private void from(NodeId start) {
    if (onTheWay.containsKey(start)) {
      return;
    }
    Deque<Visit> way = new ArrayDeque<>();
    way.push(visit(start));
    while (!way.isEmpty()) {
      Visit last = way.element();
      if (!last.open().hasNext()) {
        onTheWay.put(last.id(), false);
        way.pop();
        continue;
      }
      Edge edge = last.open().next();
      Boolean lower = onTheWay.get(edge.lower());
      if (lower == null) {
        way.push(visit(edge.lower()));
      } else if (lower) {
        closing.add(edge);
      }
    }
  }

  private Visit visit(NodeId id) {
    onTheWay.put(id, true);
    return new Visit(id, down.getOrDefault(id, List.of()).iterator());
  }
}
