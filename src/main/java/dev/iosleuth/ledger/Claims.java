package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.Map;

/**
 * The conservation rules, layer by layer: what an upper's I/O becomes at the device below (docs:
 * the table in the specification of the ledger).
 */
final class Claims {
  private static final int PAGE = 4096;
  private static final int SECTOR = 512;

  private final Stack stack;
  private final Flows flows;
  private final Layers layers;
  private final Copies copies;
  private final Map<Direction, Shares> shares;
  private final JobMembers jobs;
  private final FlushCommands commands;

  Claims(
      Stack stack,
      Flows flows,
      Layers layers,
      Copies copies,
      Map<Direction, Shares> shares,
      JobMembers jobs) {
    this.stack = stack;
    this.flows = flows;
    this.layers = layers;
    this.copies = copies;
    this.shares = shares;
    this.jobs = jobs;
    this.commands = new FlushCommands(stack, flows);
  }

  /**
   * @param upper what the upper counted
   */
  Claim of(Edge edge, Direction direction, Settled upper) {
    Claim claim =
        switch (edge.role()) {
          case PARTITION -> new Claim(edge, upper.arrivals(), upper.bytes(), upper.ops(), 0, false);
          case WHOLE, REPLICATED -> whole(edge, direction, upper);
          case PART -> divided(edge, direction, upper);
          case PATH -> path(edge, direction, upper);
          case COPY ->
              direction == Direction.READ || mirrorsSome(edge)
                  ? divided(edge, direction, upper)
                  : Claim.of(edge, upper.arrivals(), upper.bytes());
          case PARITY ->
              direction == Direction.READ
                  ? divided(edge, direction, upper)
                  : parityWrites(edge, direction, upper);
          case ENTRY, OPEN, FILE, META, COW, CACHE, PEER -> Claim.of(edge, 0, 0);
        };
    return new Claim(
        edge, claim.arrivals(), claim.bytes(), claim.ops(), upper.silentEmpties(), claim.writers());
  }

  private Claim whole(Edge edge, Direction direction, Settled upper) {
    if (!layers.amplifies(edge.upper())) {
      return Claim.of(edge, upper.arrivals(), upper.bytes());
    }
    // A cache or snapshot sends on only what it must: no more than the lower saw.
    Flow.Io lower = flows.io(edge.lower(), direction);
    boolean passing = layers.passesThrough(edge.lower());
    return Claim.of(
        edge,
        passing ? upper.arrivals() : Math.min(upper.arrivals(), (double) lower.arrivals()),
        passing ? upper.bytes() : Math.min(upper.bytes(), (double) lower.bytes()));
  }

  private boolean mirrorsSome(Edge edge) {
    return copies.some(stack.node(edge.upper()));
  }

  private Claim divided(Edge edge, Direction direction, Settled upper) {
    Shares fitted = shares.get(direction);
    double bytes = fitted == null ? 0 : fitted.bytes(edge);
    if (upper.bytes() > 0) {
      double arrivals =
          fitted == null || edge.role() != Edge.Role.COPY || direction != Direction.READ
              ? upper.arrivals() * bytes / upper.bytes()
              : fitted.arrivals(edge);
      return Claim.of(edge, arrivals, bytes);
    }
    long alike = stack.lowers(edge.upper()).stream().filter(e -> e.role() == edge.role()).count();
    return Claim.of(edge, upper.arrivals() / alike, 0);
  }

  /** The head's own counters are the sum of its paths', or repeat it. */
  private Claim path(Edge edge, Direction direction, Settled upper) {
    if (stack.node(edge.upper()).counting() != Node.Counting.NONE) {
      return divided(edge, direction, upper);
    }
    Flow.Io own = flows.io(edge.lower(), direction);
    return new Claim(edge, own.arrivals(), own.bytes(), own.ops(), 0, false);
  }

  /**
   * Parity arrays write in pages: at most 1 + p pages reach the members for a page written. What
   * the members counted within that bound was caused by the writers.
   */
  private Claim parityWrites(Edge edge, Direction direction, Settled upper) {
    Flow.Io own = flows.io(edge.lower(), direction);
    if (upper.arrivals() == 0) {
      return new Claim(edge, 0, 0, Double.NaN, 0, true);
    }
    double pages = Math.max(upper.bytes(), (upper.arrivals() - upper.empties()) * PAGE);
    double most = (1 + layers.parity(edge.upper())) * pages;
    double counted = 0;
    for (Edge member : stack.lowers(edge.upper())) {
      if (member.role() == Edge.Role.PARITY) {
        counted += flows.io(member.lower(), direction).bytes() - jobs.rebuilt(member);
      }
    }
    long superblocks = superblocks(edge);
    double pagewise = own.bytes() - superblocks * (double) SECTOR;
    double bytes = pagewise - jobs.rebuilt(edge);
    boolean all = counted <= most || counted == 0 || jobs.recovers(edge.upper());
    double part = all ? 1 : most / counted;
    double arrivals = Math.max(0, own.arrivals() - upper.silentEmpties() - superblocks);
    double share = pagewise > 0 ? bytes * part / pagewise : part;
    return new Claim(edge, arrivals * share, bytes * part, Double.NaN, 0, true);
  }

  /**
   * Parity arrays write in pages (drivers/md/raid5.c, RAID5_STRIPE_SIZE), a superblock of metadata
   * 1.x is a sector (drivers/md/md.c, super_1_load(): sb_size), on each member alike, and flushed:
   * the odd sectors are superblocks.
   */
  private long superblocks(Edge edge) {
    long odd = odd(edge.lower());
    boolean alike =
        stack.node(edge.upper()).attribute("metadata").startsWith("1.")
            && stack.lowers(edge.upper()).stream()
                .filter(member -> member.role() == Edge.Role.PARITY)
                .allMatch(member -> odd(member.lower()) == odd);
    NodeId member = edge.lower();
    boolean flushed = odd * commands.ofForcedWrite(member) <= commands.most(member);
    return alike && flushed ? odd : 0;
  }

  /** Sectors written beyond whole pages. */
  private long odd(NodeId member) {
    return flows.io(member, Direction.WRITE).bytes() % PAGE / SECTOR;
  }

  /** Pages that parity arrays read beyond what was asked for, at most, over all members. */
  double mostExtraReads(NodeId array, Settled writes) {
    double pages = Math.max(writes.bytes(), (writes.arrivals() - writes.empties()) * PAGE);
    int parity = layers.parity(array);
    return Math.min(1 + parity, Math.max(0, layers.members(array) - parity - 1)) * pages;
  }

  JobMembers jobs() {
    return jobs;
  }
}
