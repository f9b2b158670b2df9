package dev.iosleuth.cli;

import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Lookup;
import dev.iosleuth.stack.Lookup.Answer;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what a name means on this host. */
final class Names {
  private static final int MOST_CANDIDATES = 8;

  private Names() {}

  static Set<NodeId> find(Sample sample, Stack stack, String name) {
    List<Node> nodes =
        switch (Lookup.find(sample, stack, name)) {
          case Answer.Found(List<Node> found) -> found;
          case Answer.Ambiguous(List<Node> candidates) -> throw ambiguous(name, candidates);
          case Answer.NotFound(String why, List<String> nearest) ->
              throw new Failure(
                  "'" + name + "': " + why + near(nearest) + "; iosleuth stack lists all there is");
        };
    return nodes.stream().map(Node::id).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String near(List<String> nearest) {
    return nearest.isEmpty() ? "" : " (" + String.join(", ", nearest) + "?)";
  }

  private static Failure ambiguous(String name, List<Node> candidates) {
    String ids =
        candidates.stream()
            .limit(MOST_CANDIDATES)
            .map(node -> node.id().value())
            .collect(Collectors.joining(", "));
    return new Failure(
        "'" + name + "' is the name of " + candidates.size() + " things; take one of " + ids);
  }
}
