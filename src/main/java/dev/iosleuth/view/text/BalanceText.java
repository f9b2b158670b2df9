package dev.iosleuth.view.text;

import dev.iosleuth.ledger.Balance;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import java.util.List;
import java.util.stream.Collectors;

/** The line under the ledger: what 100 % is, and whether the books balance (they are added up). */
public final class BalanceText {
  private static final int MOST_NAMED = 2;

  private BalanceText() {}

  /** Device time of the leaves that are summed, ms. */
  public static double totalMs(Ledger ledger) {
    return disks(ledger).stream()
        .flatMap(d -> d.postings().stream())
        .mapToDouble(Posting::deviceMs)
        .sum();
  }

  /** The same as people are told it. */
  private static double busyMs(List<DeviceLedger> counted) {
    return counted.stream().mapToDouble(d -> d.flow().map(Busy::ms).orElse(0.0)).sum();
  }

  /** The leaves that are summed: those that were asked for, else those of the host's totals. */
  static List<DeviceLedger> disks(Ledger ledger) {
    return ledger.devices().stream().filter(ledger::sums).toList();
  }

  static String line(Ledger ledger, int columns) {
    List<DeviceLedger> counted =
        disks(ledger).stream().filter(d -> d.flow().optional().isPresent()).toList();
    String total =
        counted.isEmpty() ? "no disk's time is summed" : "100 % = " + Units.span(busyMs(counted));
    String over = counted.isEmpty() ? "" : over(ledger, counted);
    String words = words(Balance.of(ledger));
    String line = total + over + "; " + words;
    return Width.of(line) <= columns ? line : Columns.fit(total + "; " + words, columns);
  }

  private static String over(Ledger ledger, List<DeviceLedger> counted) {
    String seconds = Units.plain(ledger.seconds()) + " s";
    if (!ledger.chosen()) {
      return " of disk time in " + counted.size() + " x " + seconds;
    }
    String names =
        counted.size() > MOST_NAMED
            ? Units.whole(counted.size()) + " disks"
            : counted.stream().map(d -> Labels.of(d.node(), 16)).collect(Collectors.joining(", "));
    return " of busy time of " + names + " in " + seconds;
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
