package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares neighbouring layers and says in words why their figures differ: the commonest riddle is
 * that a layer which merges shows fewer operations for the same bytes, and nothing is amplified.
 */
final class Amplification {
  /** Layers are read at different times: differences below this are no finding. */
  private static final double TOLERANCE = 0.02;

  private final Stack stack;
  private final Quantities quantities;
  private final Claims claims;
  private final Layers layers;
  private final Copies copies;
  private final double seconds;

  Amplification(
      Stack stack,
      Quantities quantities,
      Claims claims,
      Layers layers,
      Copies copies,
      double seconds) {
    this.stack = stack;
    this.quantities = quantities;
    this.claims = claims;
    this.layers = layers;
    this.copies = copies;
    this.seconds = seconds;
  }

  List<EdgeFlow> edges() {
    var flows = new ArrayList<EdgeFlow>();
    for (Edge edge : stack.edges()) {
      if (stack.node(edge.upper()).isDevice() && stack.node(edge.lower()).isDevice()) {
        EdgeFlow.Amount reads = amount(edge, Direction.READ);
        EdgeFlow.Amount writes = amount(edge, Direction.WRITE);
        long above = reads.bytesAbove() + writes.bytesAbove();
        long below = reads.bytesBelow() + writes.bytesBelow();
        flows.add(
            new EdgeFlow(
                edge, reads, writes, above > 0 ? (double) below / above : Double.NaN, why(edge)));
      }
    }
    return flows;
  }

  private EdgeFlow.Amount amount(Edge edge, Direction direction) {
    Claim claim = claims.of(edge, direction, quantities.settled(edge.upper(), direction));
    Below below = below(edge, direction);
    return new EdgeFlow.Amount(
        Math.round(claim.arrivals()),
        Math.round(below.ops),
        Math.round(below.merges),
        Math.round(claim.bytes()),
        Math.round(below.bytes));
  }

  private record Below(double ops, double merges, double bytes) {
    Below plus(Below other) {
      return new Below(ops + other.ops, merges + other.merges, bytes + other.bytes);
    }

    double arrivals() {
      return ops + merges;
    }
  }

  /** What the lower counted of what came along this edge. */
  private Below below(Edge edge, Direction direction) {
    Settled lower = quantities.settled(edge.lower(), direction);
    double arrivals = 0;
    double bytes = 0;
    double ops = 0;
    for (Part part : lower.parts()) {
      if (cameBy(part, edge)) {
        arrivals += part.arrivals();
        bytes += part.bytes();
        ops +=
            !Double.isNaN(part.ops())
                ? part.ops()
                : lower.arrivals() > 0 ? part.arrivals() * lower.ops() / lower.arrivals() : 0;
      }
    }
    return new Below(ops, Math.max(0, arrivals - ops), bytes);
  }

  private static boolean cameBy(Part part, Edge edge) {
    return switch (part.origin()) {
      case Part.Origin.Upper(Edge from, boolean _) -> from.equals(edge);
      case Part.Origin.Silent(Edge from) -> from.equals(edge);
      case Part.Origin.Fixed _, Part.Origin.Entry _ -> false;
    };
  }

  private String why(Edge edge) {
    var sentences = new ArrayList<String>();
    for (Direction direction : List.of(Direction.READ, Direction.WRITE)) {
      String sentence = why(edge, direction);
      if (!sentence.isEmpty()) {
        sentences.add(sentence);
      }
    }
    return String.join("; ", sentences);
  }

  /** One lower under several uppers is compared with their sum, else an upper with its lowers. */
  private String why(Edge edge, Direction direction) {
    List<Edge> siblings =
        stack.lowers(edge.upper()).stream().filter(e -> e.role() == edge.role()).toList();
    List<Edge> compared = siblings.size() > 1 ? siblings : layers.devicesAbove(edge.lower());
    boolean oneUpper = siblings.size() > 1;
    double above = 0;
    double bytesAbove = 0;
    var below = new Below(0, 0, 0);
    for (Edge each : compared) {
      Settled upper = quantities.settled(each.upper(), direction);
      Claim claim = claims.of(each, direction, upper);
      below = below.plus(below(each, direction));
      if (each.role() == Edge.Role.PARITY && direction == Direction.WRITE) {
        above = upper.arrivals();
        bytesAbove = upper.bytes();
      } else if (oneUpper && copied(each, direction)) {
        above = upper.arrivals();
        bytesAbove = upper.bytes();
      } else {
        above += claim.arrivals();
        bytesAbove += claim.bytes();
      }
    }
    if (above <= 0 && below.bytes() <= 0) {
      return "";
    }
    double copies = oneUpper && copied(edge, direction) ? copies(edge.upper(), compared) : 1;
    return sentence(edge, direction, above, bytesAbove, below, copies);
  }

  private static boolean copied(Edge edge, Direction direction) {
    return edge.role() == Edge.Role.COPY && direction == Direction.WRITE;
  }

  private double copies(NodeId upper, List<Edge> legs) {
    return copies.of(stack.node(upper), legs.size());
  }

  private String sentence(
      Edge edge, Direction direction, double above, double bytesAbove, Below below, double copies) {
    String unit = direction == Direction.READ ? "r/s" : "w/s";
    String who =
        copies > 1
            ? "%s %s in %s copies".formatted(rate(above), unit, whole(copies))
            : rate(above) + " " + unit;
    double expected = bytesAbove * copies;
    if (below.bytes() > expected * (1 + TOLERANCE) + 4096) {
      return "%s become x%s the bytes below: %s"
          .formatted(
              who,
              expected > 0
                  ? String.format(Locale.ROOT, "%.2f", below.bytes() / expected)
                  : "many times",
              cause(edge));
    }
    double arrivals = below.arrivals();
    double wanted = above * copies;
    if (arrivals > wanted * (1 + TOLERANCE) + 1) {
      return "%s are split into %s%s below, the same bytes: nothing is amplified"
          .formatted(who, rate(arrivals), "/s");
    }
    if (below.merges() > arrivals * 0.005) {
      return "%s = %s requests/s + %s/s merged below: nothing is amplified"
          .formatted(who, rate(below.ops()), rate(below.merges()));
    }
    return who + " pass as they are: nothing is amplified";
  }

  private static String cause(Edge edge) {
    return switch (edge.role()) {
      case PARITY -> "parity, and reading what it needs";
      case META -> "bookkeeping";
      case COW -> "copy-on-write";
      case CACHE -> "filling and writing back the cache";
      case WHOLE, PARTITION, PART, COPY, REPLICATED, PATH -> "more than copies explain";
      case ENTRY, OPEN, FILE, PEER -> "";
    };
  }

  /** As a person writes it: 22.85, 364, 33,109. */
  private String rate(double count) {
    double perSecond = count / seconds;
    return String.format(Locale.ROOT, perSecond < 100 ? "%.2f" : "%,.0f", perSecond);
  }

  private static String whole(double number) {
    return String.format(Locale.ROOT, "%.0f", number);
  }
}
