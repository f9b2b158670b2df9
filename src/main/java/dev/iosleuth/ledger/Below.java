package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the lower of each edge counted of what came along it; taken from the parts once. */
final class Below {
  /**
   * @param silent zero-sector writes among ops that the upper did not count
   */
  record Amount(double ops, double merges, double bytes, double silent) {
    static final Amount NOTHING = new Amount(0, 0, 0, 0);

    Amount plus(Amount other) {
      return new Amount(
          ops + other.ops, merges + other.merges, bytes + other.bytes, silent + other.silent);
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
        double silent = silent(lower);
        lower.parts().forEach(part -> add(part, lower, silent, ofDirection));
      }
      amounts.put(direction, ofDirection);
    }
  }

  Amount of(Edge edge, Direction direction) {
    return amounts.getOrDefault(direction, Map.of()).getOrDefault(edge, Amount.NOTHING);
  }

  private static void add(Part part, Settled lower, double silent, Map<Edge, Amount> amounts) {
    switch (part.origin()) {
      case Part.Origin.Upper(Edge edge, boolean _) ->
          amounts.merge(edge, amount(part, lower, silent), Amount::plus);
      case Part.Origin.Silent(Edge edge) -> {
        double ops = part.arrivals() * Math.min(1, lower.ops() / silent);
        amounts.merge(edge, new Amount(ops, 0, part.bytes(), ops), Amount::plus);
      }
      case Part.Origin.Fixed _, Part.Origin.Entry _, Part.Origin.Late _ -> {
        // did not come along an edge, or did before this interval
      }
    }
  }

  /** Zero-sector writes that nobody above counted: no other request is merged with one. */
  static double silent(Settled lower) {
    return lower.parts().stream()
        .filter(part -> part.origin() instanceof Part.Origin.Silent)
        .mapToDouble(Part::arrivals)
        .sum();
  }

  /**
   * @param silent {@link #silent} of the lower
   */
  static Amount amount(Part part, Settled lower, double silent) {
    double arrivals = lower.arrivals() - silent;
    double byArrivals =
        arrivals > 0 ? part.arrivals() * Math.max(0, lower.ops() - silent) / arrivals : 0;
    double ops = Double.isNaN(part.ops()) ? byArrivals : part.ops();
    return new Amount(ops, Math.max(0, part.arrivals() - ops), part.bytes(), 0);
  }
}
