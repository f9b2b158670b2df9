package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Takes apart what every device counted: claims travel down as arrivals and bytes, and what remains
 * is explained or not. Nobody's name is in here yet: only how much came from where.
 */
final class Quantities implements Remainder.Above {
  /**
   * Requests in flight shift that much between two readings at most (max_sectors_kb's usual 1 MiB).
   */
  static final double IN_FLIGHT_BYTES = 1 << 20;

  private static final int PAGE = 4096;
  private static final int SECTOR = 512;

  private final Flows flows;
  private final Layers layers;
  private final Claims claims;
  private final Remainder remainder;
  private final BitmapWrites bitmaps;
  private final Map<Direction, Map<NodeId, Settled>> settled = new HashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private final Map<Lag.Way, Lag.Amount> uncounted = new HashMap<>();

  Quantities(
      Stack stack,
      Flows flows,
      Layers layers,
      Claims claims,
      Remainder remainder,
      BitmapWrites bitmaps) {
    this.flows = flows;
    this.layers = layers;
    this.claims = claims;
    this.remainder = remainder;
    this.bitmaps = bitmaps;
    for (Direction direction : List.of(Direction.WRITE, Direction.READ, Direction.DISCARD)) {
      settled.put(direction, new HashMap<>());
      for (Node node : stack.topDown()) {
        if (node.isDevice()) {
          settle(node, direction);
        }
      }
    }
    stack.topDown().stream().filter(Node::isDevice).forEach(node -> mirrored(stack, node));
  }

  /** What a mirror was asked to read and its legs, all of them together, have not counted. */
  private void mirrored(Stack stack, Node array) {
    List<Edge> legs =
        stack.lowers(array.id()).stream().filter(edge -> edge.role() == Edge.Role.COPY).toList();
    boolean counted =
        !legs.isEmpty()
            && legs.stream().allMatch(leg -> flows.of(leg.lower()) instanceof Reading.Known<Flow>);
    if (!counted) {
      return;
    }
    Settled asked = settled(array.id(), Direction.READ);
    double arrivals = asked.arrivals();
    double bytes = asked.bytes();
    for (Edge leg : legs) {
      Claim claim = claims.of(leg, Direction.READ, asked);
      arrivals -= claim.arrivals();
      bytes -= claim.bytes();
    }
    double came =
        legs.stream().mapToDouble(leg -> flows.io(leg.lower(), Direction.READ).arrivals()).sum();
    if (bytes >= SECTOR) {
      var open = new Lag.Amount(Math.max(arrivals, asked.arrivals() - came), bytes, true);
      legs.forEach(leg -> uncounted.put(new Lag.Way(leg, Direction.READ), open));
    }
  }

  @Override
  public Settled settled(NodeId node, Direction direction) {
    return settled.getOrDefault(direction, Map.of()).getOrDefault(node, Settled.NOTHING);
  }

  List<Note> notes() {
    return Stream.concat(notes.stream(), remainder.notes().stream()).toList();
  }

  /** What uppers sent and the lower has not counted: it was under way at the end. */
  Map<Lag.Way, Lag.Amount> uncounted() {
    return uncounted;
  }

  private void settle(Node node, Direction direction) {
    List<Claim> sent = claimsOn(node, direction);
    Settled result;
    if (layers.passesThrough(node.id())) {
      result = passing(sent, direction);
    } else if (flows.of(node.id()) instanceof Reading.Known<Flow>(Flow flow)) {
      Flow.Io io = Flows.io(flow, direction).orElse(Flow.Io.ZERO);
      if (io.arrivals() == 0 && io.bytes() == 0 && sent.isEmpty()) {
        return;
      }
      result = counted(node, direction, flow, io, sent);
    } else {
      return;
    }
    settled.computeIfAbsent(direction, _ -> new HashMap<>()).put(node.id(), result);
  }

  private List<Claim> claimsOn(Node node, Direction direction) {
    var sent = new ArrayList<Claim>();
    for (Edge edge : layers.devicesAbove(node.id())) {
      Settled upper = settled(edge.upper(), direction);
      Claim claim = claims.of(edge, direction, upper);
      if (claim.arrivals() > 0 || claim.bytes() > 0 || claim.empties() > 0) {
        sent.add(claim);
      }
    }
    sent.sort(Comparator.comparing(c -> c.edge().upper()));
    return sent;
  }

  /** A device that does not count: what came from above goes on. */
  private static Settled passing(List<Claim> sent, Direction direction) {
    var parts = new ArrayList<Part>();
    double arrivals = 0;
    double bytes = 0;
    var silent = new ArrayList<Part>();
    for (Claim claim : sent) {
      parts.add(part(claim, direction));
      arrivals += claim.arrivals();
      bytes += claim.bytes();
      silent.add(silent(claim, claim.empties()));
    }
    silent.removeIf(part -> part.empties() <= 0);
    return new Settled(parts, arrivals, arrivals, bytes, silent);
  }

  /** Writes that carry nothing can only have been flushes. */
  private static Part part(Claim claim, Direction direction) {
    boolean flushed = direction == Direction.WRITE && claim.bytes() <= 0;
    return new Part(
        new Part.Origin.Upper(claim.edge(), claim.writers()),
        claim.arrivals(),
        claim.bytes(),
        claim.ops(),
        flushed ? claim.arrivals() : 0);
  }

  private static Part silent(Claim claim, double empties) {
    return new Part(new Part.Origin.Silent(claim.edge()), empties, 0, Double.NaN, empties);
  }

  private Settled counted(Node node, Direction direction, Flow flow, Flow.Io io, List<Claim> all) {
    Optional<BitmapWrites.Written> bitmap =
        direction == Direction.WRITE && all.size() == 1
            ? bitmaps.on(all.getFirst(), io)
            : Optional.empty();
    List<Claim> sent =
        bitmap.map(own -> List.of(arrived(all.getFirst(), own.underWay()))).orElse(all);
    double bytes = sent.stream().mapToDouble(Claim::bytes).sum();
    double arrivals = sent.stream().mapToDouble(Claim::arrivals).sum();
    var silent = new ArrayList<Part>();
    List<Claim> carried = sent;
    if (direction == Direction.WRITE && swallowsEmpties(node) && arrivals > io.arrivals()) {
      carried = withoutEmpties(sent, arrivals - io.arrivals());
      silent.addAll(swallowed(sent, carried));
      arrivals = carried.stream().mapToDouble(Claim::arrivals).sum();
    }
    noteExcess(node, direction, flow, bytes, (double) io.bytes());
    double[] byBytes = fitting(carried, Claim::bytes, (double) io.bytes());
    double[] byArrivals = fitting(carried, Claim::arrivals, (double) io.arrivals());
    var fitted = new ArrayList<Claim>();
    for (int i = 0; i < byBytes.length; i++) {
      Claim claim = carried.get(i);
      fitted.add(claim.scaled(byArrivals[i], byBytes[i]));
      if (byBytes[i] < 1) {
        uncounted.put(
            new Lag.Way(claim.edge(), direction),
            new Lag.Amount(
                claim.arrivals() * (1 - byArrivals[i]), claim.bytes() * (1 - byBytes[i])));
      }
    }

    var rest = new Rest(io.arrivals(), io.bytes());
    fitted.forEach(claim -> rest.take(part(claim, direction)));
    double known = takeEmpties(direction, fitted, rest, bitmap);
    double above = fitted.stream().mapToDouble(Claim::empties).sum();
    for (Claim claim : fitted) {
      if (claim.empties() > 0 && above > known) {
        silent.add(silent(claim, claim.empties() * (above - known) / above));
      }
    }
    remainder.explain(node.id(), direction, fitted, rest, this);
    List<Part> parts = new Merges(flows, layers, this).divided(rest.parts(), io, direction);
    return new Settled(parts, io.ops(), io.arrivals(), io.bytes(), silent);
  }

  /**
   * By how much each claim has to be scaled that they are no more than what was counted: first
   * those of uppers that have something in flight, since all that the others sent is there.
   */
  private double[] fitting(List<Claim> sent, ToDoubleFunction<Claim> amount, double counted) {
    double all = sent.stream().mapToDouble(amount).sum();
    double open =
        sent.stream().filter(claim -> inFlight(claim.edge().upper())).mapToDouble(amount).sum();
    double over = Math.max(0, all - counted);
    double fromOpen = Math.min(over, open);
    double done = all - open;
    return sent.stream()
        .mapToDouble(claim -> {
          boolean flies = inFlight(claim.edge().upper());
          double from = flies ? fromOpen : over - fromOpen;
          double whole = flies ? open : done;
          return whole > 0 && from > 0 ? 1 - from / whole : 1;
        })
        .toArray();
  }

  private boolean inFlight(NodeId upper) {
    return flows.of(upper).map(flow -> flow.inFlightAfter() > 0).orElse(false);
  }

  private Claim arrived(Claim claim, Lag.Amount underWay) {
    if (underWay.bytes() <= 0) {
      return claim;
    }
    uncounted.put(new Lag.Way(claim.edge(), Direction.WRITE), underWay);
    double arrivals = Math.max(0, claim.arrivals() - underWay.arrivals());
    return claim.scaled(
        claim.arrivals() > 0 ? arrivals / claim.arrivals() : 0,
        1 - underWay.bytes() / claim.bytes());
  }

  /** md passes empty flushes on without counting them; so do partitions before 5.12. */
  private static boolean swallowsEmpties(Node node) {
    return node.kind() == Node.Kind.ARRAY || node.counting() == Node.Counting.PARTITION;
  }

  /**
   * Takes {@code empties} arrivals off the claims: first off those without bytes, which can be
   * nothing else, then off DRBD's, of which is known what they are, then by arrivals.
   */
  private List<Claim> withoutEmpties(List<Claim> sent, double empties) {
    List<Claim> left = sent;
    double open = empties;
    for (ToDoubleFunction<Claim> most :
        List.<ToDoubleFunction<Claim>>of(
            claim -> claim.bytes() == 0 ? claim.arrivals() : 0,
            this::drbdEmpties,
            Claim::arrivals)) {
      double all = left.stream().mapToDouble(most).sum();
      double part = all > 0 ? Math.min(1, open / all) : 0;
      open -= all * part;
      left =
          left.stream()
              .map(claim -> claim.withArrivals(claim.arrivals() - most.applyAsDouble(claim) * part))
              .toList();
    }
    return left;
  }

  /**
   * Empty flushes of DRBD's own: before each page of its meta data, and on a secondary one at the
   * end of each epoch, which has one write at least.
   */
  private double drbdEmpties(Claim claim) {
    NodeId volume = claim.edge().upper();
    if (layers.keepsDrbdMeta(volume)) {
      return Math.max(0, claim.arrivals() - Math.ceil(claim.bytes() / PAGE));
    }
    return settled(volume, Direction.WRITE).parts().stream()
        .filter(part ->
            part.origin() instanceof Part.Origin.Fixed(Account account, Basis _)
                && account.kind() == Account.Kind.REPLICA)
        .mapToDouble(part -> Math.floor(part.arrivals() / 2))
        .sum();
  }

  /** What was taken off each claim, in the same order. */
  private static List<Part> swallowed(List<Claim> sent, List<Claim> carried) {
    var parts = new ArrayList<Part>();
    for (int i = 0; i < sent.size(); i++) {
      Claim claim = sent.get(i);
      double off = claim.arrivals() - carried.get(i).arrivals();
      if (off > 0) {
        var origin = new Part.Origin.Upper(claim.edge(), claim.writers());
        parts.add(new Part(origin, off, 0, Double.NaN, off));
      }
    }
    return parts;
  }

  /** Zero-sector writes that came through an array: as many as are left once bytes are placed. */
  private static double takeEmpties(
      Direction direction, List<Claim> claims, Rest rest, Optional<BitmapWrites.Written> bitmap) {
    double offered = claims.stream().mapToDouble(Claim::empties).sum();
    if (direction != Direction.WRITE || offered <= 0) {
      return 0;
    }
    double carrying =
        bitmap
            .map(own -> own.writes() + own.late())
            .orElseGet(() -> Math.ceil(rest.bytes() / PAGE));
    double room = Math.max(0, rest.arrivals() - carrying);
    double taken = Math.min(offered, room);
    for (Claim claim : claims) {
      double own = taken * claim.empties() / offered;
      rest.take(silent(claim, own));
    }
    return taken;
  }

  private void noteExcess(
      Node node, Direction direction, Flow flow, double claimed, double counted) {
    double bound =
        Math.max(flow.inFlightBefore(), flow.inFlightAfter()) * IN_FLIGHT_BYTES + counted * 0.02;
    if (claimed > counted + bound + 4096) {
      notes.add(
          new Note(
              Note.Kind.METHOD,
              node.kernelName(),
              "what stands on it claims %.0f bytes of %ss more than it counted: read at different times, or still on their way; scaled down"
                  .formatted(
                      claimed - counted, direction.name().toLowerCase(java.util.Locale.ROOT))));
    }
  }
}
