package dev.iosleuth.view.text;

import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What passed from layer to layer: operations in, operations and merges out, bytes, and why. */
public final class LayersText {
  private LayersText() {}

  static List<String> lines(Ledger ledger, int columns) {
    var nodes = new HashMap<NodeId, Node>();
    ledger.devices().forEach(d -> nodes.put(d.node().id(), d.node()));
    var lines = new ArrayList<String>();
    List<EdgeFlow> moved = ledger.edges().stream().filter(LayersText::moved).toList();
    for (int i = 0; i < moved.size(); i++) {
      EdgeFlow flow = moved.get(i);
      String step = name(flow.edge().upper(), nodes) + " → " + name(flow.edge().lower(), nodes);
      lines.addAll(Wrap.hanging("  ", step + ": " + amounts(flow, ledger.counted()), columns));
      boolean again = i + 1 < moved.size() && sameReason(flow, moved.get(i + 1));
      if (!flow.why().isBlank() && !again) {
        lines.addAll(Wrap.hanging("      ", Escape.terminal(flow.why(), 300), columns));
      }
    }
    return lines;
  }

  /** Of the legs of one mirror it stands once, under the last. */
  private static boolean sameReason(EdgeFlow one, EdgeFlow next) {
    return one.why().equals(next.why())
        && one.edge().upper().equals(next.edge().upper())
        && one.edge().role() == next.edge().role();
  }

  public static boolean moved(EdgeFlow flow) {
    return moved(flow.reads()) || moved(flow.writes());
  }

  private static boolean moved(EdgeFlow.Amount amount) {
    return amount.opsAbove() + amount.opsBelow() + amount.bytesAbove() + amount.bytesBelow() > 0;
  }

  private static String name(NodeId id, Map<NodeId, Node> nodes) {
    Node node = nodes.get(id);
    return node == null
        ? Escape.terminal(id.value().replaceFirst("^dev:", ""), 30)
        : Labels.of(node, 30);
  }

  private static String amounts(EdgeFlow flow, double seconds) {
    var words = new ArrayList<String>();
    if (moved(flow.reads())) {
      words.add(amount(flow.reads(), "r/s", seconds));
    }
    if (moved(flow.writes())) {
      words.add(amount(flow.writes(), "w/s", seconds));
    }
    if (Double.isFinite(flow.factor())) {
      words.add(Units.factor(flow.factor()) + " bytes");
    }
    return String.join(", ", words);
  }

  /** {@code 22.9 w/s → 6.1 + 16.8 merged w/s, 0.09 → 0.09 MiB/s}. */
  private static String amount(EdgeFlow.Amount amount, String unit, double seconds) {
    double per = seconds > 0 ? seconds : Double.NaN;
    String merged =
        amount.mergesBelow() > 0 ? " + " + Units.rate(amount.mergesBelow() / per) + " merged" : "";
    String above = Units.mebi(amount.bytesAbove() / per);
    String below = Units.mebi(amount.bytesBelow() / per);
    return "%s → %s%s %s, %s MiB/s"
        .formatted(
            Units.rate(amount.opsAbove() / per),
            Units.rate(amount.opsBelow() / per),
            merged,
            unit,
            above.equals(below) ? below : above + " → " + below);
  }
}
