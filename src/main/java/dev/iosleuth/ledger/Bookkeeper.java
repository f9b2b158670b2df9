package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.stack.StackCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the books over consecutive samples of one host: carries dirtied pages over to the interval
 * in which they reach the disk, and learns what an operation costs on each device.
 *
 * <p>The steps: what every device counted ({@link Flows}); how much came from where ({@link
 * Quantities}); who caused what enters ({@link Entries}); whose that is further down ({@link
 * Resolution}); the postings of each leaf ({@link LeafPostings}).
 */
public final class Bookkeeper {
  private final StackCache stacks;
  private final Map<String, DeviceCosts> costs = new HashMap<>();
  private Carry readers = new Carry();
  private Carry writers = new Carry();
  private LoopPayers loopPayers = new LoopPayers();
  private Lag lag = new Lag();
  private Steps steps = new Steps();
  private @Nullable Bookkeeper within;
  private @Nullable Between only;

  /** How one interval came about, before anything is posted. */
  private record Made(
      double seconds,
      Flows flows,
      Layers layers,
      Copies copies,
      Claims claims,
      Quantities quantities,
      Beneath beneath,
      GuestFlows guests,
      Entries entries,
      Resolution books) {}

  public Bookkeeper() {
    this(new StackCache());
  }

  private Bookkeeper(StackCache stacks) {
    this.stacks = stacks;
  }

  /** Another that knows as much; what either is told from now on the other does not know. */
  public Bookkeeper copy() {
    Bookkeeper copy = learned();
    copy.steps = steps.copy();
    copy.within = within == null ? null : within.copy();
    copy.only = only;
    return copy;
  }

  /** Another that knows as much of what lies before the interval. */
  private Bookkeeper learned() {
    var copy = new Bookkeeper(stacks);
    costs.forEach((device, cost) -> copy.costs.put(device, cost.copy()));
    copy.readers = readers;
    copy.writers = writers;
    copy.loopPayers = loopPayers;
    copy.lag = lag;
    return copy;
  }

  /** Takes note of a part of the interval that is posted next. */
  public void step(Sample before, Sample after) {
    if (within == null && only == null) {
      // it may be all of the interval
      only = new Between(before, after);
      return;
    }
    Bookkeeper parts = within == null ? learned() : within;
    if (only != null) {
      steps.add(parts.parts(only.before(), only.after()));
      only = null;
    }
    within = parts;
    steps.add(parts.parts(before, after));
  }

  private record Between(Sample before, Sample after) {}

  /** The same by books that somebody else kept of it. */
  public void step(List<DeviceLedger> devices) {
    steps.add(devices);
  }

  private List<DeviceLedger> parts(Sample before, Sample after) {
    Stack stack = stacks.of(after);
    Made made = make(before, after, stack, Map.of());
    List<DeviceLedger> devices = devices(stack, made);
    keep(stack, made);
    return devices;
  }

  /** Takes note of an interval that nobody wants to see, for those that follow. */
  public void pass(Sample before, Sample after) {
    Stack stack = stacks.of(after);
    Made made = make(before, after, stack, Map.of());
    for (Node node : stack.topDown()) {
      if (node.isDevice()
          && node.leaf().isPresent()
          && made.flows().of(node.id()) instanceof Reading.Known<Flow>(Flow known)) {
        cost(node).learn(known);
      }
    }
    keep(stack, made);
  }

  /** The ledger between two samples, the stack of the later one. */
  public Ledger post(Sample before, Sample after) {
    return post(before, after, StackBuilder.build(after));
  }

  public Ledger post(Sample before, Sample after, Stack stack) {
    return post(before, after, stack, Map.of(), Set.of(Direction.values()));
  }

  /**
   * One side of several hosts' books: what is read and written is apportioned over all of the
   * interval, as on the other side; flushes, which no other side has, part by part.
   *
   * @param told by minor, what books of another host know of a resync that wrote here
   */
  public Ledger post(
      Sample before, Sample after, Stack stack, Map<Integer, DrbdProgress.Resynced> told) {
    return post(before, after, stack, told, Set.of(Direction.FLUSH));
  }

  private Ledger post(
      Sample before,
      Sample after,
      Stack stack,
      Map<Integer, DrbdProgress.Resynced> told,
      Set<Direction> byParts) {
    Made made = make(before, after, stack, told);
    List<DeviceLedger> devices = steps.in(devices(stack, made), byParts);
    keep(stack, made);
    steps = new Steps();
    within = null;
    only = null;
    Entries entries = made.entries();
    GuestFlows guests = made.guests();

    var notes = new ArrayList<Note>();
    notes.addAll(before.notes());
    notes.addAll(after.notes());
    notes.addAll(stack.notes());
    notes.addAll(made.quantities().notes());
    notes.addAll(made.beneath().notes());
    notes.addAll(entries.notes());
    notes.addAll(GuestFlows.notes(before, after));
    notes.addAll(new ServedDisks(before, after, guests).notes(before, after));
    notes.addAll(new EndedGuests(before, after).notes());
    notes.addAll(DrbdProgress.notes(before, after, told));
    notes.addAll(UncountedDisks.notes(devices, false, notes));
    return new Ledger(
        after.host(),
        before.wall(),
        after.wall(),
        made.seconds(),
        devices,
        Totals.of(devices, guests.issued(entries.issued())),
        new Amplification(
                stack,
                made.quantities(),
                made.claims(),
                made.layers(),
                made.copies(),
                Ledger.counted(devices, made.seconds()))
            .edges(),
        new EntryFlows(stack, made.quantities(), entries, made.layers(), guests).all(),
        notes.stream().distinct().toList(),
        false);
  }

  private Made make(
      Sample before, Sample after, Stack stack, Map<Integer, DrbdProgress.Resynced> told) {
    double seconds = Math.max(1e-3, (after.nanos() - before.nanos()) / 1e9);
    var flows = new Flows(before, after, stack);
    var layers = new Layers(stack);
    var copies = new Copies(after);
    var jobs = new JobMembers(stack, flows, copies, MdProgress.between(before, after));
    var shares = new HashMap<Direction, Shares>();
    for (Direction direction : List.of(Direction.READ, Direction.WRITE, Direction.DISCARD)) {
      shares.put(direction, new Shares(stack, flows, copies, jobs, direction));
    }
    var claims = new Claims(stack, flows, layers, copies, shares, jobs);
    Map<Integer, DrbdProgress.Minor> drbd = DrbdProgress.between(before, after, told);
    lag = lag.next(drbd);
    var remainder =
        new Remainder(stack, layers, claims, flows, drbd, lag, new Replicas(after.topology()));
    var bitmaps = new BitmapWrites(stack, flows, layers, copies, jobs, lag, after);
    var quantities = new Quantities(stack, flows, layers, claims, remainder, bitmaps);
    var beneath = new Beneath(stack, layers, flows, claims, quantities, seconds);
    var guests = GuestFlows.between(before, after);
    Entries entries =
        allot(before, after, stack, flows, layers, quantities, beneath, guests, seconds);
    var books = new Resolution(quantities, entries, layers, flows, loopPayers);
    return new Made(
        seconds, flows, layers, copies, claims, quantities, beneath, guests, entries, books);
  }

  private void keep(Stack stack, Made made) {
    loopPayers = loopPayers.next(stack, made.books());
    lag.keep(made.quantities().uncounted(), made.books(), made.flows());
  }

  private DeviceCosts cost(Node leaf) {
    return costs.computeIfAbsent(leaf.kernelName(), _ -> DeviceCosts.of(leaf));
  }

  private Entries allot(
      Sample before,
      Sample after,
      Stack stack,
      Flows flows,
      Layers layers,
      Quantities quantities,
      Beneath beneath,
      GuestFlows guests,
      double seconds) {
    var names = new HashMap<>(before.cgroups().containers());
    names.putAll(after.cgroups().containers());
    var accounts = new Accounts(before, after, names);
    var evidence = new Evidence(before, after, flows, accounts, new Places(stack), guests);
    var cgroups = new CgroupParts(before, after, stack, flows);
    var entries = new Entries(stack, layers, quantities, cgroups, accounts, evidence, beneath);
    var loops = new LoopClaimants(stack, flows, cgroups);
    var read = new ArrayList<>(evidence.claimants(Direction.READ));
    read.addAll(loops.in(Direction.READ));
    readers = allot(entries, Direction.READ, read, readers, seconds);
    entries.allot(Direction.DISCARD, evidence.discarders());
    var moved = new ArrayList<>(evidence.claimants(Direction.WRITE));
    moved.addAll(loops.in(Direction.WRITE));
    moved.addAll(Journals.between(before, after, stack));
    writers = allot(entries, Direction.WRITE, moved, writers, seconds);
    return entries;
  }

  private static Carry allot(
      Entries entries, Direction direction, List<Claimant> moved, Carry carry, double seconds) {
    List<Claimant> claimants = carry.with(moved);
    double[] left = entries.allot(direction, claimants);
    return carry.next(claimants, left, seconds);
  }

  private List<DeviceLedger> devices(Stack stack, Made made) {
    Resolution books = made.books();
    var devices = new ArrayList<DeviceLedger>();
    for (Node node : stack.topDown()) {
      if (!node.isDevice()) {
        continue;
      }
      Reading<Flow> flow = made.flows().of(node.id());
      List<Posting> postings = List.of();
      if (node.leaf().isPresent() && flow instanceof Reading.Known<Flow>(Flow known)) {
        DeviceCosts cost = cost(node);
        cost.learn(known);
        postings = LeafPostings.of(node, known, made.flows(), books, cost);
      }
      devices.add(new DeviceLedger(node, flow, LeafPostings.empties(node, books), postings));
    }
    return devices;
  }
}
