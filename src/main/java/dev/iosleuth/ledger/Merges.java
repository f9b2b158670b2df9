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
 * one end to the other: its pieces belong together however large they are. What it reads is merged
 * before what others read at random beside it; so are the pieces of what is striped, which are sent
 * at once and lie side by side on each disk.
 */
final class Merges {
  private static final double PAGE = 4096;

  /** Of a request (max_sectors_kb goes up to that where hardware can, as a rule). */
  private static final double MOST_BYTES = Quantities.IN_FLIGHT_BYTES;

  private final Flows flows;
  private final Layers layers;
  private final Remainder.Above above;

  Merges(Flows flows, Layers layers, Remainder.Above above) {
    this.flows = flows;
    this.layers = layers;
    this.above = above;
  }

  /**
   * Somebody of whose requests some may have been merged.
   *
   * @param room most that can have been: no request is merged with one that carries nothing
   * @param anySize whether all of them may have been pieces, however large they are
   * @param alone what part of them was under way with no other
   * @param own how many of them its own neighbours take: pieces that were sent together of what
   *     belongs together, which are merged before anything else is
   */
  record Sender(double room, double bytes, boolean anySize, double alone, double own) {
    /** Somebody of whose requests nothing tells which were sent in pieces. */
    static Sender ofAny(double room, double bytes, double alone) {
      return new Sender(room, bytes, true, alone, 0);
    }

    private Sender without(double merged) {
      return new Sender(room - merged, bytes, anySize, alone, 0);
    }

    /** How many of them were not alone. */
    double together(Direction direction) {
      return (anySize ? room : pieces(room, bytes, direction)) * Math.max(0, 1 - alone);
    }
  }

  /**
   * How many merges each one had: by how many of his requests were not alone; what finds no room
   * there goes to whoever has room left. Empty where there were none, or nothing tells.
   */
  static Optional<double[]> divided(double merges, List<Sender> senders, Direction direction) {
    double first = senders.stream().mapToDouble(Sender::own).sum();
    if (merges > 0 && first > 0) {
      double part = Math.min(1, merges / first);
      List<Sender> left = senders.stream().map(s -> s.without(s.own() * part)).toList();
      double[] rest =
          divided(merges - first, left, direction).orElseGet(() -> new double[left.size()]);
      return Optional.of(
          IntStream.range(0, rest.length)
              .mapToDouble(i -> senders.get(i).own() * part + rest[i])
              .toArray());
    }
    double[] room = room(merges, senders);
    double[] together = senders.stream().mapToDouble(s -> s.together(direction)).toArray();
    double all = DoubleStream.of(together).sum();
    return merges <= 0 || all <= 0
        ? Optional.empty()
        : Optional.of(taken(merges / all, room, together));
  }

  /**
   * What each can have had merged: what somebody moved stands in one request of his at least, since
   * requests are put together by who sends them (block/blk-mq.c, the plug of a task), and in
   * another one for each MiB. Where there were more merges than that they are somebody's all the
   * same.
   */
  private static double[] room(double merges, List<Sender> senders) {
    double[] own =
        senders.stream()
            .mapToDouble(s -> Math.max(0, s.room() - Math.ceil(s.bytes() / MOST_BYTES)))
            .toArray();
    return DoubleStream.of(own).sum() >= merges
        ? own
        : senders.stream().mapToDouble(Sender::room).toArray();
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

  /** Of what a job reads: it goes from one end to the other. */
  static double ofJob(double room, double bytes, Direction direction) {
    return direction == Direction.READ
        ? Math.max(0, room - Math.ceil(bytes / Quantities.IN_FLIGHT_BYTES))
        : 0;
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
    double room = room(part);
    double own = 0;
    if (job) {
      own = ofJob(room, part.bytes(), direction);
    } else if (part.origin() instanceof Part.Origin.Upper(Edge edge, boolean _)) {
      own = room * mergedBeside(edge, direction);
    }
    return new Sender(room, part.bytes(), job, alone, own);
  }

  /**
   * What part of a striped volume's bios is merged, by another disk of its stripes on which nobody
   * else does anything; 0 where there is none.
   */
  private double mergedBeside(Edge edge, Direction direction) {
    return layers.stripes(edge).stream()
        .filter(other -> !other.lower().equals(edge.lower()) && alone(other, direction))
        .map(other -> flows.io(other.lower(), direction))
        .filter(io -> io.arrivals() > 0)
        .mapToDouble(io -> (double) io.merges() / io.arrivals())
        .findFirst()
        .orElse(0);
  }

  private boolean alone(Edge edge, Direction direction) {
    return !layers.entered(edge.lower())
        && layers.devicesAbove(edge.lower()).stream()
            .filter(other -> !other.upper().equals(edge.upper()))
            .allMatch(other -> flows.io(other.upper(), direction).arrivals() == 0);
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
