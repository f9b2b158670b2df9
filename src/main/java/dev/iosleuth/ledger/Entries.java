package dev.iosleuth.ledger;

import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Rule 4: what enters the block layer goes to accounts by the best evidence: the guest or process
 * that has the place open, the cgroup's share, who dirtied pages, else the entry itself.
 */
final class Entries {
  /** Counters of processes and devices are read at different times: bytes are good to that much. */
  private static final double SKEW = 0.02;

  /** Figures of a process and of a device that differ by so much may be of the same I/O. */
  private static final double ALIKE = 0.05;

  /** Below that much, figures are alike by chance. */
  private static final double LEAST_ALIKE = 1 << 20;

  private final Stack stack;
  private final Layers layers;
  private final Quantities quantities;
  private final CgroupParts cgroups;
  private final PoolMaker poolMaker;
  private final Accounts accounts;
  private final Evidence evidence;
  private final Beneath beneath;
  private final Map<Direction, Map<NodeId, List<Slice>>> slices = new HashMap<>();
  private final List<Note> notes = new ArrayList<>();

  Entries(
      Stack stack,
      Layers layers,
      Quantities quantities,
      CgroupParts cgroups,
      Accounts accounts,
      Evidence evidence,
      Beneath beneath) {
    this.evidence = evidence;
    this.beneath = beneath;
    this.stack = stack;
    this.layers = layers;
    this.quantities = quantities;
    this.cgroups = cgroups;
    this.poolMaker = new PoolMaker(stack, quantities, cgroups);
    this.accounts = accounts;
  }

  /** What nobody can tell, once it is allotted. */
  List<Note> notes() {
    return List.copyOf(notes);
  }

  /** Who pays for what entered at a device; fractions add up to 1. */
  List<Slice> at(NodeId node, Direction direction) {
    return slices.getOrDefault(direction, Map.of()).getOrDefault(node, List.of());
  }

  /**
   * Allots one direction.
   *
   * @return what each claimant moved that no device has counted
   */
  double[] allot(Direction direction, List<Claimant> claimants) {
    List<Pool> pools = poolMaker.pools(direction, claimants);
    var byNode = new LinkedHashMap<NodeId, List<Pool>>();
    pools.forEach(p -> byNode.computeIfAbsent(p.node(), _ -> new ArrayList<>()).add(p));
    List<Pool> mounted = pools.stream().filter(this::mounted).toList();
    List<Pool> tops = pools.stream().filter(this::top).toList();

    var serving = new Serving(claimants);
    Predicate<Pool> bare = Predicate.not(Set.copyOf(mounted)::contains);
    serving.serve(
        k -> places(k, byNode, bare.and(p -> evidence.alone(k.payer(), p.node(), direction))));
    // Direct before buffered, and who can have been at one place only before who had a choice.
    serving.serve(k -> k.direct() && single(k) ? places(k, byNode, ownGroup(k)) : List.of());
    serving.serve(k -> k.direct() ? places(k, byNode, ownGroup(k)) : List.of());
    serving.serve(k -> single(k) ? places(k, byNode, ownGroup(k)) : List.of());
    serving.serve(k -> places(k, byNode, ownGroup(k)));
    Map<Claimant, List<Pool>> matches = matches(claimants, tops, bare, direction);
    mounted.forEach(pool ->
        ofOneName(claimants, pool, mounted).forEach(k -> matches.putIfAbsent(k, List.of(pool))));
    serving.serve(k -> matches.getOrDefault(k, List.of()));
    serving.serve(k -> anywhere(k, mounted, ownGroup(k)));
    serving.serve(k -> places(k, byNode, noGroups(k, direction)));
    serving.serve(k -> anywhere(k, mounted, noGroups(k, direction)));
    serving.serve(k -> anywhere(k, tops, ownGroup(k)));
    serving.serve(k -> anywhere(k, tops, noGroups(k, direction)));
    serving.serve(k ->
        k.payer() instanceof Claimant.Payer.Through ? places(k, byNode, _ -> true) : List.of());
    serving.serveDoubtful(k -> places(k, byNode, ownGroup(k)));
    serving.serveDoubtful(k -> places(k, byNode, noGroups(k, direction)));
    if (direction == Direction.READ) {
      // What was read was read now, if not where it has files open, then elsewhere.
      // (A loop device's file lies where it lies.)
      serving.serve(k ->
          k.payer() instanceof Claimant.Payer.Named
              ? mounted.stream().filter(ownGroup(k)).toList()
              : List.of());
      List<Pool> under = pools.stream().filter(p -> beneath.is(p.node())).toList();
      serving.serve((k, left) -> under.stream().filter(p -> mayHaveRead(k, p, left)).toList());
    }

    var result = new HashMap<NodeId, List<Slice>>();
    byNode.forEach((node, of) -> result.put(node, slices(of, direction)));
    slices.put(direction, result);
    Scattered.note(direction, claimants, mounted, stack).ifPresent(notes::add);
    var left = new double[claimants.size()];
    for (int i = 0; i < left.length; i++) {
      left[i] = serving.left(i);
    }
    return left;
  }

  /**
   * What no group has on its figures. Reads are counted for the group of who reads, so nothing of
   * it was read by somebody whose own group has as much on its own.
   */
  private Predicate<Pool> noGroups(Claimant claimant, Direction direction) {
    boolean told =
        direction == Direction.READ
            && claimant.payer() instanceof Claimant.Payer.Named
            && cgroups.readAll(claimant.cgroups(), claimant.bytes());
    return pool -> !told && ofRoot(pool);
  }

  private static boolean single(Claimant claimant) {
    return claimant.places().size() == 1;
  }

  /**
   * A raw device that nobody has open any more was used by somebody who ended since: by him whose
   * own figures are the device's, if there is just one.
   */
  private Map<Claimant, List<Pool>> matches(
      List<Claimant> claimants, List<Pool> tops, Predicate<Pool> bare, Direction direction) {
    var matches = new HashMap<Claimant, List<Pool>>();
    for (Pool pool : tops) {
      if (bare.test(pool) && evidence.openers(pool.node(), direction).isEmpty()) {
        List<Claimant> alike =
            claimants.stream()
                .filter(k -> k.places().isEmpty())
                .filter(k -> Math.abs(k.bytes() - pool.left()) <= pool.left() * ALIKE)
                .filter(k -> ownGroup(k).or(noGroups(k, direction)).test(pool))
                .toList();
        if (alike.size() == 1) {
          matches.put(alike.getFirst(), List.of(pool));
        }
      }
    }
    return matches;
  }

  /** Beneath others, with nothing that says so but what he moved and nobody counted elsewhere. */
  private boolean mayHaveRead(Claimant claimant, Pool pool, double left) {
    boolean his = claimant.payer() instanceof Claimant.Payer.Named && ownGroup(claimant).test(pool);
    boolean much = left >= pool.left() && left > claimant.bytes() * ALIKE;
    boolean alike = left - pool.left() <= pool.left() * ALIKE;
    return his && much && (alike || beneath.small(pool));
  }

  /**
   * What is left of a file system's by those who are known to have been there was done by several
   * of one name, of whom nobody knows where they were, if together they moved just as much, and
   * nobody else did. Of what no group has on its figures nothing is theirs whose own group has
   * some.
   */
  private List<Claimant> ofOneName(List<Claimant> claimants, Pool pool, List<Pool> mounted) {
    if (pool.left() < LEAST_ALIKE) {
      return List.of();
    }
    var names = new HashMap<String, List<Claimant>>();
    for (Claimant claimant : claimants) {
      if (claimant.places().isEmpty()
          && claimant.payer() instanceof Claimant.Payer.Named(Account account)
          && (ownGroup(claimant).test(pool)
              || (ofRoot(pool)
                  && mounted.stream().filter(ownGroup(claimant)).allMatch(p -> p.left() <= 0)))) {
        names.computeIfAbsent(account.name(), _ -> new ArrayList<>()).add(claimant);
      }
    }
    List<List<Claimant>> alike =
        names.values().stream()
            .filter(of -> {
              double moved = of.stream().mapToDouble(Claimant::bytes).sum();
              return Math.abs(moved - pool.left()) <= pool.left() * ALIKE;
            })
            .toList();
    return alike.size() == 1 ? alike.getFirst() : List.of();
  }

  private static List<Pool> places(
      Claimant claimant, Map<NodeId, List<Pool>> pools, Predicate<Pool> may) {
    return claimant.places().stream()
        .sorted()
        .flatMap(place -> pools.getOrDefault(place, List.of()).stream())
        .filter(may)
        .toList();
  }

  /** Who has closed its files by now may have entered anywhere, a file system first. */
  private static List<Pool> anywhere(Claimant claimant, List<Pool> pools, Predicate<Pool> may) {
    return claimant.places().isEmpty() ? pools.stream().filter(may).toList() : List.of();
  }

  private static boolean ofRoot(Pool pool) {
    return pool.cgroup().equals("/");
  }

  private boolean mounted(Pool pool) {
    return stack.uppers(pool.node()).stream()
        .anyMatch(
            e -> e.role() == Edge.Role.ENTRY && stack.node(e.upper()).kind() != Node.Kind.SWAP);
  }

  private boolean top(Pool pool) {
    return layers.devicesAbove(pool.node()).isEmpty() && !swap(pool);
  }

  /** Who reclaims memory is not who used it: swap is a job, unless a cgroup's figures name one. */
  private boolean swap(Pool pool) {
    return stack.uppers(pool.node()).stream()
        .anyMatch(e -> stack.node(e.upper()).kind() == Node.Kind.SWAP);
  }

  /** v1 charges write-back to the root, so that everybody may have caused the root's part. */
  private Predicate<Pool> ownGroup(Claimant claimant) {
    if (cgroups.version() == CgroupIo.Version.NONE
        || (claimant.payer() instanceof Claimant.Payer.Through && claimant.cgroups().isEmpty())) {
      return _ -> true;
    }
    String group = cgroups.groupOf(claimant.cgroups());
    return pool -> pool.cgroup().equals(group);
  }

  private List<Slice> slices(List<Pool> pools, Direction direction) {
    double bytes = pools.stream().mapToDouble(Pool::bytes).sum();
    double arrivals = pools.stream().mapToDouble(Pool::arrivals).sum();
    var sums = new LinkedHashMap<Claimant.Payer, double[]>();
    for (Pool pool : pools) {
      Map<Claimant.Payer, Double> taken = settle(pool, direction);
      Map<Claimant.Payer, Double> asked = Requests.of(pool, taken);
      taken.forEach((payer, amount) -> {
        double[] sum = sums.computeIfAbsent(payer, _ -> new double[2]);
        sum[0] += amount;
        sum[1] += asked.getOrDefault(payer, 0.0);
      });
    }
    long payers = sums.values().stream().filter(sum -> sum[0] > 0 || sum[1] > 0).count();
    Basis basis = payers <= 1 ? Basis.MEASURED : Basis.APPORTIONED;
    var slices = new ArrayList<Slice>();
    sums.forEach((payer, sum) ->
        slices.add(
            new Slice(
                payer,
                isUnexplained(payer) ? Basis.UNEXPLAINED : inferred(pools, payer).orElse(basis),
                bytes > 0 ? sum[0] / bytes : sum[1] / arrivals,
                arrivals > 0 ? sum[1] / arrivals : sum[0] / bytes)));
    return slices;
  }

  private Optional<Basis> inferred(List<Pool> pools, Claimant.Payer payer) {
    boolean job = Beneath.isJob(payer) && beneath.is(pools.getFirst().node());
    return job ? Optional.of(Basis.DERIVED) : Optional.empty();
  }

  private static boolean isUnexplained(Claimant.Payer payer) {
    return payer instanceof Claimant.Payer.Named(Account account)
        && account.kind() == Account.Kind.UNEXPLAINED;
  }

  /** What the claimants took, and somebody for the rest. */
  private Map<Claimant.Payer, Double> settle(Pool pool, Direction direction) {
    Map<Claimant.Payer, Double> taken = new LinkedHashMap<>(pool.taken());
    double left = pool.left();
    if (!taken.isEmpty() && left <= pool.bytes() * SKEW) {
      double scale = pool.bytes() > left ? pool.bytes() / (pool.bytes() - left) : 1;
      taken.replaceAll((_, amount) -> amount * scale);
      return taken;
    }
    taken.merge(new Claimant.Payer.Named(fallback(pool, direction)), left, Double::sum);
    return taken;
  }

  private Account fallback(Pool pool, Direction direction) {
    if (!pool.cgroup().equals("/")) {
      return accounts.ofCgroup(pool.cgroup());
    }
    List<Node> sources = sources(pool.node(), new HashSet<>());
    List<Node> mounted = sources.stream().filter(Entries::isEntry).toList();
    if (mounted.isEmpty()) {
      Set<Claimant.Payer> openers = evidence.openers(pool.node(), direction);
      if (openers.size() == 1
          && openers.iterator().next() instanceof Claimant.Payer.Named(Account account)
          && !evidence.began(account)) {
        return account;
      }
    }
    if (mounted.size() == 1) {
      Node source = mounted.getFirst();
      return source.kind() == Node.Kind.SWAP
          ? Account.simple(Account.Kind.JOB, "swap")
          : Account.simple(Account.Kind.ENTRY, source.name());
    }
    if (direction == Direction.READ && beneath.is(pool.node())) {
      return beneath.job(pool).orElse(Account.UNEXPLAINED_ACCOUNT);
    }
    boolean top = layers.devicesAbove(pool.node()).isEmpty();
    return top && mounted.isEmpty()
        ? Account.simple(Account.Kind.ENTRY, stack.node(pool.node()).name())
        : Account.UNEXPLAINED_ACCOUNT;
  }

  private static boolean isEntry(Node node) {
    return switch (node.kind()) {
      case FILESYSTEM, SWAP, POOL -> true;
      case GUEST,
          PROCESS,
          CGROUP,
          FILE,
          PARTITION,
          VOLUME,
          ARRAY,
          DRBD,
          LOOP,
          CACHE,
          DISK,
          REMOTE,
          MEMORY,
          PATH,
          PEER ->
          false;
    };
  }

  /** What enters at the device, or at a part of it that the kernel does not count. */
  private List<Node> sources(NodeId node, Set<NodeId> seen) {
    var sources = new ArrayList<Node>();
    for (Edge edge : stack.uppers(node)) {
      if (!seen.add(edge.upper())) {
        continue;
      }
      Node upper = stack.node(edge.upper());
      if (!upper.isDevice()) {
        sources.add(upper);
      } else if (layers.passesThrough(upper.id())) {
        sources.addAll(sources(upper.id(), seen));
      }
    }
    return sources;
  }

  /** The single node above the device through which everything entered, if there is one. */
  List<NodeId> entrance(NodeId node) {
    List<Node> mounted = sources(node, new HashSet<>()).stream().filter(Entries::isEntry).toList();
    return mounted.size() == 1 ? List.of(mounted.getFirst().id()) : List.of();
  }

  /** The file and the file systems that lie between a loop device and the device below them. */
  List<NodeId> between(NodeId loop, NodeId device) {
    return between(loop, device, new HashSet<>());
  }

  private List<NodeId> between(NodeId from, NodeId device, Set<NodeId> seen) {
    for (Edge edge : stack.lowers(from)) {
      NodeId next = edge.lower();
      if (stack.node(next).isDevice() || !seen.add(next)) {
        continue;
      }
      boolean there = stack.lowers(next).stream().anyMatch(e -> e.lower().equals(device));
      List<NodeId> rest = there ? List.of() : between(next, device, seen);
      if (there || !rest.isEmpty()) {
        var way = new ArrayList<NodeId>(List.of(next));
        way.addAll(rest);
        return way;
      }
    }
    return List.of();
  }

  /** What every account asked for, over all its entries. */
  Map<Account, AccountTotal.Issued> issued() {
    var issued = new HashMap<Account, AccountTotal.Issued>();
    slices.forEach((direction, byNode) ->
        byNode.forEach((node, of) ->
            of.forEach(slice -> {
              if (slice.payer() instanceof Claimant.Payer.Named(Account account)) {
                issued.merge(account, issued(node, direction, slice), Entries::add);
              }
            })));
    return issued;
  }

  private AccountTotal.Issued issued(NodeId node, Direction direction, Slice slice) {
    if (beneath.is(node) && (Beneath.isJob(slice.payer()) || isUnexplained(slice.payer()))) {
      return new AccountTotal.Issued(0, 0, 0, 0);
    }
    double arrivals = 0;
    double bytes = 0;
    for (Part part : quantities.settled(node, direction).parts()) {
      if (part.origin() instanceof Part.Origin.Entry) {
        arrivals += part.arrivals() * slice.arrivals();
        bytes += part.bytes() * slice.bytes();
      }
    }
    return switch (direction) {
      case READ -> new AccountTotal.Issued(arrivals, 0, Math.round(bytes), 0);
      case WRITE -> new AccountTotal.Issued(0, arrivals, 0, Math.round(bytes));
      case DISCARD, FLUSH -> new AccountTotal.Issued(0, 0, 0, 0);
    };
  }

  private static AccountTotal.Issued add(AccountTotal.Issued a, AccountTotal.Issued b) {
    return new AccountTotal.Issued(
        a.readOps() + b.readOps(),
        a.writeOps() + b.writeOps(),
        a.readBytes() + b.readBytes(),
        a.writeBytes() + b.writeBytes());
  }
}
