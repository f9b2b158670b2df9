package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Posting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Accounts at a device. */
final class Accounts {
  private Accounts() {}

  /** As in a source: guest, process … */
  static String kind(Account account) {
    return account.kind().name().toLowerCase(Locale.ROOT);
  }

  /** Of the device's busy time, in percent. */
  static Map<Account, Double> shares(Case given, Device device) {
    List<Posting> postings = given.books(device).map(DeviceLedger::postings).orElse(List.of());
    double all = postings.stream().mapToDouble(Posting::deviceMs).sum();
    var shares = new TreeMap<Account, Double>();
    postings.forEach(p -> shares.merge(p.account(), 100 * p.deviceMs() / all, Double::sum));
    return shares;
  }
}
