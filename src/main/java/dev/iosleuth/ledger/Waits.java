package dev.iosleuth.ledger;

import dev.iosleuth.stack.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The victims' side of an interval: how long each account's own operations took where it enters.
 *
 * <p>A guest's own times, where they are known, are its WAIT. Of others it is the mean time of the
 * device at which they enter (await: what everybody waits there), over several entries by how much
 * of the account's I/O entered at each. Flushes are counted by disks only: theirs is the time of
 * the disks.
 */
public final class Waits {
  private static final List<Direction> WAITED_FOR =
      List.of(Direction.READ, Direction.WRITE, Direction.FLUSH);

  private final Map<Account, Wait> waits = new HashMap<>();

  private Waits(Ledger ledger, Map<String, Wait> guests) {
    var flows = new HashMap<NodeId, Flow>();
    ledger.devices().forEach(d -> d.flow().optional().ifPresent(f -> flows.put(d.node().id(), f)));
    var seen = new HashMap<Account, Wait>();
    ledger.devices().forEach(d -> d.postings().forEach(p -> add(p, flows, seen)));
    for (AccountTotal total : ledger.accounts()) {
      Account account = total.account();
      Wait own = account.kind() == Account.Kind.GUEST ? guests.get(account.name()) : null;
      Wait entered = asIssued(seen.getOrDefault(account, Wait.NOTHING), total);
      waits.put(account, own == null ? entered : own);
    }
  }

  /**
   * @param ledger of the whole host: entries lie above the leaves
   * @param guests the times that guests see themselves, by name, where they are known
   */
  public static Waits of(Ledger ledger, Map<String, Wait> guests) {
    return new Waits(ledger, guests);
  }

  /** Nothing for those who asked for nothing: jobs, the unexplained. */
  public Wait of(Account account) {
    return waits.getOrDefault(account, Wait.NOTHING);
  }

  private static void add(Posting posting, Map<NodeId, Flow> flows, Map<Account, Wait> seen) {
    if (!WAITED_FOR.contains(posting.direction())) {
      return;
    }
    time(posting, flows)
        .ifPresent(ms -> {
          double ops = posting.arrivals();
          seen.merge(posting.account(), Wait.of(posting.direction(), ops, ops * ms), Wait::plus);
        });
  }

  /** Of the first device on the way that took its operations' times: old md counts them without. */
  private static Optional<Double> time(Posting posting, Map<NodeId, Flow> flows) {
    Optional<Double> zero = Optional.empty();
    for (NodeId id : posting.via()) {
      Flow flow = flows.get(id);
      if (flow == null) {
        continue;
      }
      Flow.Io io = Flows.io(flow, posting.direction()).orElse(Flow.Io.ZERO);
      if (io.ops() > 0 && io.ms() > 0) {
        return Optional.of((double) io.ms() / io.ops());
      }
      zero = io.ops() > 0 ? Optional.of(0.0) : zero;
    }
    return zero;
  }

  /**
   * As many reads and writes as were asked for: on the way down they multiply. Who did not read did
   * not wait for the reads that an array did for him.
   */
  private static Wait asIssued(Wait entered, AccountTotal total) {
    double reads = scale(total.issued().readOps(), entered.readOps());
    double writes = scale(total.issued().writeOps(), entered.writeOps());
    double flushes = total.issued().ops() > 0 ? 1 : 0;
    return new Wait(
        entered.readOps() * reads,
        entered.readMs() * reads,
        entered.writeOps() * writes,
        entered.writeMs() * writes,
        entered.flushOps() * flushes,
        entered.flushMs() * flushes);
  }

  private static double scale(double issued, double entered) {
    return entered > 0 ? issued / entered : 0;
  }
}
