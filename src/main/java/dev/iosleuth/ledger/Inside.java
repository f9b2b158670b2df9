package dev.iosleuth.ledger;

import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.InsideDisks;
import dev.iosleuth.stack.InsideStack;
import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The books that were kept inside a guest, under the guest's account on its host: what the host
 * posted on the guest is divided among those who caused it in there, disk by disk, in proportion to
 * what the guest's own disk has on their account.
 *
 * <p>Bytes by bytes, operations by arrivals (both sides merge), device time by device time. What
 * the guest cannot explain itself, or knows nothing of, stays with the guest: so does what the host
 * counted on a disk beyond what the guest did, whose own recording begins later or ends earlier.
 */
public final class Inside {
  private static final Comparator<AccountTotal> ORDER = Comparator.comparing(AccountTotal::account);

  /** Disks are read at other times on both sides: so much is no difference. */
  private static final double SKEW = 0.02;

  private final String guest;
  private final List<EntryFlow> entries;
  private final List<InsideDisks.Disk> disks;
  private final Map<String, DeviceLedger> inner;

  private Inside(
      String guest, List<EntryFlow> entries, List<InsideDisks.Disk> disks, Ledger inside) {
    this.guest = guest;
    this.entries = List.copyOf(entries);
    this.disks = List.copyOf(disks);
    this.inner =
        inside.devices().stream()
            .filter(d -> d.node().leaf().isPresent())
            .collect(Collectors.toMap(d -> d.node().kernelName(), d -> d, (one, _) -> one));
  }

  /**
   * @param host its books
   * @param guest the name of its account there
   * @param inside the guest's own books of the same time
   */
  public static Ledger join(
      Ledger host, String guest, List<InsideDisks.Disk> disks, Ledger inside) {
    var join = new Inside(guest, host.entries(), disks, inside);
    List<DeviceLedger> devices = host.devices().stream().map(join::device).toList();
    List<Note> notes =
        Stream.concat(
                host.notes().stream(),
                inside.notes().stream()
                    .filter(note -> note.kind() == Note.Kind.GAP)
                    .map(n -> new Note(n.kind(), guest + ": " + n.subject(), n.text())))
            .distinct()
            .toList();
    return new Ledger(
        host.host(),
        host.start(),
        host.end(),
        host.seconds(),
        devices,
        Totals.of(devices, join.issued(host)),
        host.edges(),
        host.entries(),
        notes,
        host.chosen());
  }

  /**
   * What passed through the devices of both, for the graph of both; who pays is as the host has it.
   *
   * @param names those of the guest's nodes there
   */
  public static Ledger beside(Ledger host, InsideStack names, Ledger inside) {
    var devices = new ArrayList<>(host.devices());
    inside
        .devices()
        .forEach(device ->
            devices.add(
                new DeviceLedger(
                    names.node(device.node()), device.flow(), device.emptyWrites(), List.of())));
    var edges = new ArrayList<>(host.edges());
    inside.edges().forEach(flow -> edges.add(flow(names.edge(flow.edge()), flow)));
    var entries = new ArrayList<EntryFlow>();
    for (EntryFlow entry : host.entries()) {
      Edge edge = names.below(entry.edge());
      entries.add(new EntryFlow(edge, entry.flow().map(flow -> flow(edge, flow))));
    }
    for (EntryFlow entry : inside.entries()) {
      Edge edge = names.edge(entry.edge());
      entries.add(new EntryFlow(edge, entry.flow().map(flow -> flow(edge, flow))));
    }
    return new Ledger(
        host.host(),
        host.start(),
        host.end(),
        host.seconds(),
        devices,
        host.accounts(),
        edges,
        entries,
        host.notes(),
        host.chosen());
  }

  private static EdgeFlow flow(Edge edge, EdgeFlow flow) {
    return new EdgeFlow(edge, flow.reads(), flow.writes(), flow.factor(), flow.why());
  }

  private boolean own(Account account) {
    return account.kind() == Account.Kind.GUEST && account.name().equals(guest);
  }

  private DeviceLedger device(DeviceLedger device) {
    if (device.postings().stream().noneMatch(p -> own(p.account()))) {
      return device;
    }
    List<Posting> postings =
        device.postings().stream()
            .flatMap(p -> own(p.account()) ? divided(p).stream() : Stream.of(p))
            .toList();
    return new DeviceLedger(device.node(), device.flow(), device.emptyWrites(), postings);
  }

  private List<Posting> divided(Posting whole) {
    Map<Account, Cause> causes = causes(whole);
    if (causes.isEmpty()) {
      return List.of(whole);
    }
    List<Account> accounts = causes.keySet().stream().sorted().toList();
    long[] ops = split(whole.ops(), accounts, causes, Cause::arrivals);
    long[] arrivals = split(whole.arrivals(), accounts, causes, Cause::arrivals);
    long[] bytes = split(whole.bytes(), accounts, causes, Cause::bytes);
    double[] ms = weights(accounts, causes, Cause::ms);
    Basis basis = accounts.size() == 1 ? Basis.MEASURED : Basis.APPORTIONED;
    var postings = new ArrayList<Posting>();
    for (int i = 0; i < accounts.size(); i++) {
      double time = whole.deviceMs() * ms[i];
      if (ops[i] > 0 || arrivals[i] > 0 || bytes[i] > 0 || time > 0) {
        postings.add(
            new Posting(
                accounts.get(i),
                whole.direction(),
                ops[i],
                arrivals[i],
                bytes[i],
                time,
                whole.basis().and(basis),
                whole.via()));
      }
    }
    return postings;
  }

  /** What somebody did on the guest's disks. */
  private record Cause(double arrivals, double bytes, double ms) {
    Cause plus(Cause other) {
      return new Cause(arrivals + other.arrivals, bytes + other.bytes, ms + other.ms);
    }

    Cause times(double factor) {
      return new Cause(arrivals * factor, bytes * factor, ms * factor);
    }
  }

  /** Who caused it, on those of the guest's disks that it can have come through. */
  private Map<Account, Cause> causes(Posting whole) {
    var causes = new LinkedHashMap<Account, Cause>();
    List<InsideDisks.Disk> disks = through(whole);
    for (InsideDisks.Disk disk : disks) {
      DeviceLedger own = inner.get(disk.name());
      if (own != null) {
        own.postings().stream()
            .filter(p -> p.direction() == whole.direction())
            .forEach(p ->
                causes.merge(
                    account(whole.account(), p.account()),
                    new Cause((double) p.arrivals(), (double) p.bytes(), p.deviceMs()),
                    Cause::plus));
      }
    }
    Cause known = causes.values().stream().reduce(new Cause(0, 0, 0), Cause::plus);
    double beyond = entered(disks, whole.direction()) - known.bytes();
    if (known.bytes() > 0 && beyond > known.bytes() * SKEW) {
      causes.merge(whole.account(), known.times(beyond / known.bytes()), Cause::plus);
    }
    return causes;
  }

  /** Bytes that the host saw the guest ask of these disks; NaN where it cannot tell of each. */
  private double entered(List<InsideDisks.Disk> through, Direction direction) {
    double bytes = 0;
    for (InsideDisks.Disk disk : through) {
      Optional<EdgeFlow> flow = entry(disk);
      if (flow.isEmpty()) {
        return Double.NaN;
      }
      bytes +=
          switch (direction) {
            case READ -> flow.get().reads().bytesAbove();
            case WRITE -> flow.get().writes().bytesAbove();
            case DISCARD, FLUSH -> Double.NaN;
          };
    }
    return bytes;
  }

  private Optional<EdgeFlow> entry(InsideDisks.Disk disk) {
    return entries.stream()
        .filter(entry -> entry.edge().upper().equals(NodeId.guest(guest)))
        .filter(entry -> disk.image().filter(entry.edge().lower()::equals).isPresent())
        .findFirst()
        .flatMap(entry -> entry.flow().optional());
  }

  /** Those where it entered; else those that it passed; else any. */
  private List<InsideDisks.Disk> through(Posting whole) {
    for (List<NodeId> way : List.of(whole.via().stream().limit(1).toList(), whole.via())) {
      List<InsideDisks.Disk> through =
          disks.stream().filter(d -> way.stream().anyMatch(d.homes()::contains)).toList();
      if (!through.isEmpty()) {
        return through;
      }
    }
    return disks;
  }

  /** Under the guest's own; the guest itself for what it could not explain. */
  private Account account(Account outer, Account inside) {
    return switch (inside.kind()) {
      case UNEXPLAINED, ENTRY -> outer;
      case GUEST, REPLICA, CONTAINER, UNIT, CGROUP, PROCESS, JOB ->
          new Account(
              inside.kind(),
              inside.name(),
              guest,
              inside.pid(),
              inside.startTicks(),
              Stream.concat(outer.path().stream(), inside.path().stream()).toList());
    };
  }

  private static long[] split(
      long total, List<Account> accounts, Map<Account, Cause> causes, ToDoubleFunction<Cause> of) {
    return LargestRemainder.split(total, weights(accounts, causes, of));
  }

  /** Fractions; by operations where there is nothing of that kind, as bytes of flushes. */
  private static double[] weights(
      List<Account> accounts, Map<Account, Cause> causes, ToDoubleFunction<Cause> of) {
    double sum = causes.values().stream().mapToDouble(of).sum();
    ToDoubleFunction<Cause> by = sum > 0 ? of : cause -> Math.max(cause.arrivals(), 1e-9);
    double all = causes.values().stream().mapToDouble(by).sum();
    return accounts.stream()
        .map(causes::get)
        .mapToDouble(cause -> cause == null ? 0 : by.applyAsDouble(cause) / all)
        .toArray();
  }

  /** What the guest asked for, by who asked for it in there: reads and writes of all its disks. */
  private Map<Account, AccountTotal.Issued> issued(Ledger host) {
    var issued = new HashMap<Account, AccountTotal.Issued>();
    for (AccountTotal total : host.accounts().stream().sorted(ORDER).toList()) {
      if (own(total.account())) {
        divide(total, issued);
      } else {
        issued.put(total.account(), total.issued());
      }
    }
    return issued;
  }

  private void divide(AccountTotal total, Map<Account, AccountTotal.Issued> issued) {
    var causes = new EnumMap<Direction, Map<Account, Cause>>(Direction.class);
    for (Direction direction : List.of(Direction.READ, Direction.WRITE)) {
      var any = new Posting(total.account(), direction, 0, 0, 0, 0, Basis.APPORTIONED, List.of());
      Map<Account, Cause> of = causes(any);
      causes.put(direction, of.isEmpty() ? Map.of(total.account(), new Cause(1, 1, 1)) : of);
    }
    issue(total, Direction.READ, causes.getOrDefault(Direction.READ, Map.of()), issued);
    issue(total, Direction.WRITE, causes.getOrDefault(Direction.WRITE, Map.of()), issued);
  }

  private static void issue(
      AccountTotal total,
      Direction direction,
      Map<Account, Cause> causes,
      Map<Account, AccountTotal.Issued> issued) {
    boolean read = direction == Direction.READ;
    List<Account> accounts = causes.keySet().stream().sorted().toList();
    double[] ops = weights(accounts, causes, Cause::arrivals);
    AccountTotal.Issued all = total.issued();
    long[] bytes = split(read ? all.readBytes() : all.writeBytes(), accounts, causes, Cause::bytes);
    for (int i = 0; i < accounts.size(); i++) {
      double own = (read ? all.readOps() : all.writeOps()) * ops[i];
      var part =
          read
              ? new AccountTotal.Issued(own, 0, bytes[i], 0)
              : new AccountTotal.Issued(0, own, 0, bytes[i]);
      if (own > 0 || bytes[i] > 0) {
        issued.merge(accounts.get(i), part, Inside::plus);
      }
    }
  }

  private static AccountTotal.Issued plus(AccountTotal.Issued a, AccountTotal.Issued b) {
    return new AccountTotal.Issued(
        a.readOps() + b.readOps(),
        a.writeOps() + b.writeOps(),
        a.readBytes() + b.readBytes(),
        a.writeBytes() + b.writeBytes());
  }
}
