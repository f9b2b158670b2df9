package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the lower of each edge counted of what came along it; taken from the parts once. */
final class Below {
  record Amount(double ops, double merges, double bytes) {
    static final Amount NOTHING = new Amount(0, 0, 0);

    Amount plus(Amount other) {
      return new Amount(ops + other.ops, merges + other.merges, bytes + other.bytes);
    }

    double arrivals() {
      return ops + merges;
    }
  }

  private final Map<Direction, Map<Edge, Amount>> amounts = new HashMap<>();

  Below(Stack stack, Quantities quantities) {
    for (Direction direction : List.of(Direction.READ, Direction.WRITE)) {
      var ofDirection = new HashMap<Edge, Amount>();
      for (Node node : stack.topDown()) {
        Settled lower = quantities.settled(node.id(), direction);
        lower.parts().forEach(part -> add(part, lower, ofDirection));
      }
      amounts.put(direction, ofDirection);
    }
  }

  Amount of(Edge edge, Direction direction) {
    return amounts.getOrDefault(direction, Map.of()).getOrDefault(edge, Amount.NOTHING);
  }

  private static void add(Part part, Settled lower, Map<Edge, Amount> amounts) {
    switch (part.origin()) {
      case Part.Origin.Upper(Edge edge, boolean _) ->
          amounts.merge(edge, amount(part, lower), Amount::plus);
      case Part.Origin.Silent(Edge edge) -> amounts.merge(edge, amount(part, lower), Amount::plus);
      case Part.Origin.Fixed _, Part.Origin.Entry _ -> {
        // did not come along an edge
      }
    }
  }

  static Amount amount(Part part, Settled lower) {
    double byArrivals = lower.arrivals() > 0 ? part.arrivals() * lower.ops() / lower.arrivals() : 0;
    double ops = Double.isNaN(part.ops()) ? byArrivals : part.ops();
    return new Amount(ops, Math.max(0, part.arrivals() - ops), part.bytes());
  }
}
