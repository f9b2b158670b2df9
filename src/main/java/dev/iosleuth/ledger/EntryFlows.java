package dev.iosleuth.ledger;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.GuestImages;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What passed between those who ask for I/O and the devices: what entered at a device is theirs who
 * stand there, if it is certain whose it is.
 */
final class EntryFlows {
  private static final String BOTH_WAYS =
      "a file system lies on it and a process has it open: which way it came is not counted";

  private final Stack stack;
  private final Quantities quantities;
  private final Entries entries;
  private final Layers layers;
  private final GuestFlows guests;
  private final GuestImages images;
  private final DiskFiles files;

  EntryFlows(
      Stack stack, Quantities quantities, Entries entries, Layers layers, GuestFlows guests) {
    this.guests = guests;
    this.images = new GuestImages(stack);
    this.files = new DiskFiles(guests, images);
    this.stack = stack;
    this.quantities = quantities;
    this.entries = entries;
    this.layers = layers;
  }

  List<EntryFlow> all() {
    return stack.edges().stream()
        .filter(e -> !device(e.upper()) || !device(e.lower()))
        .map(e -> new EntryFlow(e, flow(e)))
        .toList();
  }

  private boolean device(NodeId id) {
    return stack.node(id).isDevice();
  }

  private Reading<EdgeFlow> flow(Edge edge) {
    return switch (edge.role()) {
      case ENTRY -> mounted(edge);
      case OPEN -> opened(edge).map(entered -> asked(edge, entered));
      case FILE -> device(edge.upper()) ? toFile(edge) : inFile(edge);
      case PEER -> Reading.absent("what goes to the other host passes no block device of this one");
      case WHOLE, PARTITION, PART, COPY, PARITY, REPLICATED, META, COW, CACHE, PATH ->
          Reading.absent("one of the two is no device");
    };
  }

  private Reading<EdgeFlow> mounted(Edge edge) {
    Node lower = stack.node(edge.lower());
    if (!lower.isDevice()) {
      return Reading.absent("the disks of a pool do not tell which of its file systems it was");
    }
    if (layers.passesThrough(lower.id())) {
      return Reading.absent("the kernel does not count " + lower.kernelName() + " itself");
    }
    if (uppers(lower.id(), Edge.Role.ENTRY).size() > 1) {
      return Reading.absent("several lie on it: which of them it was is not counted");
    }
    Set<Long> openers = pids(lower.id());
    return moved(lower.id(), openers)
        ? Reading.absent(BOTH_WAYS)
        : Reading.known(entered(edge, _ -> true, "what entered here: nothing above it is counted"));
  }

  private Reading<EdgeFlow> opened(Edge edge) {
    Node lower = stack.node(edge.lower());
    if (layers.passesThrough(lower.id())) {
      return Reading.absent("the kernel does not count " + lower.kernelName() + " itself");
    }
    OptionalLong pid = pid(edge.upper());
    Set<Long> openers = pids(lower.id());
    boolean mounted = !uppers(lower.id(), Edge.Role.ENTRY).isEmpty();
    if (openers.size() == 1 && !mounted) {
      return Reading.known(entered(edge, _ -> true, "nobody else has it open"));
    }
    if (pid.isEmpty() || !moved(lower.id(), openers)) {
      return Reading.absent(
          mounted
              ? "what entered is counted for the file system that lies on it"
              : openers.size() + " have it open, and their own counters do not tell who it was");
    }
    if (mounted) {
      return Reading.absent(BOTH_WAYS);
    }
    return Reading.known(
        entered(
            edge,
            payer -> has(payer, Set.of(pid.getAsLong())),
            "by what each of " + openers.size() + " that have it open moved"));
  }

  /** What entered, below what the guest counted of it itself. */
  private EdgeFlow asked(Edge edge, EdgeFlow entered) {
    if (stack.node(edge.upper()).kind() != Node.Kind.GUEST) {
      return entered;
    }
    return counted(edge.upper(), edge.lower())
        .map(own ->
            flow(
                edge,
                own.reads(),
                own.writes(),
                below(entered.reads()),
                below(entered.writes()),
                "above as the guest counted it; " + entered.why()))
        .orElse(entered);
  }

  private static Below.Amount below(EdgeFlow.Amount amount) {
    return new Below.Amount(
        (double) amount.opsBelow(), (double) amount.mergesBelow(), (double) amount.bytesBelow(), 0);
  }

  /** Of one disk. */
  private record Own(Below.Amount reads, Below.Amount writes) {}

  /** What a guest counted of the disks whose topmost image is this device or file. */
  private Optional<Own> counted(NodeId guest, NodeId image) {
    return guests
        .of(stack.node(guest).name())
        .optional()
        .flatMap(flow -> {
          List<GuestFlow.OfDisk> disks =
              flow.disks().stream()
                  .filter(disk ->
                      disk.disk().images().stream()
                          .limit(1)
                          .anyMatch(i -> images.of(flow.guest(), i).equals(Optional.of(image))))
                  .toList();
          var its = new GuestFlow(flow.guest(), flow.seconds(), disks);
          return disks.isEmpty()
              ? Optional.empty()
              : its.sum(Direction.READ)
                  .flatMap(reads ->
                      its.sum(Direction.WRITE)
                          .map(writes -> new Own(amount(reads), amount(writes))));
        });
  }

  private static Below.Amount amount(GuestFlow.Operations own) {
    return new Below.Amount(own.passed(), own.merged(), own.bytes(), 0);
  }

  private List<Edge> uppers(NodeId node, Edge.Role role) {
    return stack.uppers(node).stream().filter(e -> e.role() == role).toList();
  }

  private OptionalLong pid(NodeId node) {
    return Fields.parse(stack.node(node).attribute("pid"));
  }

  private Set<Long> pids(NodeId device) {
    return uppers(device, Edge.Role.OPEN).stream()
        .flatMap(e -> pid(e.upper()).stream().boxed())
        .collect(Collectors.toSet());
  }

  private static boolean has(Claimant.Payer payer, Set<Long> pids) {
    return payer instanceof Claimant.Payer.Named(Account account)
        && account.pid().isPresent()
        && pids.contains(account.pid().getAsLong());
  }

  /** Whether any of these processes is charged for something that entered there. */
  private boolean moved(NodeId device, Set<Long> pids) {
    return List.of(Direction.READ, Direction.WRITE).stream()
        .flatMap(direction -> entries.at(device, direction).stream())
        .anyMatch(slice -> slice.bytes() + slice.arrivals() > 0 && has(slice.payer(), pids));
  }

  private EdgeFlow entered(Edge edge, Predicate<Claimant.Payer> whose, String why) {
    BiFunction<NodeId, Direction, Below.Amount> below =
        (device, direction) -> entered(device, direction, whose);
    return same(
        edge,
        below.apply(edge.lower(), Direction.READ),
        below.apply(edge.lower(), Direction.WRITE),
        why);
  }

  /** What entered at a device on behalf of some. */
  private Below.Amount entered(
      NodeId device, Direction direction, Predicate<Claimant.Payer> whose) {
    double bytes = 0;
    double arrivals = 0;
    for (Slice slice : entries.at(device, direction)) {
      if (whose.test(slice.payer())) {
        bytes += slice.bytes();
        arrivals += slice.arrivals();
      }
    }
    Settled settled = quantities.settled(device, direction);
    double silent = Below.silent(settled);
    Below.Amount all = Below.Amount.NOTHING;
    for (Part part : settled.parts()) {
      if (part.origin() instanceof Part.Origin.Entry) {
        all = all.plus(Below.amount(part, settled, silent));
      }
    }
    return new Below.Amount(all.ops() * arrivals, all.merges() * arrivals, all.bytes() * bytes, 0);
  }

  private static EdgeFlow same(Edge edge, Below.Amount reads, Below.Amount writes, String why) {
    return flow(edge, reads, writes, reads, writes, why);
  }

  private static EdgeFlow flow(
      Edge edge,
      Below.Amount readsAbove,
      Below.Amount writesAbove,
      Below.Amount readsBelow,
      Below.Amount writesBelow,
      String why) {
    EdgeFlow.Amount reads = amount(readsAbove, readsBelow);
    EdgeFlow.Amount writes = amount(writesAbove, writesBelow);
    long above = reads.bytesAbove() + writes.bytesAbove();
    long below = reads.bytesBelow() + writes.bytesBelow();
    return new EdgeFlow(
        edge,
        reads,
        writes,
        above > 0 ? (double) below / above : Double.NaN,
        above + below > 0 ? why : "");
  }

  private static EdgeFlow.Amount amount(Below.Amount above, Below.Amount below) {
    return new EdgeFlow.Amount(
        Math.round(above.arrivals()),
        Math.round(below.ops()),
        Math.round(below.merges()),
        Math.round(above.bytes()),
        Math.round(below.bytes()));
  }

  /** A loop device's own figures are its file's. */
  private Reading<EdgeFlow> toFile(Edge edge) {
    return Reading.known(
        same(
            edge,
            counted(edge.upper(), Direction.READ),
            counted(edge.upper(), Direction.WRITE),
            "all that a loop device does goes to its file"));
  }

  private Below.Amount counted(NodeId device, Direction direction) {
    Settled settled = quantities.settled(device, direction);
    return new Below.Amount(
        settled.ops(), Math.max(0, settled.arrivals() - settled.ops()), settled.bytes(), 0);
  }

  /** Into a file, or from a file, a swap file or an overlay into the file system below. */
  private Reading<EdgeFlow> inFile(Edge edge) {
    Node upper = stack.node(edge.upper());
    if (isContainer(upper)) {
      return ofContainer(edge, upper, edge.lower());
    }
    return switch (upper.kind()) {
      case GUEST ->
          counted(upper.id(), edge.lower())
              .map(own ->
                  Reading.known(
                      same(edge, own.reads(), own.writes(), "by the guest's own counters")))
              .orElseGet(() -> ofGuest(edge, upper.id(), edge.lower()));
      case FILE -> ofFile(edge);
      case SWAP -> Reading.absent("a swap file's I/O is not counted apart from its file system's");
      case FILESYSTEM ->
          Reading.absent("an overlay's I/O is not counted apart from that of what is below");
      case PROCESS,
          CGROUP,
          POOL,
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
          Reading.absent("not counted apart");
    };
  }

  private Reading<EdgeFlow> ofFile(Edge edge) {
    List<Edge> users = stack.uppers(edge.upper());
    if (users.size() != 1) {
      return Reading.absent("several use the file: what each did is not counted by file");
    }
    NodeId user = users.getFirst().upper();
    if (isContainer(stack.node(user))) {
      return ofContainer(edge, stack.node(user), edge.lower());
    }
    if (stack.node(user).kind() == Node.Kind.GUEST) {
      return ofGuest(edge, user, edge.upper())
          .map(reached ->
              counted(user, edge.upper())
                  .map(own ->
                      flow(
                          edge,
                          own.reads(),
                          own.writes(),
                          below(reached.reads()),
                          below(reached.writes()),
                          "above as the guest counted it, below what of it reached the disk"))
                  .orElse(reached));
    }
    if (!device(user)) {
      return Reading.absent("not counted apart");
    }
    if (home(edge.upper()).isEmpty()) {
      return Reading.absent("the file system below stands on no device that is counted here");
    }
    Predicate<Claimant.Payer> loop =
        payer -> payer instanceof Claimant.Payer.Through(NodeId through) && through.equals(user);
    return Reading.known(
        flow(
            edge,
            counted(user, Direction.READ),
            counted(user, Direction.WRITE),
            below(edge.upper(), Direction.READ, loop),
            below(edge.upper(), Direction.WRITE, loop),
            "through the page cache: writes reach the disk later, reads may need none"));
  }

  /** The devices that the file system of a file lies on. */
  private List<NodeId> home(NodeId file) {
    return stack.lowers(file).stream()
        .flatMap(toFileSystem -> stack.lowers(toFileSystem.lower()).stream())
        .map(Edge::lower)
        .filter(this::device)
        .toList();
  }

  private Below.Amount below(NodeId file, Direction direction, Predicate<Claimant.Payer> whose) {
    return sum(home(file), direction, whose);
  }

  private Below.Amount sum(
      List<NodeId> devices, Direction direction, Predicate<Claimant.Payer> whose) {
    Below.Amount all = Below.Amount.NOTHING;
    for (NodeId device : devices) {
      all = all.plus(entered(device, direction, whose));
    }
    return all;
  }

  private static boolean isContainer(Node node) {
    return node.attribute("guest").equals("container");
  }

  /** What its processes and cgroups did where that file system, or that of a file, lies. */
  private Reading<EdgeFlow> ofContainer(Edge edge, Node guest, NodeId place) {
    NodeId home = stack.node(place).kind() == Node.Kind.FILE ? fileSystem(place) : place;
    List<NodeId> devices =
        stack.lowers(home).stream().map(Edge::lower).filter(this::device).toList();
    if (devices.isEmpty()) {
      return Reading.absent("the file system below stands on no device that is counted here");
    }
    Predicate<Claimant.Payer> own =
        payer ->
            payer instanceof Claimant.Payer.Named(Account account)
                && account
                    .element(Account.Kind.GUEST)
                    .filter(element -> element.name().equals(guest.name()))
                    .isPresent();
    return Reading.known(
        same(
            edge,
            sum(devices, Direction.READ, own),
            sum(devices, Direction.WRITE, own),
            "what the container's processes did in this file system"));
  }

  private NodeId fileSystem(NodeId file) {
    return stack.lowers(file).stream().map(Edge::lower).findFirst().orElse(file);
  }

  /** Certain where the guest works for one of its disks only in the file system. */
  private Reading<EdgeFlow> ofGuest(Edge edge, NodeId guest, NodeId file) {
    OptionalLong pid = pid(guest);
    List<NodeId> devices = home(file);
    if (stack.node(file).kind() == Node.Kind.REMOTE) {
      return Reading.absent("it does not lie on a device of this host");
    }
    if (pid.isEmpty() || devices.isEmpty()) {
      return Reading.absent("the file system below stands on no device that is counted here");
    }
    List<NodeId> beside =
        stack.lowers(guest).stream()
            .filter(e -> e.role() == Edge.Role.FILE && home(e.lower()).equals(devices))
            .map(Edge::lower)
            .filter(other -> !other.equals(file))
            .toList();
    Optional<String> doubt = files.doubt(stack.node(guest).name(), file, beside);
    if (doubt.isPresent()) {
      return Reading.absent(doubt.get());
    }
    Predicate<Claimant.Payer> own = payer -> has(payer, Set.of(pid.getAsLong()));
    return Reading.known(
        same(
            edge,
            below(file, Direction.READ, own),
            below(file, Direction.WRITE, own),
            "what the guest's process did in this file system"));
  }
}
