package dev.iosleuth.view.text;

import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The stack as a tree from what stands on top down to the leaves, with rates and the reasons why
 * layers differ where there is a ledger. What stands on several is told once, then pointed to.
 */
public final class StackText {
  /** Room for a sentence below deep trees: narrower nobody reads it. */
  private static final int LEAST_WORDS = 24;

  /** A pool of a thousand volumes would drown what was asked for. */
  private static final int DEEPEST = 40;

  private static final int DEEPEST_INDENT = 18;
  private static final int LEAST_NAME = 20;

  private static final int FIGURES = 7 + 8 + 8 + 7 + 9;
  private final Stack stack;
  private final Set<NodeId> shown;
  private final Set<NodeId> found;
  private final Optional<Ledger> ledger;
  private final Look look;
  private final Map<NodeId, DeviceLedger> devices = new HashMap<>();
  private final Map<Edge, EdgeFlow> flows = new HashMap<>();
  private final Set<NodeId> told = new HashSet<>();
  private final List<String> lines = new ArrayList<>();

  private StackText(
      Stack stack, Set<NodeId> found, Set<NodeId> shown, Optional<Ledger> ledger, Look look) {
    this.stack = stack;
    this.found = found;
    this.shown = shown;
    this.ledger = ledger;
    this.look = look;
    ledger.ifPresent(l -> l.devices().forEach(d -> devices.put(d.node().id(), d)));
    ledger.ifPresent(l -> l.edges().forEach(f -> flows.put(f.edge(), f)));
  }

  /** The whole stack. */
  public static String of(Stack stack, Optional<Ledger> ledger, Look look) {
    return new StackText(stack, Set.of(), stack.nodes().keySet(), ledger, look).tree();
  }

  /** The chains of what was found under a name, upwards and downwards; those are marked. */
  public static String of(Stack stack, Set<NodeId> found, Optional<Ledger> ledger, Look look) {
    var shown = new LinkedHashSet<NodeId>();
    found.forEach(id -> shown.addAll(stack.chain(id)));
    return new StackText(stack, Set.copyOf(found), shown, ledger, look).tree();
  }

  private String tree() {
    ledger.ifPresent(l -> heading());
    for (Node node : stack.nodes().values()) {
      boolean top = stack.uppers(node.id()).stream().noneMatch(e -> shown.contains(e.upper()));
      if (shown.contains(node.id()) && top) {
        node(node, "", "", "", 0);
      }
    }
    boolean whole = found.isEmpty();
    var notes = ledger.map(Ledger::notes).orElse(stack.notes());
    if (whole) {
      List<String> said = NotesText.lines(notes, false, look.width());
      lines.addAll(said.isEmpty() || lines.isEmpty() ? List.of() : List.of(""));
      lines.addAll(said);
    }
    return lines.isEmpty() ? "Nothing is stacked here.\n" : String.join("\n", lines) + "\n";
  }

  private void heading() {
    lines.add(
        look.bold(
            Columns.left("", look.width() - FIGURES)
                + Columns.right("r/s", 7)
                + Columns.right("w/s", 8)
                + Columns.right("MiB/s", 8)
                + Columns.right("SIZE", 7)
                + Columns.right("await", 9)));
  }

  private void node(Node node, String first, String under, String role, int depth) {
    boolean again = !told.add(node.id());
    line(node, first, role, again);
    if (again || depth >= DEEPEST) {
      return;
    }
    List<Edge> below =
        stack.lowers(node.id()).stream().filter(e -> shown.contains(e.lower())).toList();
    reasons(below, under + (below.isEmpty() ? "  " : "│ "));
    boolean deep = depth >= DEEPEST_INDENT;
    for (int i = 0; i < below.size(); i++) {
      Edge edge = below.get(i);
      boolean last = i == below.size() - 1;
      String next = deep ? under : under + (last ? "  " : "│ ");
      node(stack.node(edge.lower()), under + (last ? "└ " : "├ "), next, role(edge), depth + 1);
    }
  }

  /** Figures that find no room beside the name stand under it. */
  private void line(Node node, String first, String role, boolean again) {
    String figures = again ? "" : figures(node);
    int room = look.width() - Width.of(first);
    int beside = room - (ledger.isPresent() ? FIGURES + 1 : 0);
    boolean under = beside < LEAST_NAME && !figures.isEmpty();
    int columns = under || figures.isEmpty() ? room : beside;
    String mark = found.contains(node.id()) ? " ◄" : "";
    String text = what(node, role, again, columns - Width.of(mark)) + mark;
    if (under) {
      lines.add(first + text);
      lines.add(Columns.right(figures, look.width()));
    } else {
      lines.add((first + Columns.left(text, columns) + figures).stripTrailing());
    }
  }

  private static String role(Edge edge) {
    return switch (edge.role()) {
      case META -> "metadata";
      case COW -> "changed chunks";
      case CACHE -> "cache";
      case PEER -> "to";
      case ENTRY, OPEN, FILE, WHOLE, PARTITION, PART, COPY, PARITY, REPLICATED, PATH -> "";
    };
  }

  private static String what(Node node, String role, boolean again, int columns) {
    var text = new StringBuilder();
    text.append(role).append(role.isEmpty() ? "" : " ");
    String kind = NodeText.kind(node) + " ";
    text.append(node.name().startsWith(kind) ? "" : kind);
    text.append(Labels.both(node, Math.max(1, columns - text.length())));
    if (again) {
      return Columns.fit(text + " (above)", columns);
    }
    for (String attribute : Attributes.of(node)) {
      String longer = text + " · " + attribute;
      if (Width.of(longer) > columns) {
        break;
      }
      text.append(" · ").append(attribute);
    }
    return text.toString();
  }

  /** The words of the edges below, each once. */
  private void reasons(List<Edge> below, String indent) {
    var words = new LinkedHashSet<String>();
    for (Edge edge : below) {
      EdgeFlow flow = flows.get(edge);
      if (flow != null && LayersText.moved(flow) && !flow.why().isBlank()) {
        words.add(Escape.terminal(flow.why(), 300));
      }
    }
    int columns = Math.max(LEAST_WORDS, look.width() - Width.of(indent) - 2);
    words.forEach(
        w -> Wrap.lines(w, columns).forEach(l -> lines.add(look.faint(indent + "  " + l))));
  }

  private String figures(Node node) {
    DeviceLedger device = devices.get(node.id());
    Optional<Flow> known = device == null ? Optional.empty() : device.flow().optional();
    return known.filter(f -> f.seconds() > 0).map(StackText::figures).orElse("");
  }

  private static String figures(Flow flow) {
    long ops = flow.reads().ops() + flow.writes().ops();
    long bytes = flow.reads().bytes() + flow.writes().bytes();
    long ms = flow.reads().ms() + flow.writes().ms();
    return " "
        + Columns.right(Units.columnRate(flow.reads().ops() / flow.seconds()), 7)
        + Columns.right(Units.columnRate(flow.writes().ops() / flow.seconds()), 8)
        + Columns.right(Units.mebi(bytes / flow.seconds()), 8)
        + Columns.right(ops == 0 ? "-" : Units.shortSize((double) bytes / ops), 7)
        + Columns.right(ops == 0 ? "-" : Units.span((double) ms / ops), 9);
  }
}
