package dev.iosleuth.view.graph;

import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.view.text.NodeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a picture of the stack shows, however it is drawn: boxes and arrows with their words. */
record Picture(List<Box> boxes, List<Arrow> arrows) {
  private static final int NAME = 34;
  private static final int DETAIL = 38;

  /**
   * @param lines the name, what it is, and its rates where they are known
   */
  record Box(Node node, List<String> lines) {}

  record Arrow(Edge edge, String label, String why) {}

  Picture {
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
  }

  static Picture of(Stack stack, Set<NodeId> shown, Optional<Ledger> ledger) {
    var devices = new HashMap<NodeId, DeviceLedger>();
    ledger.ifPresent(l -> l.devices().forEach(d -> devices.put(d.node().id(), d)));
    var flows = new HashMap<Edge, EdgeFlow>();
    ledger.ifPresent(l -> l.edges().forEach(f -> flows.put(f.edge(), f)));
    double seconds = ledger.map(Ledger::counted).orElse(0.0);
    var boxes =
        stack.topDown().stream()
            .filter(n -> shown.contains(n.id()))
            .map(n -> new Box(n, lines(n, devices)))
            .toList();
    var arrows =
        stack.edges().stream()
            .filter(e -> shown.contains(e.upper()) && shown.contains(e.lower()))
            .map(e -> arrow(e, flows, seconds))
            .toList();
    return new Picture(boxes, arrows);
  }

  private static List<String> lines(Node node, Map<NodeId, DeviceLedger> devices) {
    var lines = new ArrayList<String>();
    lines.add(NodeText.name(node, NAME));
    lines.add(NodeText.detail(node, DETAIL));
    DeviceLedger device = devices.get(node.id());
    if (device != null) {
      device.flow().optional().map(NodeText::rates).filter(r -> !r.isEmpty()).ifPresent(lines::add);
    }
    return lines;
  }

  private static Arrow arrow(Edge edge, Map<Edge, EdgeFlow> flows, double seconds) {
    EdgeFlow flow = flows.get(edge);
    String passed = flow == null ? "" : NodeText.passed(flow, seconds);
    String role = NodeText.role(edge);
    String label = role + (role.isEmpty() || passed.isEmpty() ? "" : " ") + passed;
    return new Arrow(edge, label, flow == null || passed.isEmpty() ? "" : flow.why());
  }
}
