package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Follows the payers down: at every device, whose are the parts that it counted. */
final class Resolution {
  private static final double PAGE = 4096;

  /** Of a page: one among hundreds may be cut short, or be a look for labels. */
  private static final double ROUNDING = 0.02;

  private final Quantities quantities;
  private final Entries entries;
  private final Layers layers;
  private final Flows flows;
  private final LoopPayers earlier;
  private final Map<Direction, Map<NodeId, List<Share>>> books = new HashMap<>();

  Resolution(
      Quantities quantities, Entries entries, Layers layers, Flows flows, LoopPayers earlier) {
    this.flows = flows;
    this.earlier = earlier;
    this.quantities = quantities;
    this.entries = entries;
    this.layers = layers;
  }

  /** The shares of everybody in what a device counted; found out when first asked for. */
  List<Share> book(NodeId node, Direction direction) {
    Map<NodeId, List<Share>> ofDirection = books.computeIfAbsent(direction, _ -> new HashMap<>());
    List<Share> known = ofDirection.get(node);
    if (known != null) {
      return known;
    }
    List<Share> resolved = resolve(node, direction);
    ofDirection.put(node, resolved);
    return resolved;
  }

  /** Whether device-mapper lies on the way of a share, and no array. */
  boolean mapped(Share share) {
    return share.via().stream().anyMatch(layers::mapped)
        && share.via().stream().noneMatch(layers::redundant);
  }

  private List<Share> resolve(NodeId node, Direction direction) {
    Settled settled = quantities.settled(node, direction);
    var shares = new ArrayList<Share>();
    double[] ops = requests(settled);
    for (int i = 0; i < ops.length; i++) {
      share(node, direction, settled.parts().get(i), ops[i], shares);
    }
    return merged(shares);
  }

  /** Requests of each part: a partition's are known, the rest goes by arrivals. */
  private static double[] requests(Settled settled) {
    double known = 0;
    double open = 0;
    for (Part part : settled.parts()) {
      if (Double.isNaN(part.ops())) {
        open += part.arrivals();
      } else {
        known += part.ops();
      }
    }
    double left = Math.max(0, settled.ops() - known);
    var ops = new double[settled.parts().size()];
    for (int i = 0; i < ops.length; i++) {
      Part part = settled.parts().get(i);
      ops[i] =
          !Double.isNaN(part.ops()) ? part.ops() : open > 0 ? left * part.arrivals() / open : 0;
    }
    return ops;
  }

  private void share(NodeId node, Direction direction, Part part, double ops, List<Share> shares) {
    switch (part.origin()) {
      case Part.Origin.Fixed(Account account, Basis basis) ->
          shares.add(
              new Share(
                  account,
                  basis,
                  List.of(node),
                  ops,
                  part.arrivals(),
                  part.bytes(),
                  part.empties()));
      case Part.Origin.Entry(NodeId at) -> entry(node, at, direction, part, ops, shares);
      case Part.Origin.Upper(Edge edge, boolean writers) ->
          spread(node, direction, sent(edge, writers, direction), basis(edge), part, ops, shares);
      case Part.Origin.Late(Edge edge, List<Share> payers) ->
          spread(node, direction, payers, basis(edge), part, ops, shares);
      case Part.Origin.Silent(Edge edge) -> {
        List<Share> senders = silent(edge.upper());
        List<Share> payers =
            senders.isEmpty() ? usable(edge.upper(), direction, direction) : senders;
        spread(node, direction, payers, basis(edge), part, ops, shares);
      }
    }
  }

  /** Who sent the zero-sector writes that the device passed on without counting them. */
  private List<Share> silent(NodeId node) {
    var shares = new ArrayList<Share>();
    for (Part part : quantities.settled(node, Direction.WRITE).silent()) {
      share(node, Direction.WRITE, part, part.arrivals(), shares);
    }
    return merged(shares);
  }

  private void entry(
      NodeId node, NodeId at, Direction direction, Part part, double ops, List<Share> shares) {
    List<Slice> slices = entries.at(at, direction);
    double[] requests = requests(slices, part, ops, direction);
    for (int i = 0; i < requests.length; i++) {
      Slice slice = slices.get(i);
      switch (slice.payer()) {
        case Claimant.Payer.Named(Account account) -> {
          var via = new ArrayList<>(entries.entrance(at));
          via.add(node);
          shares.add(
              new Share(
                  account,
                  slice.basis(),
                  via,
                  requests[i],
                  part.arrivals() * slice.arrivals(),
                  part.bytes() * slice.bytes(),
                  0));
        }
        case Claimant.Payer.Through(NodeId loop) -> {
          var through =
              new Part(
                  part.origin(),
                  part.arrivals() * slice.arrivals(),
                  part.bytes() * slice.bytes(),
                  Double.NaN,
                  0);
          spread(
              node,
              direction,
              through(loop, direction).stream()
                  .map(share -> share.along(entries.between(loop, at)))
                  .toList(),
              slice.basis(),
              through,
              requests[i],
              shares);
        }
      }
    }
  }

  /**
   * Each one's arrivals less his merges: a loop device that does one request at a time has none
   * merged, however much those have beside it whose requests nothing tells apart.
   */
  private double[] requests(List<Slice> slices, Part part, double ops, Direction direction) {
    List<Merges.Sender> senders =
        slices.stream()
            .map(slice ->
                Merges.Sender.ofAny(
                    part.arrivals() * slice.arrivals(),
                    part.bytes() * slice.bytes(),
                    slice.payer() instanceof Claimant.Payer.Through(NodeId loop)
                        ? flows.of(loop).map(Merges::alone).orElse(0.0)
                        : 0))
            .toList();
    boolean told = senders.stream().anyMatch(sender -> sender.alone() > 0);
    return (told
            ? Merges.divided(part.arrivals() - ops, senders, direction)
            : Optional.<double[]>empty())
        .map(taken ->
            IntStream.range(0, taken.length)
                .mapToDouble(i -> senders.get(i).room() - taken[i])
                .toArray())
        .orElseGet(() -> slices.stream().mapToDouble(slice -> ops * slice.arrivals()).toArray());
  }

  /** Who pays, without what is still under way. */
  private List<Share> sent(Edge edge, boolean writers, Direction direction) {
    List<Share> payers = payers(edge, writers, direction);
    Lag.Amount open = quantities.uncounted().get(new Lag.Way(edge, direction));
    return writers || open == null ? payers : UnderWay.of(payers, open, flows).arrived();
  }

  private List<Share> payers(Edge edge, boolean writers, Direction direction) {
    List<Share> payers = payers(edge.upper(), writers, direction);
    boolean byWriting = writers || direction == Direction.WRITE;
    return edge.role() == Edge.Role.PARITY && byWriting
        ? layers.parityCost(edge.upper()).map(cost -> cost.of(payers, direction)).orElse(payers)
        : payers;
  }

  /**
   * Who pays for what an upper sent: who sent it. What it caused by itself is its writers', those
   * of a snapshot's origin too.
   */
  private List<Share> payers(NodeId upper, boolean caused, Direction direction) {
    List<Share> senders = caused ? List.of() : book(upper, direction);
    return senders.isEmpty()
        ? usable(upper, caused ? Direction.WRITE : direction, direction)
        : senders;
  }

  private static Basis basis(Edge edge) {
    return switch (edge.role()) {
      case PARTITION, WHOLE, COPY, REPLICATED, PATH, ENTRY, OPEN, FILE, PEER -> Basis.MEASURED;
      case PART -> Basis.DERIVED;
      case PARITY, META, COW, CACHE -> Basis.APPORTIONED;
    };
  }

  /** Who pays above: in the direction asked for, else in whichever there was traffic. */
  private List<Share> usable(NodeId upper, Direction wanted, Direction otherwise) {
    for (Direction direction :
        List.of(wanted, otherwise, Direction.WRITE, Direction.READ, Direction.DISCARD)) {
      List<Share> book = withNeighbours(upper, direction);
      if (!book.isEmpty()) {
        return book;
      }
    }
    return List.of();
  }

  /** The payers above, those of a snapshot's origin beside those of the snapshot. */
  private List<Share> withNeighbours(NodeId upper, Direction direction) {
    var all = new ArrayList<>(book(upper, direction));
    layers.origins(upper).forEach(origin -> all.addAll(book(origin, direction)));
    return all;
  }

  private void spread(
      NodeId node,
      Direction direction,
      List<Share> senders,
      Basis step,
      Part part,
      double ops,
      List<Share> shares) {
    boolean leg = leg(part, direction) && senders.size() > 1;
    List<Share> above = leg ? onOneLeg(part, senders) : senders;
    Basis how = leg ? step.and(Basis.DERIVED) : step;
    double bytes = above.stream().mapToDouble(Share::bytes).sum();
    double arrivals = above.stream().mapToDouble(Share::arrivals).sum();
    if (above.isEmpty() || (bytes <= 0 && arrivals <= 0)) {
      shares.add(
          new Share(
              Account.UNEXPLAINED_ACCOUNT,
              Basis.UNEXPLAINED,
              List.of(node),
              ops,
              part.arrivals(),
              part.bytes(),
              part.empties()));
      return;
    }
    double[] requests = requests(direction, above, part, ops);
    double[] inPages = inPages(part, above, requests, bytes);
    for (int i = 0; i < requests.length; i++) {
      Share share = above.get(i);
      double byArrivals = arrivals > 0 ? share.arrivals() / arrivals : share.bytes() / bytes;
      double byBytes = bytes > 0 ? share.bytes() / bytes : byArrivals;
      shares.add(
          share.down(
              node,
              how,
              requests[i],
              inPages.length > 0 ? inPages[i] : part.arrivals() * byArrivals,
              part.bytes() * byBytes,
              part.empties() * byArrivals));
    }
  }

  /**
   * What arrives of each where an array with parity sends pages (drivers/md/raid5.c, ops_run_io):
   * who has fewer requests than pages had the others merged. None where nothing was merged.
   */
  private static double[] inPages(Part part, List<Share> above, double[] requests, double bytes) {
    double merged = part.arrivals() - DoubleStream.of(requests).sum();
    if (!parity(part) || part.empties() > 0 || bytes <= 0 || merged <= 0) {
      return new double[0];
    }
    double[] beyond = new double[requests.length];
    for (int i = 0; i < beyond.length; i++) {
      double pages = part.bytes() * above.get(i).bytes() / bytes / PAGE;
      beyond[i] = Math.max(0, pages - requests[i]);
    }
    double all = DoubleStream.of(beyond).sum();
    return all > 0
        ? IntStream.range(0, beyond.length)
            .mapToDouble(i -> requests[i] + merged * beyond[i] / all)
            .toArray()
        : new double[0];
  }

  private static boolean parity(Part part) {
    return part.origin() instanceof Part.Origin.Upper(Edge edge, boolean _)
        && edge.role() == Edge.Role.PARITY;
  }

  /** Whether the mean size is whole pages, as it is where all have one size. */
  private static boolean alike(Share share) {
    double pages = share.bytes() / share.arrivals() / PAGE;
    return pages > 1 - ROUNDING && Math.abs(pages - Math.rint(pages)) < ROUNDING;
  }

  private static boolean leg(Part part, Direction direction) {
    return part.origin() instanceof Part.Origin.Upper(Edge edge, boolean _)
        && edge.role() == Edge.Role.COPY
        && direction == Direction.READ;
  }

  /**
   * Of what a mirror reads on one of its legs the mean size tells whose it was: who asked for it
   * above asked in sizes of his own. Not where somebody's differ among themselves: then the mean of
   * those that came here is chance.
   */
  private static List<Share> onOneLeg(Part part, List<Share> senders) {
    List<Share> sized = senders.stream().filter(s -> s.bytes() > 0 && s.arrivals() > 0).toList();
    if (sized.size() < 2 || part.bytes() <= 0 || !sized.stream().allMatch(Resolution::alike)) {
      return senders;
    }
    double[] bytes = sized.stream().mapToDouble(Share::bytes).toArray();
    double[] bios = sized.stream().mapToDouble(s -> s.arrivals() / s.bytes()).toArray();
    double[] tilted = Tilt.of(bytes, bios, part.arrivals() / part.bytes());
    var shares = new ArrayList<>(senders);
    shares.removeAll(sized);
    for (int i = 0; i < tilted.length; i++) {
      shares.add(sized.get(i).times(tilted[i] / bytes[i]));
    }
    return shares;
  }

  /**
   * Whose the requests of a part are: as above, where they were merged there (a partition's); else
   * each one's arrivals less his merges.
   */
  private double[] requests(Direction direction, List<Share> above, Part part, double ops) {
    double sent = above.stream().mapToDouble(Share::ops).sum();
    double arrived = above.stream().mapToDouble(Share::arrivals).sum();
    // of what parity costs the requests are known by their sizes, not the pages that they came in
    boolean told = !Double.isNaN(part.ops()) && sent > 0 && (parity(part) || sent < arrived - 0.5);
    double bytes = above.stream().mapToDouble(Share::bytes).sum();
    double all = told ? sent : arrived > 0 ? arrived : bytes;
    double[] each =
        above.stream()
            .mapToDouble(s -> (told ? s.ops() : arrived > 0 ? s.arrivals() : s.bytes()) / all)
            .toArray();
    double carrying = part.arrivals() - part.empties();
    double scale = part.bytes() / Math.max(1, bytes);
    List<Merges.Sender> senders =
        IntStream.range(0, each.length)
            .mapToObj(i -> sender(above.get(i), each[i] * carrying, scale, direction))
            .toList();
    double merges = told ? 0 : part.arrivals() - ops;
    return Merges.divided(merges, senders, direction)
        .map(taken ->
            IntStream.range(0, taken.length)
                .mapToDouble(i -> each[i] * part.arrivals() - taken[i])
                .toArray())
        .orElseGet(() -> DoubleStream.of(each).map(p -> p * ops).toArray());
  }

  private Merges.Sender sender(Share share, double room, double scale, Direction direction) {
    boolean job = share.account().kind() == Account.Kind.JOB;
    double bytes = share.bytes() * scale;
    double own = job ? Merges.ofJob(room, bytes, direction) : 0;
    return new Merges.Sender(room, bytes, job, alone(share), own);
  }

  /**
   * What part of somebody's requests was under way with no other, where they entered, or beneath
   * the last layer that makes requests of its own.
   */
  private double alone(Share share) {
    double alone = 0;
    for (NodeId node : share.via()) {
      if (layers.amplifies(node)) {
        alone = 0;
      } else if (alone == 0) {
        alone = flows.of(node).map(Merges::alone).orElse(0.0);
      }
    }
    return alone;
  }

  private List<Share> through(NodeId loop, Direction direction) {
    List<Share> now = usable(loop, direction, direction);
    boolean written = now.isEmpty() || book(loop, direction).isEmpty();
    return written && direction == Direction.WRITE && !earlier.of(loop).isEmpty()
        ? earlier.of(loop)
        : now;
  }

  /** One share a payer and way. */
  private static List<Share> merged(List<Share> shares) {
    record Key(Account account, List<NodeId> via) {}
    var merged = new LinkedHashMap<Key, Share>();
    for (Share share : shares) {
      merged.merge(
          new Key(share.account(), share.via()),
          share,
          (a, b) ->
              new Share(
                  a.account(),
                  a.basis().and(b.basis()),
                  a.via(),
                  a.ops() + b.ops(),
                  a.arrivals() + b.arrivals(),
                  a.bytes() + b.bytes(),
                  a.empties() + b.empties()));
    }
    return List.copyOf(merged.values());
  }
}
