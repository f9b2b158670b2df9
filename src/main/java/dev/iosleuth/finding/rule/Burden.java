package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.ledger.Account;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What some accounts take of the disk on which they weigh most.
 *
 * @param account that takes the most of it
 * @param percent of the whole time, of all of these accounts
 */
record Burden(Device device, Account account, double percent) {
  /** Empty where they did nothing, or nobody keeps books. */
  static Optional<Burden> heaviest(Case given, Predicate<Account> whose) {
    Optional<Burden> most = Optional.empty();
    for (Device device : given.disks().orElse(List.of())) {
      Optional<Burden> here = on(given, device, whose);
      if (here.isPresent() && here.get().percent() > most.map(Burden::percent).orElse(0.0)) {
        most = here;
      }
    }
    return most;
  }

  static Optional<Burden> on(Case given, Device device, Predicate<Account> whose) {
    Optional<Payers.Payer> most =
        Payers.most(given, device, posting -> whose.test(posting.account()));
    return most.map(payer ->
        new Burden(
            device,
            payer.account(),
            HostSources.percent(given, device, posting -> whose.test(posting.account()))));
  }
}
