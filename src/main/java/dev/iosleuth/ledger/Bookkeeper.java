package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the books over consecutive samples of one host: carries dirtied pages over to the interval
 * in which they reach the disk, and learns what an operation costs on each device.
 *
 * <p>The steps: what every device counted ({@link Flows}); how much came from where ({@link
 * Quantities}); who caused what enters ({@link Entries}); whose that is further down ({@link
 * Resolution}); the postings of each leaf ({@link LeafPostings}).
 */
public final class Bookkeeper {
  private final Carry readers = new Carry();
  private final Carry writers = new Carry();
  private final LoopPayers loopPayers = new LoopPayers();
  private final Lag lag = new Lag();
  private final ResyncLag resyncLag = new ResyncLag();
  private final MetaLag metaLag = new MetaLag();
  private final Map<String, DeviceCosts> costs = new HashMap<>();

  /** The ledger between two samples, the stack of the later one. */
  public Ledger post(Sample before, Sample after) {
    return post(before, after, StackBuilder.build(after));
  }

  public Ledger post(Sample before, Sample after, Stack stack) {
    return post(before, after, stack, Map.of());
  }

  /**
   * @param told by minor, what books of another host know of a resync that wrote here
   */
  public Ledger post(
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
    resyncLag.next();
    metaLag.next(drbd);
    var remainder =
        new Remainder(
            stack,
            layers,
            claims,
            flows,
            drbd,
            lag,
            resyncLag,
            metaLag,
            new Replicas(after.topology()));
    var quantities = new Quantities(stack, flows, layers, claims, remainder);
    var beneath = new Beneath(stack, layers, flows, claims, quantities, seconds);
    var guests = GuestFlows.between(before, after);
    Entries entries =
        allot(before, after, stack, flows, layers, quantities, beneath, guests, seconds);
    var books = new Resolution(quantities, entries, layers, flows, loopPayers);
    List<DeviceLedger> devices = devices(stack, flows, books);
    loopPayers.keep(stack, books);
    lag.keep(quantities.uncounted(), books);

    var notes = new ArrayList<Note>();
    notes.addAll(before.notes());
    notes.addAll(after.notes());
    notes.addAll(stack.notes());
    notes.addAll(quantities.notes());
    notes.addAll(beneath.notes());
    notes.addAll(entries.notes());
    notes.addAll(GuestFlows.notes(before, after));
    notes.addAll(new ServedDisks(before, after, guests).notes(before, after));
    notes.addAll(new EndedGuests(before, after).notes());
    notes.addAll(DrbdProgress.notes(before, after));
    notes.addAll(UncountedDisks.notes(devices, false, notes));
    return new Ledger(
        after.host(),
        before.wall(),
        after.wall(),
        seconds,
        devices,
        Totals.of(devices, guests.issued(entries.issued())),
        new Amplification(stack, quantities, claims, layers, copies, seconds).edges(),
        new EntryFlows(stack, quantities, entries, layers, guests).all(),
        notes.stream().distinct().toList(),
        false);
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
    allot(entries, Direction.READ, read, readers, seconds);
    entries.allot(Direction.DISCARD, evidence.discarders());
    var moved = new ArrayList<>(evidence.claimants(Direction.WRITE));
    moved.addAll(loops.in(Direction.WRITE));
    moved.addAll(Journals.between(before, after, stack));
    allot(entries, Direction.WRITE, moved, writers, seconds);
    return entries;
  }

  private static void allot(
      Entries entries, Direction direction, List<Claimant> moved, Carry carry, double seconds) {
    List<Claimant> claimants = carry.with(moved);
    double[] left = entries.allot(direction, claimants);
    carry.keep(claimants, left, seconds);
  }

  private List<DeviceLedger> devices(Stack stack, Flows flows, Resolution books) {
    var devices = new ArrayList<DeviceLedger>();
    for (Node node : stack.topDown()) {
      if (!node.isDevice()) {
        continue;
      }
      Reading<Flow> flow = flows.of(node.id());
      List<Posting> postings = List.of();
      if (node.leaf().isPresent() && flow instanceof Reading.Known<Flow>(Flow known)) {
        DeviceCosts cost = costs.computeIfAbsent(node.kernelName(), _ -> DeviceCosts.of(node));
        cost.learn(known);
        postings = LeafPostings.of(node, known, flows, books, cost);
      }
      devices.add(new DeviceLedger(node, flow, LeafPostings.empties(node, books), postings));
    }
    return devices;
  }
}
