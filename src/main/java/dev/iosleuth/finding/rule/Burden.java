package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Source;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What some accounts take of the disk on which they weigh most.
 *
 * @param account that takes the most of it
 * @param accounts all of them
 * @param percent of the whole time, of all of these accounts
 */
record Burden(Device device, Account account, List<Account> accounts, double percent) {
  /** What it costs. */
  Cost cost() {
    return Cost.time(device.name(), percent / 100);
  }

  /** The same as evidence, where all that each account did counts. */
  Source time() {
    return accounts.stream()
        .map(one -> HostSources.time(one, device))
        .reduce(Source::plus)
        .orElseThrow();
  }

  /** Empty where they did nothing, or nobody keeps books. */
  static Optional<Burden> heaviest(Case given, Predicate<Account> whose) {
    return of(given, posting -> whose.test(posting.account()));
  }

  /** The same of some of the postings only. */
  static Optional<Burden> of(Case given, Predicate<Posting> which) {
    List<DeviceLedger> books = given.ledger().map(Ledger::devices).orElse(List.of());
    Optional<DeviceLedger> most = Optional.empty();
    double longest = 0;
    for (DeviceLedger device : books) {
      double ms = device.postings().stream().filter(which).mapToDouble(Posting::deviceMs).sum();
      if (ms > longest) {
        longest = ms;
        most = Optional.of(device);
      }
    }
    return most.flatMap(device -> given.device(device.node()))
        .flatMap(device -> on(given, device, which));
  }

  private static Optional<Burden> on(Case given, Device device, Predicate<Posting> which) {
    return Payers.most(given, device, which)
        .map(payer ->
            new Burden(
                device,
                payer.account(),
                given.books(device).map(DeviceLedger::postings).orElse(List.of()).stream()
                    .filter(which)
                    .map(Posting::account)
                    .distinct()
                    .sorted()
                    .toList(),
                HostSources.percent(given, device, which)));
  }
}
