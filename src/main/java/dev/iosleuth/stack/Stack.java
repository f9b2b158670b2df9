package dev.iosleuth.stack;

import dev.iosleuth.sample.Note;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The graph from guests, file systems and swap down to the leaves, of one instant; no rates.
 *
 * <p>Acyclic: edges that would close a circle are left out with a note.
 */
public final class Stack {
  private final SequencedMap<NodeId, Node> nodes;
  private final List<Edge> edges;
  private final List<Note> notes;
  private final Map<NodeId, List<Edge>> down;
  private final Map<NodeId, List<Edge>> up;
  private final List<Node> topDown;

  public Stack(List<Node> nodes, List<Edge> edges, List<Note> notes) {
    this.nodes = new LinkedHashMap<>();
    nodes.forEach(n -> this.nodes.put(n.id(), n));
    this.down = new HashMap<>();
    this.up = new HashMap<>();
    var said = new ArrayList<>(notes);
    List<Edge> kept = between(edges, said);
    connect(kept);
    List<Node> sorted = sort();
    if (sorted.size() < this.nodes.size()) {
      kept = withoutCircles(kept, said);
      connect(kept);
      sorted = sort();
    }
    this.edges = List.copyOf(kept);
    this.notes = List.copyOf(said);
    this.topDown = List.copyOf(sorted);
  }

  private List<Edge> between(List<Edge> edges, List<Note> said) {
    var kept = new ArrayList<Edge>(edges.size());
    for (Edge edge : edges) {
      if (nodes.containsKey(edge.upper()) && nodes.containsKey(edge.lower())) {
        kept.add(edge);
      } else {
        said.add(note(edge, "names something that is not there"));
      }
    }
    return kept;
  }

  private List<Edge> withoutCircles(List<Edge> edges, List<Note> said) {
    Set<Edge> closing = Circles.closing(nodes.keySet(), down);
    var kept = new ArrayList<Edge>(edges.size());
    for (Edge edge : edges) {
      if (closing.contains(edge)) {
        said.add(note(edge, "would close a circle"));
      } else {
        kept.add(edge);
      }
    }
    return kept;
  }

  private void connect(List<Edge> edges) {
    down.clear();
    up.clear();
    for (Edge edge : edges) {
      down.computeIfAbsent(edge.upper(), _ -> new ArrayList<>(2)).add(edge);
      up.computeIfAbsent(edge.lower(), _ -> new ArrayList<>(2)).add(edge);
    }
  }

  private static Note note(Edge edge, String what) {
    return new Note(
        Note.Kind.NOT_UNDERSTOOD,
        edge.upper().value(),
        "the step to " + edge.lower().value() + " " + what + " and is left out");
  }

  private List<Node> sort() {
    var waiting = new LinkedHashMap<NodeId, Integer>();
    nodes.keySet().forEach(id -> waiting.put(id, uppers(id).size()));
    var ready = new ArrayList<NodeId>();
    waiting.forEach((id, count) -> {
      if (count == 0) {
        ready.add(id);
      }
    });
    var sorted = new ArrayList<Node>(nodes.size());
    for (int i = 0; i < ready.size(); i++) {
      NodeId id = ready.get(i);
      sorted.add(node(id));
      for (Edge edge : lowers(id)) {
        if (waiting.merge(edge.lower(), -1, Integer::sum) == 0) {
          ready.add(edge.lower());
        }
      }
    }
    return sorted;
  }

  /** All nodes, in the order in which they were found. */
  public SequencedMap<NodeId, Node> nodes() {
    return Collections.unmodifiableSequencedMap(nodes);
  }

  public List<Edge> edges() {
    return edges;
  }

  public List<Note> notes() {
    return notes;
  }

  /** Every node after all that stand on it. */
  public List<Node> topDown() {
    return topDown;
  }

  /** The node, which must be of this stack. */
  public Node node(NodeId id) {
    Node node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("no node " + id);
    }
    return node;
  }

  public Optional<Node> find(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /** Edges to what it stands on. */
  public List<Edge> lowers(NodeId id) {
    return Collections.unmodifiableList(down.getOrDefault(id, List.of()));
  }

  /** Edges from what stands on it. */
  public List<Edge> uppers(NodeId id) {
    return Collections.unmodifiableList(up.getOrDefault(id, List.of()));
  }

  public List<Node> leaves() {
    return nodes.values().stream().filter(n -> n.leaf().isPresent()).toList();
  }

  /** Everything above and below, itself included. */
  public Set<NodeId> chain(NodeId id) {
    var chain = new LinkedHashSet<NodeId>();
    collect(id, up, chain, true);
    collect(id, down, chain, false);
    return chain;
  }

  /** Everything that it stands on, itself included. */
  public Set<NodeId> below(NodeId id) {
    var below = new LinkedHashSet<NodeId>();
    collect(id, down, below, false);
    return below;
  }

  private static void collect(
      NodeId from, Map<NodeId, List<Edge>> next, Set<NodeId> chain, boolean upwards) {
    var open = new ArrayList<>(List.of(from));
    var seen = new LinkedHashSet<NodeId>();
    while (!open.isEmpty()) {
      NodeId id = open.removeLast();
      if (seen.add(id)) {
        next.getOrDefault(id, List.of()).forEach(e -> open.add(upwards ? e.upper() : e.lower()));
      }
    }
    chain.addAll(seen);
  }
}
