package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Whose requests a device merged. Only requests that are under way together can be: who sends one
 * and waits for it has none merged, however much others do. How many were under way at a time is
 * told by the device where they entered, through whatever lies between: its requests' own times by
 * its busy time (iostat's aqu-sz while busy).
 *
 * <p>Of writes only what was sent in pieces: a block device's page cache sends a bio for each page
 * (fs/buffer.c, submit_bh_wbc), swap too (mm/page_io.c), a journal for each block of its own. File
 * systems (ext4: fs/ext4/page-io.c, io_submit_add_bh) and direct I/O send in one bio what lies side
 * by side; of that there is the less to be merged the larger it is. A job of md or DRBD goes from
 * one end to the other: its pieces belong together however large they are.
 */
final class Merges {
  private static final double PAGE = 4096;

  private final Flows flows;
  private final Remainder.Above above;

  Merges(Flows flows, Remainder.Above above) {
    this.flows = flows;
    this.above = above;
  }

  /**
   * Somebody of whose requests some may have been merged.
   *
   * @param room most that can have been: no request is merged with one that carries nothing
   * @param alone what part of them was under way with no other
   */
  record Sender(double room, double bytes, boolean job, double alone) {
    /** How many of them were not alone. */
    double together(Direction direction) {
      return (job ? room : pieces(room, bytes, direction)) * Math.max(0, 1 - alone);
    }
  }

  /**
   * How many merges each one had: by how many of his requests were not alone; what finds no room
   * there goes to whoever has room left. Empty where there were none, or nothing tells.
   */
  static Optional<double[]> divided(double merges, List<Sender> senders, Direction direction) {
    double[] room = senders.stream().mapToDouble(Sender::room).toArray();
    double[] together = senders.stream().mapToDouble(s -> s.together(direction)).toArray();
    double all = DoubleStream.of(together).sum();
    return merges <= 0 || all <= 0
        ? Optional.empty()
        : Optional.of(taken(merges / all, room, together));
  }

  private static double[] taken(double each, double[] room, double[] together) {
    double beyond = 0;
    double left = 0;
    for (int i = 0; i < room.length; i++) {
      beyond += Math.max(0, each * together[i] - room[i]);
      left += Math.max(0, room[i] - each * together[i]);
    }
    double filled = left > 0 ? Math.min(1, beyond / left) : 0;
    var taken = new double[room.length];
    for (int i = 0; i < room.length; i++) {
      double own = Math.min(room[i], each * together[i]);
      taken[i] = own + filled * (room[i] - own);
    }
    return taken;
  }

  /** The parts, with their requests where there were merges to be divided. */
  List<Part> divided(List<Part> parts, Flow.Io io, Direction direction) {
    double open = (double) io.merges();
    for (Part part : parts) {
      open -= Double.isNaN(part.ops()) ? 0 : Math.max(0, part.arrivals() - part.ops());
    }
    List<Sender> senders = parts.stream().map(part -> sender(part, direction)).toList();
    return divided(open, senders, direction)
        .map(taken ->
            IntStream.range(0, taken.length).mapToObj(i -> merged(parts.get(i), taken[i])).toList())
        .orElse(parts);
  }

  private static Part merged(Part part, double merges) {
    return room(part) > 0 ? part.withOps(part.arrivals() - merges) : part;
  }

  /** Of some the merges are known. */
  private static double room(Part part) {
    return Double.isNaN(part.ops()) ? Math.max(0, part.arrivals() - part.empties()) : 0;
  }

  private Sender sender(Part part, Direction direction) {
    double alone =
        part.origin() instanceof Part.Origin.Upper(Edge edge, boolean writers)
            ? byItself(edge, writers)
                ? flows.of(edge.upper()).map(Merges::alone).orElse(0.0)
                : alone(edge.upper(), direction)
            : 0;
    boolean job =
        part.origin() instanceof Part.Origin.Fixed(Account account, Basis _)
            && account.kind() == Account.Kind.JOB;
    return new Sender(room(part), part.bytes(), job, alone);
  }

  /** How many of so many bios may be pieces of something larger, by their mean size. */
  private static double pieces(double bios, double bytes, Direction direction) {
    return direction == Direction.WRITE && bytes > bios * PAGE ? bios * bios * PAGE / bytes : bios;
  }

  /** Whether the layer above made the requests: who asked for what they serve did not send them. */
  private static boolean byItself(Edge edge, boolean writers) {
    return writers
        || switch (edge.role()) {
          case META, COW, CACHE, PARITY -> true;
          case ENTRY, OPEN, FILE, PARTITION, PART, COPY, WHOLE, REPLICATED, PATH, PEER -> false;
        };
  }

  /** What part of the requests of a device was under way with no other, by where they entered. */
  private double alone(NodeId node, Direction direction) {
    double own = flows.of(node).map(Merges::alone).orElse(0.0);
    double arrivals = 0;
    double alone = 0;
    for (Part part : above.settled(node, direction).parts()) {
      arrivals += part.arrivals();
      alone +=
          part.arrivals()
              * switch (part.origin()) {
                case Part.Origin.Upper(Edge edge, boolean writers) ->
                    byItself(edge, writers) ? own : alone(edge.upper(), direction);
                case Part.Origin.Entry _,
                    Part.Origin.Silent _,
                    Part.Origin.Late _,
                    Part.Origin.Fixed _ ->
                    own;
              };
    }
    return arrivals > 0 ? alone / arrivals : own;
  }

  /** What part of the time of a device's requests no other of its own was under way. */
  static double alone(Flow flow) {
    double own = (double) flow.reads().ms() + flow.writes().ms();
    return own > 0 ? Math.min(1, flow.busyMs() / own) : 0;
  }
}
