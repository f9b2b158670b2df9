package dev.iosleuth.view.screen;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Wait;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One line of the table: who causes how much, and waits how long.
 *
 * @param group its figures
 * @param accounts whom it sums
 * @param device the leaf, when grouped by device
 * @param share of the device time of all, 0 to 1; NaN where it is in no sum
 */
record Row(
    Key key,
    Group group,
    List<Account> accounts,
    Optional<DeviceLedger> device,
    Wait waits,
    double share) {
  /** Tells rows apart, and finds the same one again in another interval. */
  record Key(String kind, String name, String host, String within, OptionalLong pid) {}

  Row {
    accounts = List.copyOf(accounts);
  }

  /** The numbers of its processes. */
  Stream<Long> pids() {
    return accounts.stream().flatMap(a -> a.pid().stream().boxed());
  }

  /** Why it is in no interval any more, in a word. */
  String gone(Alive alive) {
    boolean ended = pids().findAny().isPresent() && pids().noneMatch(alive::has);
    return ended ? "ended" : "idle";
  }
}
