package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Posting;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Who takes a device's time. */
final class Payers {
  /**
   * @param percent of the device's busy time
   */
  record Payer(Account account, double percent) {
    /** {@code web1}, or what a job is called. */
    String name() {
      return account.host().isEmpty() ? account.name() : account.name() + " of " + account.host();
    }
  }

  private Payers() {}

  /** The one who takes most of it; empty in a log, and where the device did nothing. */
  static Optional<Payer> most(Case given, Device device) {
    return most(given, device, _ -> true);
  }

  static Optional<Payer> most(Case given, Device device, Predicate<Posting> counts) {
    Map<Account, Double> ms = new HashMap<>();
    double all = 0;
    for (Posting posting :
        given.books(device).map(books -> books.postings()).orElse(java.util.List.of())) {
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
