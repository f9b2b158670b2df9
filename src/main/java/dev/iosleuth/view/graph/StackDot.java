package dev.iosleuth.view.graph;

import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.view.text.Escape;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The graph in graphviz's language. */
public final class StackDot {
  private static final String HEAD =
      """
      digraph stack {
        graph [rankdir=TB, nodesep=0.3, ranksep=0.6, bgcolor=transparent]
        node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=11, margin="0.15,0.08"]
        edge [fontname="sans-serif", fontsize=9, color="#64748b", arrowsize=0.7]
      """;

  private StackDot() {}

  public static String of(Stack stack, Optional<Ledger> ledger) {
    return of(stack, stack.nodes().keySet(), ledger);
  }

  /** Only the nodes given and the edges between them. */
  public static String of(Stack stack, Set<NodeId> shown, Optional<Ledger> ledger) {
    Picture picture = Picture.of(stack, shown, ledger);
    var numbers = new HashMap<NodeId, Integer>();
    var text = new StringBuilder(HEAD);
    for (Picture.Box box : picture.boxes()) {
      int number = numbers.size();
      numbers.put(box.node().id(), number);
      Palette colors = Palette.of(box.node());
      text.append(
          "  n%d [label=%s, fillcolor=\"%s\", color=\"%s\"]\n"
              .formatted(number, label(box.lines()), colors.fill, colors.line));
    }
    for (Picture.Arrow arrow : picture.arrows()) {
      text.append(
          "  n%d -> n%d"
              .formatted(numbers.get(arrow.edge().upper()), numbers.get(arrow.edge().lower())));
      text.append(arrow.label().isEmpty() ? "" : " [label=" + Escape.dot(arrow.label()) + "]");
      text.append('\n');
    }
    return text.append("}\n").toString();
  }

  private static String label(List<String> lines) {
    return lines.stream()
        .map(Escape::dot)
        .map(quoted -> quoted.substring(1, quoted.length() - 1))
        .collect(Collectors.joining("\\n", "\"", "\""));
  }
}
