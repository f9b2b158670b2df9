package dev.iosleuth.stack;

import dev.iosleuth.sample.Note;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Parts of stacks. */
public final class Stacks {
  private Stacks() {}

  /** Everything above and below any of these nodes. */
  public static Stack chains(Stack stack, Collection<Node> nodes) {
    var ids = new LinkedHashSet<NodeId>();
    nodes.forEach(node -> ids.addAll(stack.chain(node.id())));
    return subset(stack, ids);
  }

  /** These nodes, the steps between them and the notes about them. */
  public static Stack subset(Stack stack, Set<NodeId> wanted) {
    List<Node> nodes =
        stack.nodes().values().stream().filter(node -> wanted.contains(node.id())).toList();
    List<Edge> edges =
        stack.edges().stream()
            .filter(edge -> wanted.contains(edge.upper()) && wanted.contains(edge.lower()))
            .toList();
    var subjects = new LinkedHashSet<String>();
    for (Node node : nodes) {
      subjects.add(node.id().value());
      subjects.add(node.name());
      subjects.add(node.kernelName());
    }
    List<Note> notes =
        stack.notes().stream().filter(note -> subjects.contains(note.subject())).toList();
    return new Stack(nodes, edges, notes);
  }
}
