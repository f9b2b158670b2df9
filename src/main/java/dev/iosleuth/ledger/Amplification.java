package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares neighbouring layers and says in words why their figures differ: the commonest riddle is
 * that a layer which merges shows fewer operations for the same bytes, and nothing is amplified.
 */
final class Amplification {
  /** Layers are read at different times: differences below this are no finding. */
  private static final double TOLERANCE = 0.02;

  /** Shares of sums come out as parts of one. */
  private static final double LEAST_EMPTY = 0.5;

  private final Stack stack;
  private final Quantities quantities;
  private final Claims claims;
  private final Layers layers;
  private final Copies copies;
  private final double seconds;
  private final Below below;
  private final Map<Compared, String> said = new HashMap<>();

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
    this.below = new Below(stack, quantities);
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
    Below.Amount arrived = below.of(edge, direction);
    return new EdgeFlow.Amount(
        Math.round(claim.arrivals()),
        Math.round(arrived.ops()),
        Math.round(arrived.merges()),
        Math.round(claim.bytes()),
        Math.round(arrived.bytes()));
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

  /** Which devices one sentence is about. */
  private record Compared(NodeId about, Edge.Role role, Direction direction) {}

  /** What stands on several is compared with all of them, else each upper with what it sent. */
  private String why(Edge edge, Direction direction) {
    List<Edge> siblings =
        stack.lowers(edge.upper()).stream().filter(e -> e.role() == edge.role()).toList();
    if (siblings.size() == 1) {
      return why(edge, direction, siblings, false);
    }
    var compared = new Compared(edge.upper(), edge.role(), direction);
    String known = said.get(compared);
    if (known != null) {
      return known;
    }
    String sentence = why(edge, direction, siblings, true);
    said.put(compared, sentence);
    return sentence;
  }

  private String why(Edge edge, Direction direction, List<Edge> compared, boolean several) {
    double above = 0;
    double bytesAbove = 0;
    double uncounted = 0;
    Below.Amount arrived = Below.Amount.NOTHING;
    for (Edge each : compared) {
      Settled upper = quantities.settled(each.upper(), direction);
      Claim claim = claims.of(each, direction, upper);
      arrived = arrived.plus(below.of(each, direction));
      uncounted += uncounted(each, direction);
      if (each.role() == Edge.Role.PARITY && direction == Direction.WRITE) {
        above = upper.arrivals();
        bytesAbove = upper.bytes();
      } else if (several && copied(each, direction)) {
        above = upper.arrivals();
        bytesAbove = upper.bytes();
      } else {
        above += claim.arrivals();
        bytesAbove += claim.bytes();
      }
    }
    if (above <= 0 && arrived.bytes() <= 0) {
      return "";
    }
    double copies = several && copied(edge, direction) ? copies(edge.upper(), compared) : 1;
    return sentence(edge, direction, new Above(above, bytesAbove, uncounted), arrived, copies);
  }

  /**
   * @param uncounted zero-sector writes among arrivals that the lower passes on without counting
   */
  private record Above(double arrivals, double bytes, double uncounted) {}

  private double uncounted(Edge edge, Direction direction) {
    return quantities.settled(edge.lower(), direction).silent().stream()
        .filter(part ->
            part.origin() instanceof Part.Origin.Upper(Edge from, boolean _) && from.equals(edge))
        .mapToDouble(Part::empties)
        .sum();
  }

  private static boolean copied(Edge edge, Direction direction) {
    return edge.role() == Edge.Role.COPY && direction == Direction.WRITE;
  }

  private double copies(NodeId upper, List<Edge> legs) {
    return copies.of(stack.node(upper), legs.size());
  }

  private String sentence(
      Edge edge, Direction direction, Above above, Below.Amount below, double copies) {
    String who = who(edge, direction, above, copies);
    double expected = above.bytes() * copies;
    if (below.bytes() > 0 && above.arrivals() <= 0) {
      return "%s %s below and none above: %s"
          .formatted(rate(below.arrivals()), unit(direction), cause(edge));
    }
    if (below.bytes() > expected * (1 + TOLERANCE) + 4096) {
      return "%s become %s the bytes below: %s"
          .formatted(
              who,
              expected > 0
                  ? String.format(Locale.ROOT, "x%.2f", below.bytes() / expected)
                  : "many times",
              cause(edge));
    }
    String flushes =
        below.silent() < LEAST_EMPTY
            ? ""
            : "; %s/s more below are empty flushes that %s passes on uncounted"
                .formatted(rate(below.silent()), name(edge.upper()));
    double arrivals = below.arrivals() - below.silent();
    double wanted = (above.arrivals() - above.uncounted()) * copies;
    boolean more = arrivals > wanted * (1 + TOLERANCE) + 1;
    if (more && stack.node(edge.upper()).kind() == Node.Kind.ARRAY && flushes.isEmpty()) {
      return "%s become %s/s below, the same bytes: split, or empty flushes that %s does not count"
          .formatted(who, rate(arrivals), name(edge.upper()));
    }
    if (more) {
      return "%s are split into %s/s below, the same bytes: nothing is amplified%s"
          .formatted(who, rate(arrivals), flushes);
    }
    if (below.merges() > arrivals * 0.005) {
      return "%s = %s requests/s + %s/s merged below: nothing is amplified%s"
          .formatted(who, rate(below.ops() - below.silent()), rate(below.merges()), flushes);
    }
    if (arrivals < wanted * (1 - TOLERANCE) - 1) {
      return "%s: %s/s of them were counted below%s".formatted(who, rate(arrivals), flushes);
    }
    return "%s pass as they are: nothing is amplified%s".formatted(who, flushes);
  }

  private String who(Edge edge, Direction direction, Above above, double copies) {
    String who = rate(above.arrivals()) + " " + unit(direction);
    if (above.uncounted() >= LEAST_EMPTY) {
      who =
          "%s without %s/s empty flushes that %s does not count"
              .formatted(who, rate(above.uncounted()), name(edge.lower()));
    }
    return copies > 1 ? "%s in %s copies".formatted(who, whole(copies)) : who;
  }

  private static String unit(Direction direction) {
    return direction == Direction.READ ? "r/s" : "w/s";
  }

  private String name(NodeId id) {
    return layers.arrayName(id);
  }

  private String cause(Edge edge) {
    return switch (edge.role()) {
      case PARITY -> "parity, and reading what it needs";
      case META -> "bookkeeping";
      case COW -> "copy-on-write";
      case CACHE -> "filling and writing back the cache";
      case WHOLE, PARTITION, PART, COPY, REPLICATED, PATH ->
          switch (stack.node(edge.upper()).attribute("target")) {
            case "thin-pool" -> "the first write to a chunk fills or copies all of it";
            case "snapshot-origin" -> "what a snapshot keeps is read before it is overwritten";
            case "cache", "writecache" -> "filling and writing back the cache";
            default -> "more than copies explain";
          };
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
