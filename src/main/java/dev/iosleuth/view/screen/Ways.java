package dev.iosleuth.view.screen;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where accounts stand in the stack. */
final class Ways {
  private Ways() {}

  /**
   * The guest itself if it is one, nothing once it has ended: its I/O may have entered where others
   * stand, too. Else where the accounts' I/O entered in this interval.
   */
  static List<NodeId> entries(Moment moment, Row row) {
    if (row.group().kind().equals("guest")) {
      return guests(moment.stack(), row);
    }
    Set<Account> accounts = new HashSet<>(row.accounts());
    var entries = new LinkedHashSet<NodeId>();
    moment.ledger().devices().stream()
        .flatMap(d -> d.postings().stream())
        .filter(p -> accounts.contains(p.account()))
        .map(Posting::via)
        .flatMap(via -> via.stream().limit(1))
        .filter(id -> moment.stack().find(id).isPresent())
        .forEach(entries::add);
    return List.copyOf(entries);
  }

  private static List<NodeId> guests(Stack stack, Row row) {
    return stack.nodes().values().stream()
        .filter(n -> n.kind() == Node.Kind.GUEST && n.name().equals(row.group().name()))
        .map(Node::id)
        .toList();
  }
}
