package dev.iosleuth.ledger;

import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who causes what no upper sent: rules a to h of the specification, the first that fits takes its
 * part.
 */
final class Remainder {
  private static final int PAGE = 4096;
  private static final String WRITE_BACK = "write-back of the cache";

  /** A job's own reports are this much off at most. */
  private static final double JOB_MARGIN = 1.05;

  private final Stack stack;
  private final Layers layers;
  private final Claims claims;
  private final Flows flows;
  private final JobMembers jobs;
  private final Map<Integer, DrbdProgress.Minor> drbd;
  private final Lag lag;
  private final Replicas replicas;
  private final FlushCommands commands;
  private final List<Note> notes = new ArrayList<>();

  Remainder(
      Stack stack,
      Layers layers,
      Claims claims,
      Flows flows,
      Map<Integer, DrbdProgress.Minor> drbd,
      Lag lag,
      Replicas replicas) {
    this.stack = stack;
    this.layers = layers;
    this.claims = claims;
    this.flows = flows;
    this.jobs = claims.jobs();
    this.drbd = drbd;
    this.lag = lag;
    this.replicas = replicas;
    this.commands = new FlushCommands(stack, flows);
  }

  /** What the layers above counted, for the rules that look there. */
  interface Above {
    Settled settled(NodeId node, Direction direction);
  }

  void explain(NodeId node, Direction direction, List<Claim> carried, Rest rest, Above above) {
    List<Edge> uppers = layers.devicesAbove(node);
    mdJobs(uppers, direction, 1, rest);
    for (Edge edge : uppers) {
      drbdMeta(edge, direction, rest);
      drbdData(edge, direction, rest);
      amplified(edge, direction, rest, above);
    }
    mdJobs(uppers, direction, JOB_MARGIN - 1, rest);
    uppers.forEach(edge -> late(edge, direction, rest));
    superblocks(uppers, direction, rest);
    splits(carried, direction, rest);
    if (!rest.empty()) {
      // What is read beneath others may still be somebody's: see Beneath.
      boolean enters = uppers.isEmpty() || layers.entered(node) || direction == Direction.READ;
      rest.takeAll(
          enters
              ? new Part.Origin.Entry(node)
              : new Part.Origin.Fixed(Account.UNEXPLAINED_ACCOUNT, Basis.UNEXPLAINED));
    }
  }

  /**
   * A job takes what it reports; only what no writer above can have caused, of its margin.
   *
   * @param part of its progress that it may take at most
   */
  private void mdJobs(List<Edge> uppers, Direction direction, double part, Rest rest) {
    for (Edge edge : uppers) {
      if (edge.role() == Edge.Role.COPY || edge.role() == Edge.Role.PARITY) {
        jobs.job(edge.upper())
            .ifPresent(job ->
                rest.takeBytes(
                    new Part.Origin.Fixed(job.account(), Basis.DERIVED),
                    jobs.most(edge, direction) * part));
      }
    }
  }

  /**
   * Everything on a DRBD meta device is its bookkeeping: what is neither log nor bitmap by its own
   * counts is its superblock.
   */
  private void drbdMeta(Edge edge, Direction direction, Rest rest) {
    if (edge.role() != Edge.Role.META || stack.node(edge.upper()).kind() != Node.Kind.DRBD) {
      return;
    }
    DrbdProgress.Minor minor = minor(edge.upper());
    String name = minor == null ? stack.node(edge.upper()).name() : minor.name();
    Lag.Pages counts = minor == null ? new Lag.Pages(1, 0) : lag.open(minor.resource().minor());
    if (minor != null && direction == Direction.WRITE) {
      lag.written(minor.resource().minor(), rest.bytes() / PAGE);
    }
    if (counts.bitmap() > 0) {
      double part = (double) counts.bitmap() / (counts.log() + counts.bitmap());
      rest.take(Part.of(job(name + " bitmap"), rest.arrivals() * part, rest.bytes() * part));
    }
    boolean logged = counts.log() > 0;
    rest.takeAll(job(name + (logged ? " activity log" : " meta data")));
  }

  private void drbdData(Edge edge, Direction direction, Rest rest) {
    if (edge.role() != Edge.Role.REPLICATED || stack.node(edge.upper()).kind() != Node.Kind.DRBD) {
      return;
    }
    DrbdProgress.Minor minor = minor(edge.upper());
    if (minor == null) {
      return;
    }
    if (minor.resyncs(direction)) {
      resync(edge, minor, direction, rest);
    }
    if (direction == Direction.READ && minor.writtenBytes().isEmpty() && rest.bytes() > 0) {
      notes.add(unreadable(minor, "is among what is not explained"));
    }
    boolean internalMeta =
        stack.lowers(edge.upper()).stream().noneMatch(e -> e.role() == Edge.Role.META);
    if (internalMeta && direction == Direction.WRITE && !minor.secondary()) {
      double log = minor.activityLogOps().orElse(0) * (double) PAGE;
      double bitmap = minor.bitmapOps().orElse(0) * (double) PAGE;
      rest.takeBytes(job(minor.name() + " activity log"), log);
      rest.takeBytes(job(minor.name() + " bitmap"), bitmap);
    }
    if (minor.secondary() || peersPrimary(minor) || untoldReplica(edge, direction, minor)) {
      Account account = replicas.account(edge, minor.resource());
      // DRBD counts what its guest writes and what is resynchronised as one (dw)
      boolean counted = minor.writtenBytes().isPresent();
      boolean unknown = !counted && minor.told().isEmpty();
      if (direction == Direction.WRITE && unknown && rest.bytes() > 0) {
        notes.add(unreadable(minor, "stands on " + account.name() + " (replica)"));
      }
      Basis basis = counted && minor.resynced() == 0 ? Basis.MEASURED : Basis.DERIVED;
      Part.Origin replica = new Part.Origin.Fixed(account, basis);
      boolean known = counted && direction == Direction.WRITE;
      boolean others = layers.entered(edge.lower());
      if (known && others && minor.writtenBytes().getAsLong() == 0 && rest.bytes() > 0) {
        return;
      }
      if (known) {
        rest.takeBytes(replica, minor.writtenBytes().getAsLong() * JOB_MARGIN + PAGE);
        if (others) {
          return;
        }
        // nobody else has the device: DRBD's count was read at another moment
        replica = new Part.Origin.Fixed(account, Basis.DERIVED);
      }
      rest.takeAll(replica);
    }
  }

  private static Note unreadable(DrbdProgress.Minor minor, String where) {
    String ran =
        minor.resynced() > 0
            ? "a resync ran, and how much of it there was is not known: what is not on its account "
            : "whether a resync ran is not known: what one moved here ";
    return new Note(
        Note.Kind.GAP,
        minor.name(),
        "what DRBD itself counted (/proc/drbd of 8, drbdsetup of 9) was not to be had at both ends: "
            + ran
            + where);
  }

  /** What could not be known of what was posted. */
  List<Note> notes() {
    return notes;
  }

  private void resync(Edge edge, DrbdProgress.Minor minor, Direction direction, Rest rest) {
    Part.Origin resync = job(minor.name() + " resync");
    if (direction == Direction.WRITE && minor.told().isPresent()) {
      DrbdProgress.Resynced told = minor.told().get();
      rest.take(
          Part.of(
              resync,
              Math.min(rest.arrivals(), (double) told.ops()),
              Math.min(rest.bytes(), (double) told.bytes())));
      return;
    }
    boolean alone = !layers.entered(edge.lower());
    rest.takeBytes(resync, lag.resynced(new Lag.Way(edge, direction), minor, rest.bytes(), alone));
  }

  /** Written below a device that was not used itself: it came from the other node. */
  private boolean untoldReplica(Edge edge, Direction direction, DrbdProgress.Minor minor) {
    return minor.untold()
        && direction == Direction.WRITE
        && flows.of(edge.upper()).map(flow -> flow.writes().arrivals() == 0).orElse(false);
  }

  private static boolean peersPrimary(DrbdProgress.Minor minor) {
    return !minor.resource().role().equals("Primary")
        && minor.resource().peers().stream().anyMatch(p -> p.role().equals("Primary"));
  }

  private DrbdProgress.@org.jspecify.annotations.Nullable Minor minor(NodeId node) {
    return stack.node(node).dev().map(dev -> drbd.get(dev.minor())).orElse(null);
  }

  private void amplified(Edge edge, Direction direction, Rest rest, Above above) {
    boolean causes =
        layers.amplifies(edge.upper()) || layers.journal(edge) || edge.role() == Edge.Role.PARITY;
    if (rest.empty() || !causes) {
      return;
    }
    Settled writes = above.settled(edge.upper(), Direction.WRITE);
    if (edge.role() == Edge.Role.PARITY) {
      parity(edge, direction, rest, writes);
      return;
    }
    Settled reads = above.settled(edge.upper(), Direction.READ);
    if (direction == Direction.READ) {
      rest.takeBytes(new Part.Origin.Upper(edge, false), fromBeside(edge, reads));
    }
    double caused = writes.bytes() + reads.bytes() + writes.arrivals();
    for (NodeId origin : layers.origins(edge.upper())) {
      caused += flows.io(origin, Direction.WRITE).arrivals();
    }
    if (caused > 0) {
      rest.takeAll(new Part.Origin.Upper(edge, true));
    } else {
      housekeeping(edge)
          .ifPresent(what -> rest.takeAll(job(stack.node(edge.upper()).name() + " " + what)));
    }
  }

  /**
   * Bytes that the upper read from its cache or its changed chunks: what the origin did not give.
   */
  private double fromBeside(Edge edge, Settled reads) {
    if (edge.role() != Edge.Role.CACHE && edge.role() != Edge.Role.COW) {
      return 0;
    }
    double origin = 0;
    for (Edge sibling : stack.lowers(edge.upper())) {
      if (sibling.role() == Edge.Role.WHOLE) {
        origin += claims.of(sibling, Direction.READ, reads).bytes();
      }
    }
    return Math.max(0, reads.bytes() - origin);
  }

  /** What the layer does while nobody uses it. */
  private Optional<String> housekeeping(Edge edge) {
    return switch (edge.role()) {
      case META -> Optional.of("metadata");
      case CACHE -> Optional.of(WRITE_BACK);
      case COW -> Optional.of("copy-on-write");
      case WHOLE ->
          stack.lowers(edge.upper()).stream().anyMatch(e -> e.role() == Edge.Role.CACHE)
              ? Optional.of(WRITE_BACK)
              : Optional.empty();
      case ENTRY, OPEN, FILE, PARTITION, PART, COPY, PARITY, REPLICATED, PATH, PEER ->
          Optional.empty();
    };
  }

  private void parity(Edge edge, Direction direction, Rest rest, Settled writes) {
    if (direction != Direction.READ || writes.bytes() <= 0) {
      return;
    }
    double asked = flows.io(edge.upper(), Direction.READ).bytes();
    double counted = 0;
    double checked = 0;
    for (Edge member : stack.lowers(edge.upper())) {
      if (member.role() == Edge.Role.PARITY) {
        counted += flows.io(member.lower(), Direction.READ).bytes();
        checked += jobs.most(member, Direction.READ);
      }
    }
    double extra = Math.max(0, counted - asked - checked);
    double most = claims.mostExtraReads(edge.upper(), writes);
    double part = extra <= most ? 1 : most / extra;
    rest.takeBytes(new Part.Origin.Upper(edge, true), rest.bytes() * part);
  }

  /**
   * Superblocks and bitmap bits of an array: writes of at most 4 KiB each on its members, waiting
   * spares and metadata volumes. None is merged: they go with a flush before and behind them
   * (drivers/md/md.c, md_super_write; block/blk.h, rq_mergeable), so that there are no more of them
   * than of flush commands. More than they can be is what was under way in the array.
   */
  private void superblocks(List<Edge> uppers, Direction direction, Rest rest) {
    if (direction != Direction.WRITE || rest.bytes() <= 0) {
      return;
    }
    for (Edge edge : uppers) {
      boolean member =
          layers.redundant(edge.upper())
              && (edge.role() == Edge.Role.COPY
                  || edge.role() == Edge.Role.PARITY
                  || edge.role() == Edge.Role.META
                  || edge.role() == Edge.Role.PART);
      if (member && rest.bytes() <= PAGE * Math.min(rest.arrivals(), commands.most(edge.lower()))) {
        double most = Math.min(rest.arrivals(), rest.bytes() / 512);
        rest.take(
            new Part(
                job(layers.arrayName(edge.upper()) + JobFlushes.SUPERBLOCKS),
                most,
                rest.bytes(),
                Math.min(most, (double) flows.io(edge.lower(), direction).ops()),
                0));
      }
      underWay(edge, rest);
    }
  }

  /** What an upper counted in the interval before and this device completed in this one. */
  private void late(Edge edge, Direction direction, Rest rest) {
    Lag.Late late = lag.of(edge, direction).orElse(null);
    double bytes = late == null ? 0 : Math.min(rest.bytes(), late.amount().bytes());
    if (late == null || bytes <= 0) {
      return;
    }
    double known = Math.min(rest.arrivals(), late.amount().arrivals());
    double arrivals = known > 0 ? known : rest.arrivals() * bytes / rest.bytes();
    lag.came(edge, late, arrivals, bytes);
    rest.take(Part.of(new Part.Origin.Late(edge, late.payers()), arrivals, bytes));
  }

  /** What an array had in hand at either end of the interval it may have counted in another one. */
  private void underWay(Edge edge, Rest rest) {
    Flow array = flows.of(edge.upper()).optional().orElse(null);
    if (edge.role() == Edge.Role.COPY && array != null && array.writes().bytes() > 0) {
      double inFlight = Math.max(array.inFlightBefore(), array.inFlightAfter());
      rest.takeBytes(new Part.Origin.Upper(edge, false), inFlight * Quantities.IN_FLIGHT_BYTES);
    }
  }

  /** More operations for the same bytes: requests were split, in proportion to bytes. */
  private static void splits(List<Claim> carried, Direction direction, Rest rest) {
    if (rest.arrivals() <= 0 || rest.bytes() > 0.5) {
      return;
    }
    double bytes = carried.stream().mapToDouble(Claim::bytes).sum();
    double arrivals = carried.stream().mapToDouble(c -> c.arrivals() + c.empties()).sum();
    if (bytes <= 0 && arrivals <= 0) {
      return;
    }
    double surplus = rest.arrivals();
    for (Claim claim : carried) {
      double part =
          bytes > 0 ? claim.bytes() / bytes : (claim.arrivals() + claim.empties()) / arrivals;
      rest.take(
          Part.of(
              new Part.Origin.Upper(claim.edge(), claim.writers() || direction == Direction.WRITE),
              surplus * part,
              0));
    }
  }

  private static Part.Origin job(String name) {
    return new Part.Origin.Fixed(Account.simple(Account.Kind.JOB, name), Basis.DERIVED);
  }
}
