package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import java.util.List;

/**
 * Whose requests a device merged. Only requests that are under way together can be: who sends one
 * and waits for it has none merged, however much others do. How many a device above had under way
 * at a time is its requests' own times by its busy time (iostat's aqu-sz while busy).
 */
final class Merges {
  private final Flows flows;

  Merges(Flows flows) {
    this.flows = flows;
  }

  /** The parts, with their requests where there were merges to be divided. */
  List<Part> divided(List<Part> parts, Flow.Io io) {
    double open = (double) io.merges();
    for (Part part : parts) {
      open -= Double.isNaN(part.ops()) ? 0 : Math.max(0, part.arrivals() - part.ops());
    }
    double all = parts.stream().mapToDouble(this::together).sum();
    if (open <= 0 || all <= 0) {
      return parts;
    }
    double each = open / all;
    double beyond =
        parts.stream().mapToDouble(p -> Math.max(0, each * together(p) - room(p))).sum();
    double left = parts.stream().mapToDouble(p -> Math.max(0, room(p) - each * together(p))).sum();
    double filled = left > 0 ? Math.min(1, beyond / left) : 0;
    return parts.stream().map(part -> merged(part, each * together(part), filled)).toList();
  }

  /**
   * @param merges its own
   * @param filled how much of its other requests the merges take that found no room elsewhere
   */
  private static Part merged(Part part, double merges, double filled) {
    double room = room(part);
    double own = Math.min(room, merges);
    return room > 0 ? part.withOps(part.arrivals() - own - filled * (room - own)) : part;
  }

  /** No request is merged with one that carries nothing; of some the merges are known. */
  private static double room(Part part) {
    return Double.isNaN(part.ops()) ? Math.max(0, part.arrivals() - part.empties()) : 0;
  }

  /** How many of them were not alone; all where nothing tells. */
  private double together(Part part) {
    double alone =
        part.origin() instanceof Part.Origin.Upper(Edge edge, boolean _)
            ? flows.of(edge.upper()).map(Merges::alone).orElse(0.0)
            : 0;
    return room(part) * Math.max(0, 1 - alone);
  }

  private static double alone(Flow flow) {
    double own = (double) flow.reads().ms() + flow.writes().ms();
    return own > 0 ? flow.busyMs() / own : 0;
  }
}
