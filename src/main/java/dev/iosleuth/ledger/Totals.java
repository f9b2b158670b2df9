package dev.iosleuth.ledger;

import dev.iosleuth.stack.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

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
            .thenComparingLong(t -> -t.issued().bytes())
            .thenComparing(AccountTotal::account));
    return totals;
  }

  private static AccountTotal total(
      Account account, AccountTotal.Issued issued, List<Posting> postings) {
    return new AccountTotal(
        account,
        issued,
        sum(postings, Direction.READ, Posting::ops),
        sum(postings, Direction.WRITE, Posting::ops),
        sum(postings, Direction.DISCARD, Posting::ops),
        sum(postings, Direction.FLUSH, Posting::ops),
        sum(postings, Direction.READ, Posting::bytes),
        sum(postings, Direction.WRITE, Posting::bytes),
        sum(postings, Direction.DISCARD, Posting::bytes),
        postings.stream().mapToDouble(Posting::deviceMs).sum());
  }

  private static long sum(
      List<Posting> postings, Direction direction, ToLongFunction<Posting> figure) {
    return postings.stream().filter(p -> p.direction() == direction).mapToLong(figure).sum();
  }
}
