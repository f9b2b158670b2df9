package dev.iosleuth.view.text;

import dev.iosleuth.ledger.Balance;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.stack.Node;
import java.util.List;

/** The line under the ledger: what 100 % is, and whether the books balance (they are added up). */
final class BalanceText {
  private BalanceText() {}

  /** Device time of the leaves that count in the host's totals, ms. */
  static double totalMs(Ledger ledger) {
    return disks(ledger).stream()
        .flatMap(d -> d.postings().stream())
        .mapToDouble(Posting::deviceMs)
        .sum();
  }

  /** The leaves that count in the host's totals. */
  static List<DeviceLedger> disks(Ledger ledger) {
    return ledger.devices().stream()
        .filter(d -> d.node().leaf().map(Node.LeafKind::inHostTotals).orElse(false))
        .toList();
  }

  static String line(Ledger ledger, int columns) {
    long counted = disks(ledger).stream().filter(d -> d.flow().optional().isPresent()).count();
    String total = "100 % = " + Units.span(totalMs(ledger));
    String over = " of disk time in " + counted + " x " + Units.plain(ledger.seconds()) + " s";
    String words = words(Balance.of(ledger));
    String line = total + over + "; " + words;
    return Width.of(line) <= columns ? line : Columns.fit(total + "; " + words, columns);
  }

  static String words(Balance balance) {
    if (balance.balances()) {
      return "books balance";
    }
    Balance.Difference first = balance.differences().getFirst();
    double off = first.posted() - first.counted();
    String more =
        balance.differences().size() > 1
            ? ", and " + (balance.differences().size() - 1) + " more"
            : "";
    return "BOOKS ARE OFF: %s %s %s%s%s"
        .formatted(
            Escape.terminal(first.device(), 16),
            first.what(),
            off > 0 ? "+" : "-",
            Units.amount(Math.abs(off)),
            more);
  }
}
