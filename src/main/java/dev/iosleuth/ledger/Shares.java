package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of an upper's bytes go to which of several lowers: {@code slaves} says who, not how
 * much.
 *
 * <p>Starts from geometry (the sectors that a lower gives) and fits to what the lowers counted, so
 * that no lower gets more than it did: iterative proportional fitting, until nothing moves. Volumes
 * that share their lowers differ in the size of their bios, which tells more ({@link BioSizes}).
 */
final class Shares {
  private static final int ROUNDS = 60;

  private final Stack stack;
  private final Flows flows;
  private final Copies copies;
  private final JobMembers jobs;
  private final Direction direction;
  private final Map<Edge, Double> bytes = new HashMap<>();
  private final Map<Edge, Double> arrivals = new HashMap<>();

  Shares(Stack stack, Flows flows, Copies copies, JobMembers jobs, Direction direction) {
    this.jobs = jobs;
    this.copies = copies;
    this.stack = stack;
    this.flows = flows;
    this.direction = direction;
    List<Edge> open = new ArrayList<>();
    for (Edge edge : stack.edges()) {
      if (divides(edge)) {
        open.add(edge);
        bytes.put(edge, first(edge));
      }
    }
    if (!open.isEmpty()) {
      fit(open);
    }
  }

  /** Bytes that the upper sent along this edge. */
  double bytes(Edge edge) {
    Double fitted = bytes.get(edge);
    return fitted != null ? fitted : flows.io(edge.upper(), direction).bytes();
  }

  /** Bios that the upper sent along this edge: where nothing tells, as large as all of its. */
  double arrivals(Edge edge) {
    Double levelled = arrivals.get(edge);
    if (levelled != null) {
      return levelled;
    }
    Flow.Io upper = flows.io(edge.upper(), direction);
    return upper.bytes() > 0 ? upper.arrivals() * bytes(edge) / upper.bytes() : 0;
  }

  private boolean divides(Edge edge) {
    return switch (edge.role()) {
      case PART, PATH -> true;
      case COPY -> direction == Direction.READ || copies(edge) < siblings(edge.upper());
      case PARITY -> direction == Direction.READ;
      case ENTRY, OPEN, FILE, WHOLE, PARTITION, REPLICATED, META, COW, CACHE, PEER -> false;
    };
  }

  /** How many times an upper's write reaches its lowers together. */
  private double copies(Edge edge) {
    if (edge.role() != Edge.Role.COPY || direction == Direction.READ) {
      return 1;
    }
    return copies.of(stack.node(edge.upper()), siblings(edge.upper()));
  }

  private int siblings(NodeId upper) {
    return (int) stack.lowers(upper).stream().filter(e -> e.role() == Edge.Role.COPY).count();
  }

  private double first(Edge edge) {
    double all = flows.io(edge.upper(), direction).bytes() * copies(edge);
    double sectors = 0;
    int count = 0;
    for (Edge other : stack.lowers(edge.upper())) {
      if (other.role() == edge.role()) {
        sectors += other.sectors();
        count++;
      }
    }
    return sectors > 0 ? all * edge.sectors() / sectors : all / count;
  }

  private void fit(List<Edge> open) {
    var uppers = new HashMap<NodeId, List<Edge>>();
    var lowers = new HashMap<NodeId, List<Edge>>();
    for (Edge edge : open) {
      uppers.computeIfAbsent(edge.upper(), _ -> new ArrayList<>()).add(edge);
      lowers.computeIfAbsent(edge.lower(), _ -> new ArrayList<>()).add(edge);
    }
    uppers.values().forEach(this::level);
    List<BioSizes> sizes =
        lowers.entrySet().stream()
            .flatMap(l -> BioSizes.of(stack, flows, direction, l.getKey(), l.getValue()).stream())
            .toList();
    for (int round = 0; round < ROUNDS; round++) {
      var before = Map.copyOf(bytes);
      lowers.forEach(this::cap);
      sizes.forEach(s -> s.tilt(bytes));
      uppers.forEach(this::fill);
      if (settled(before)) {
        break;
      }
    }
    lowers.forEach(this::cap);
  }

  private boolean settled(Map<Edge, Double> before) {
    return before.entrySet().stream().allMatch(e -> Math.abs(bytes(e.getKey()) - e.getValue()) < 1);
  }

  /**
   * Where the lowers are the upper's alone, what they counted says the shares, less the same amount
   * on each: a check reads every member alike; a resync or recovery reads the members that it does
   * not write.
   */
  private void level(List<Edge> edges) {
    boolean alone =
        edges.stream().allMatch(e -> stack.uppers(e.lower()).size() == 1 && known(e.lower()));
    if (!alone) {
      return;
    }
    Edge first = edges.getFirst();
    double wanted = flows.io(first.upper(), direction).bytes() * copies(first);
    double[] counted =
        edges.stream().mapToDouble(e -> flows.io(e.lower(), direction).bytes()).toArray();
    if (withoutProgress(edges, counted, wanted)) {
      return;
    }
    level(edges, counted, wanted, bytes);
    if (first.role() == Edge.Role.COPY && direction == Direction.READ) {
      double bios = flows.io(first.upper(), direction).arrivals();
      double[] came =
          edges.stream().mapToDouble(e -> flows.io(e.lower(), direction).arrivals()).toArray();
      level(edges, came, bios, arrivals);
      double all = edges.stream().mapToDouble(arrivals::get).sum();
      edges.forEach(e -> arrivals.computeIfPresent(e, (_, own) -> all > 0 ? own * bios / all : 0));
    }
  }

  private void level(List<Edge> edges, double[] counted, double wanted, Map<Edge, Double> amounts) {
    boolean job = jobs.job(edges.getFirst().upper()).isPresent();
    var touched = new boolean[counted.length];
    for (int i = 0; i < touched.length; i++) {
      touched[i] = !job || jobs.most(edges.get(i), direction) > 0;
    }
    double level = level(counted, touched, wanted);
    for (int i = 0; i < counted.length; i++) {
      amounts.put(edges.get(i), Math.max(0, counted[i] - (touched[i] ? level : 0)));
    }
  }

  /**
   * Where a job reads members with parity, so do writers: the job's known progress comes off the
   * members that it reads, and what is left on each goes to both in proportion.
   *
   * @return false if there is no job, or if it leaves less than was asked for
   */
  private boolean withoutProgress(List<Edge> edges, double[] counted, double wanted) {
    Edge first = edges.getFirst();
    if (first.role() != Edge.Role.PARITY || jobs.job(first.upper()).isEmpty()) {
      return false;
    }
    var left = new double[counted.length];
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      left[i] = Math.max(0, counted[i] - jobs.most(edges.get(i), direction));
      sum += left[i];
    }
    if (sum <= 0 || sum < wanted) {
      return false;
    }
    for (int i = 0; i < left.length; i++) {
      bytes.put(edges.get(i), left[i] * wanted / sum);
    }
    return true;
  }

  private boolean known(NodeId node) {
    return flows.of(node) instanceof Reading.Known<Flow>;
  }

  /** The level to take off each so that what stands above it adds up to {@code wanted}. */
  private static double level(double[] counted, boolean[] touched, double wanted) {
    double low = 0;
    double high = 0;
    for (double c : counted) {
      high = Math.max(high, c);
    }
    for (int i = 0; i < 64; i++) {
      double middle = (low + high) / 2;
      double above = 0;
      for (int m = 0; m < counted.length; m++) {
        above += Math.max(0, counted[m] - (touched[m] ? middle : 0));
      }
      if (above > wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private void cap(NodeId lower, List<Edge> edges) {
    if (!known(lower)) {
      return;
    }
    double room = flows.io(lower, direction).bytes() - fixed(lower);
    double asked = edges.stream().mapToDouble(this::bytes).sum();
    if (asked > Math.max(0, room)) {
      double scale = Math.max(0, room) / asked;
      edges.forEach(e -> bytes.put(e, bytes(e) * scale));
    }
  }

  /** What edges that do not divide bring to a lower. */
  private double fixed(NodeId lower) {
    double sum = 0;
    for (Edge edge : stack.uppers(lower)) {
      boolean carries =
          switch (edge.role()) {
            case WHOLE, PARTITION, REPLICATED -> true;
            case COPY -> !bytes.containsKey(edge);
            case ENTRY, OPEN, FILE, PART, PARITY, META, COW, CACHE, PATH, PEER -> false;
          };
      if (carries && stack.node(edge.upper()).isDevice()) {
        sum += flows.io(edge.upper(), direction).bytes();
      }
    }
    return sum;
  }

  private void fill(NodeId upper, List<Edge> edges) {
    double wanted = flows.io(upper, direction).bytes() * copies(edges.getFirst());
    double asked = edges.stream().mapToDouble(this::bytes).sum();
    if (asked > 0 && wanted > 0) {
      edges.forEach(e -> bytes.put(e, bytes(e) * wanted / asked));
    }
  }
}
