package dev.iosleuth.ledger;

import dev.iosleuth.stack.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds the postings up by account, over the leaves that count in the host's totals. */
final class Totals {
  private static final AccountTotal.Issued NOTHING = new AccountTotal.Issued(0, 0, 0, 0);

  private Totals() {}

  static List<AccountTotal> of(
      List<DeviceLedger> devices, Map<Account, AccountTotal.Issued> issued) {
    var postings = new HashMap<Account, List<Posting>>();
    issued.keySet().forEach(account -> postings.put(account, new ArrayList<>()));
    for (DeviceLedger device : devices) {
      boolean counts = device.node().leaf().map(Node.LeafKind::inHostTotals).orElse(false);
      if (counts) {
        device
            .postings()
            .forEach(p -> postings.computeIfAbsent(p.account(), _ -> new ArrayList<>()).add(p));
      }
    }
    var totals = new ArrayList<AccountTotal>();
    postings.forEach(
        (account, of) -> totals.add(total(account, issued.getOrDefault(account, NOTHING), of)));
    totals.sort(
        Comparator.comparingDouble((AccountTotal t) -> -t.deviceMs())
            .thenComparing(t -> -t.issued().bytes())
            .thenComparing(AccountTotal::account));
    return totals;
  }

  private static AccountTotal total(
      Account account, AccountTotal.Issued issued, List<Posting> postings) {
    var ops = new long[Direction.values().length];
    var bytes = new long[Direction.values().length];
    double ms = 0;
    for (Posting posting : postings) {
      ops[posting.direction().ordinal()] += posting.ops();
      bytes[posting.direction().ordinal()] += posting.bytes();
      ms += posting.deviceMs();
    }
    return new AccountTotal(
        account,
        issued,
        ops[Direction.READ.ordinal()],
        ops[Direction.WRITE.ordinal()],
        ops[Direction.DISCARD.ordinal()],
        ops[Direction.FLUSH.ordinal()],
        bytes[Direction.READ.ordinal()],
        bytes[Direction.WRITE.ordinal()],
        bytes[Direction.DISCARD.ordinal()],
        ms);
  }
}
