package dev.iosleuth.view.json;

import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.EntryFlow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The graph, with what passed along its edges where there is a ledger, as one line of JSON. */
public final class StackJson {
  private final JsonText json;
  private final Map<Edge, EdgeFlow> flows = new HashMap<>();

  /** Why nobody can tell what passed. */
  private final Map<Edge, String> unknown = new HashMap<>();

  private StackJson(JsonText json, Optional<Ledger> ledger) {
    this.json = json;
    ledger.ifPresent(l -> {
      l.edges().forEach(f -> flows.put(f.edge(), f));
      for (EntryFlow entry : l.entries()) {
        entry.flow().optional().ifPresent(f -> flows.put(entry.edge(), f));
        entry.flow().whyNot().ifPresent(why -> unknown.put(entry.edge(), why));
      }
    });
  }

  public static String of(Stack stack, Optional<Ledger> ledger) {
    return of(stack, stack.nodes().keySet(), ledger);
  }

  /** Only the nodes given and the edges between them; what is not of the stack is passed over. */
  public static String of(Stack stack, Set<NodeId> shown, Optional<Ledger> ledger) {
    return JsonText.object(json -> new StackJson(json, ledger).stack(stack, shown, ledger));
  }

  private void stack(Stack stack, Set<NodeId> shown, Optional<Ledger> ledger) {
    ledger.ifPresent(l -> LedgerJson.interval(json, l));
    json.objects(
        "nodes",
        stack.nodes().values().stream().filter(n -> shown.contains(n.id())).toList(),
        this::node);
    json.objects(
        "edges",
        stack.edges().stream()
            .filter(e -> shown.contains(e.upper()) && shown.contains(e.lower()))
            .toList(),
        this::edge);
    List<Note> notes = ledger.map(Ledger::notes).orElse(stack.notes());
    LedgerJson.notes(json, notes);
  }

  private void node(Node node) {
    json.string("id", node.id().value());
    json.word("kind", node.kind());
    json.string("name", LedgerJson.name(node));
    json.string("kernel_name", node.kernelName());
    node.dev().ifPresentOrElse(d -> json.string("dev", d.toString()), () -> json.nothing("dev"));
    json.truth("leaf", node.leaf().isPresent());
    node.leaf().ifPresentOrElse(k -> json.word("leaf_kind", k), () -> json.nothing("leaf_kind"));
    json.strings("attributes", node.attributes());
  }

  private void edge(Edge edge) {
    json.string("upper", edge.upper().value());
    json.string("lower", edge.lower().value());
    json.word("role", edge.role());
    EdgeFlow flow = flows.get(edge);
    if (flow == null) {
      List.of("reads", "writes", "factor").forEach(json::nothing);
      String why = unknown.get(edge);
      if (why == null) {
        json.nothing("why");
        return;
      }
      json.string("why", why);
      var absent = new LinkedHashMap<String, String>();
      List.of("reads", "writes").forEach(field -> absent.put(field, why));
      json.absent(absent);
      return;
    }
    json.object("reads", () -> amount(flow.reads()));
    json.object("writes", () -> amount(flow.writes()));
    json.number("factor", flow.factor());
    json.string("why", flow.why());
  }

  private void amount(EdgeFlow.Amount amount) {
    json.number("ops_above", amount.opsAbove());
    json.number("ops_below", amount.opsBelow());
    json.number("merges_below", amount.mergesBelow());
    json.number("bytes_above", amount.bytesAbove());
    json.number("bytes_below", amount.bytesBelow());
  }
}
