package dev.iosleuth.ledger;

import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The part of the books that is about some devices: it balances by itself. */
public final class Extract {
  private static final Comparator<AccountTotal> MOST_DEVICE_TIME_FIRST =
      Comparator.comparingDouble((AccountTotal t) -> -t.deviceMs())
          .thenComparing(AccountTotal::account);

  private Extract() {}

  /** What an account issued is told for the whole host only: it is not known by device. */
  public static Ledger of(Ledger ledger, Set<NodeId> devices) {
    List<DeviceLedger> kept =
        ledger.devices().stream().filter(d -> devices.contains(d.node().id())).toList();
    var totals = new TreeMap<Account, AccountTotal>();
    kept.stream()
        .filter(d -> d.node().leaf().isPresent())
        .flatMap(d -> d.postings().stream())
        .forEach(p -> totals.merge(p.account(), total(p), Extract::sum));
    return new Ledger(
        ledger.host(),
        ledger.start(),
        ledger.end(),
        ledger.seconds(),
        kept,
        totals.values().stream().sorted(MOST_DEVICE_TIME_FIRST).toList(),
        ledger.edges().stream().filter(e -> asked(e.edge(), ledger, devices)).toList(),
        ledger.entries().stream().filter(e -> devices.contains(e.edge().lower())).toList(),
        notes(ledger, kept),
        true);
  }

  /** What else stands on a device is left out where one that does was asked for. */
  private static boolean asked(Edge edge, Ledger ledger, Set<NodeId> devices) {
    boolean others =
        ledger.edges().stream()
            .map(EdgeFlow::edge)
            .anyMatch(e -> e.lower().equals(edge.lower()) && devices.contains(e.upper()));
    return devices.contains(edge.lower()) && (devices.contains(edge.upper()) || !others);
  }

  /** That another disk has no figures is no gap in what was asked for. */
  private static List<Note> notes(Ledger ledger, List<DeviceLedger> kept) {
    var notes = new ArrayList<>(ledger.notes());
    notes.removeAll(UncountedDisks.notes(ledger.devices(), true, ledger.notes()));
    notes.addAll(UncountedDisks.notes(kept, true, notes));
    return notes;
  }

  private static AccountTotal total(Posting posting) {
    Map<Direction, Long> ops = Map.of(posting.direction(), posting.ops());
    Map<Direction, Long> bytes = Map.of(posting.direction(), posting.bytes());
    return new AccountTotal(
        posting.account(),
        new AccountTotal.Issued(0, 0, 0, 0),
        ops.getOrDefault(Direction.READ, 0L),
        ops.getOrDefault(Direction.WRITE, 0L),
        ops.getOrDefault(Direction.DISCARD, 0L),
        ops.getOrDefault(Direction.FLUSH, 0L),
        bytes.getOrDefault(Direction.READ, 0L),
        bytes.getOrDefault(Direction.WRITE, 0L),
        bytes.getOrDefault(Direction.DISCARD, 0L),
        posting.deviceMs());
  }

  private static AccountTotal sum(AccountTotal a, AccountTotal b) {
    return new AccountTotal(
        a.account(),
        a.issued(),
        a.readOps() + b.readOps(),
        a.writeOps() + b.writeOps(),
        a.discardOps() + b.discardOps(),
        a.flushOps() + b.flushOps(),
        a.readBytes() + b.readBytes(),
        a.writeBytes() + b.writeBytes(),
        a.discardBytes() + b.discardBytes(),
        a.deviceMs() + b.deviceMs());
  }
}
