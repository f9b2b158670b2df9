package dev.iosleuth.ledger;

import dev.iosleuth.ledger.Account.Element;
import dev.iosleuth.ledger.Account.Kind;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Node.LeafKind;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.unit.DevNo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Ledgers made by hand. They balance: counters and totals are added up from the postings. */
public final class TestingLedgers {
  public static final Instant END = Instant.parse("2026-04-22T10:20:05Z");
  private final String host;
  private final double seconds;
  private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
  private final Map<NodeId, List<Posting>> postings = new LinkedHashMap<>();
  private final Map<Account, AccountTotal.Issued> issued = new LinkedHashMap<>();
  private final Map<NodeId, Reading<Flow>> otherFlows = new LinkedHashMap<>();
  private final List<Edge> edges = new ArrayList<>();
  private final List<EdgeFlow> flows = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  public TestingLedgers(String host, double seconds) {
    this.host = host;
    this.seconds = seconds;
  }

  public static Account process(String name, int pid, Element... around) {
    var path = new ArrayList<>(List.of(around));
    path.add(new Element(Kind.PROCESS, name));
    return new Account(Kind.PROCESS, name, "", OptionalLong.of(pid), OptionalLong.of(pid), path);
  }

  public static Account replica(String name, String host) {
    return new Account(
        Kind.REPLICA,
        name,
        host,
        OptionalLong.empty(),
        OptionalLong.empty(),
        List.of(new Element(Kind.REPLICA, name)));
  }

  public TestingLedgers disk(String name, String model) {
    return leaf(name, LeafKind.DISK, Map.of("model", model));
  }

  public TestingLedgers leaf(String name, LeafKind kind, Map<String, String> attributes) {
    return add(
        new Node(
            NodeId.device(name),
            Node.Kind.DISK,
            name,
            name,
            Optional.of(new DevNo(8, nodes.size() * 16)),
            Optional.of(kind),
            Node.Counting.REQUEST,
            attributes));
  }

  public TestingLedgers node(
      Node.Kind kind, String id, String name, Map<String, String> attributes) {
    String kernel = id.startsWith("dev:") ? id.substring(4) : "";
    return add(
        new Node(
            new NodeId(id),
            kind,
            name,
            kernel,
            kernel.isEmpty() ? Optional.empty() : Optional.of(new DevNo(254, nodes.size())),
            Optional.empty(),
            Node.Counting.BIO,
            attributes));
  }

  public TestingLedgers add(Node node) {
    nodes.put(node.id(), node);
    return this;
  }

  public TestingLedgers edge(String upper, String lower, Edge.Role role) {
    edges.add(new Edge(new NodeId(upper), new NodeId(lower), role, 0));
    return this;
  }

  public TestingLedgers edge(
      String upper,
      String lower,
      Edge.Role role,
      EdgeFlow.Amount writes,
      double factor,
      String why) {
    var edge = new Edge(new NodeId(upper), new NodeId(lower), role, 0);
    edges.add(edge);
    flows.add(new EdgeFlow(edge, new EdgeFlow.Amount(0, 0, 0, 0, 0), writes, factor, why));
    return this;
  }

  public TestingLedgers post(
      String leaf,
      Account account,
      Direction direction,
      long ops,
      long bytes,
      double ms,
      Basis basis,
      String... via) {
    NodeId id = NodeId.device(leaf);
    var way = new ArrayList<NodeId>();
    List.of(via).forEach(v -> way.add(new NodeId(v)));
    way.add(id);
    postings
        .computeIfAbsent(id, _ -> new ArrayList<>())
        .add(new Posting(account, direction, ops, ops, bytes, ms, basis, way));
    return this;
  }

  public TestingLedgers issued(Account account, double reads, double writes, long bytes) {
    boolean read = reads > writes;
    issued.put(account, new AccountTotal.Issued(reads, writes, read ? bytes : 0, read ? 0 : bytes));
    return this;
  }

  /** What a device counted that is no leaf, or a leaf that has no counters. */
  public TestingLedgers flow(String device, Reading<Flow> flow) {
    otherFlows.put(NodeId.device(device), flow);
    return this;
  }

  public TestingLedgers note(Note.Kind kind, String subject, String text) {
    notes.add(new Note(kind, subject, text));
    return this;
  }

  public Stack stack() {
    return new Stack(List.copyOf(nodes.values()), edges, notes);
  }

  public Ledger ledger() {
    var devices =
        nodes.values().stream()
            .filter(Node::isDevice)
            .map(n -> device(n, postings.getOrDefault(n.id(), List.of())))
            .toList();
    Instant start = END.minusMillis(Math.round(seconds * 1000));
    return new Ledger(host, start, END, seconds, devices, totals(), flows, notes);
  }

  private DeviceLedger device(Node node, List<Posting> own) {
    Reading<Flow> other = otherFlows.get(node.id());
    if (other != null) {
      return new DeviceLedger(node, other, Reading.absent("not told"), own);
    }
    var flow =
        new Flow(
            seconds,
            io(own, Direction.READ),
            io(own, Direction.WRITE),
            Reading.known(io(own, Direction.DISCARD)),
            Reading.known(new Flow.Flushes(io(own, Direction.FLUSH).ops(), 7)),
            Math.round(own.stream().mapToDouble(Posting::deviceMs).sum()),
            0,
            0,
            0);
    return new DeviceLedger(node, Reading.known(flow), Reading.known(0L), own);
  }

  private static Flow.Io io(List<Posting> own, Direction direction) {
    List<Posting> these = own.stream().filter(p -> p.direction() == direction).toList();
    return new Flow.Io(
        these.stream().mapToLong(Posting::ops).sum(),
        these.stream().mapToLong(p -> p.arrivals() - p.ops()).sum(),
        these.stream().mapToLong(Posting::bytes).sum(),
        Math.round(these.stream().mapToDouble(Posting::deviceMs).sum() * 1.5));
  }

  private List<AccountTotal> totals() {
    var sums = new LinkedHashMap<Account, Group.Moved>();
    postings.forEach((leaf, own) -> {
      Node node = nodes.get(leaf);
      if (node != null && node.leaf().map(LeafKind::inHostTotals).orElse(false)) {
        own.forEach(p -> sums.merge(p.account(), Group.Moved.of(p), Group.Moved::plus));
      }
    });
    return sums.entrySet().stream()
        .map(e -> total(e.getKey(), e.getValue()))
        .sorted(Comparator.comparingDouble(t -> -t.deviceMs()))
        .toList();
  }

  private AccountTotal total(Account account, Group.Moved moved) {
    return new AccountTotal(
        account,
        issued.getOrDefault(account, new AccountTotal.Issued(0, 0, 0, 0)),
        moved.readOps(),
        moved.writeOps(),
        moved.discardOps(),
        moved.flushOps(),
        moved.readBytes(),
        moved.writeBytes(),
        moved.discardBytes(),
        moved.deviceMs());
  }
}
