package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Who takes a device's time. */
final class Payers {
  /**
   * @param percent of the device's busy time
   */
  record Payer(Account account, double percent) {
    /**
     * {@code web1}, or what a job is called; a file system or disk that somebody unseen wrote to.
     */
    String name() {
      if (account.kind() == Account.Kind.ENTRY) {
        return account.name() + " (by whom unknown)";
      }
      return account.host().isEmpty() ? account.name() : account.name() + " of " + account.host();
    }
  }

  private Payers() {}

  /** The one who takes most of it; empty in a log, and where the device did nothing. */
  static Optional<Payer> most(Case given, Device device) {
    return most(given, device, _ -> true);
  }

  static Optional<Payer> most(Case given, Device device, Predicate<Posting> counts) {
    return most(given.books(device).map(DeviceLedger::postings).orElse(List.of()), counts);
  }

  /** The one who takes most of the time of disks by way of a device on them. */
  static Optional<Payer> through(Case given, Device device) {
    List<Posting> all =
        given.ledger().map(Ledger::devices).orElse(List.of()).stream()
            .flatMap(books -> books.postings().stream())
            .toList();
    return device.node().flatMap(node -> most(all, posting -> posting.via().contains(node.id())));
  }

  private static Optional<Payer> most(List<Posting> postings, Predicate<Posting> counts) {
    Map<Account, Double> ms = new HashMap<>();
    double all = 0;
    for (Posting posting : postings) {
      if (counts.test(posting)) {
        ms.merge(posting.account(), posting.deviceMs(), Double::sum);
        all += posting.deviceMs();
      }
    }
    double sum = all;
    return ms.entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .max(
            Map.Entry.<Account, Double>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(e -> new Payer(e.getKey(), 100 * e.getValue() / sum));
  }
}
