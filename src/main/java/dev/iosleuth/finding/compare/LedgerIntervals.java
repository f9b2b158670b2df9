package dev.iosleuth.finding.compare;

import dev.iosleuth.finding.Figures;
import dev.iosleuth.finding.Quantity;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Wait;
import dev.iosleuth.ledger.Waits;
import dev.iosleuth.stack.Node;
import java.util.stream.Stream;

/** Ledgers as observations: of each account, and of each leaf that counts. */
public final class LedgerIntervals {
  private final Observations observations = new Observations();
  private final boolean every;

  public LedgerIntervals() {
    this(false);
  }

  /**
   * @param every whether devices on others are observed as well, under each name that a log may
   *     have for them
   */
  public LedgerIntervals(boolean every) {
    this.every = every;
    observations.tells(Observations.Payers.ACCOUNTS);
  }

  /**
   * @param waits of the same interval
   */
  public void add(Ledger ledger, Waits waits) {
    observations.begin(ledger.seconds());
    Grouping.membersByHabit(ledger).forEach(members -> account(members, waits));
    for (DeviceLedger device : ledger.devices()) {
      Node node = device.node();
      Subject leaf = Subject.device(node.name().isEmpty() ? node.kernelName() : node.name());
      if (ledger.sums(device)) {
        device(leaf, device, ledger.seconds());
      }
      if (!every && !ledger.sums(device) && worked(device)) {
        node.leaf().ifPresent(kind -> observations.leaveOut(leaf, kind));
      }
      if (every) {
        Stream.of(node.kernelName(), node.attribute("dm_name"))
            .filter(name -> !name.isEmpty())
            .map(Subject::device)
            .filter(subject -> !ledger.sums(device) || !subject.equals(leaf))
            .forEach(subject -> {
              observations.knowsAside(subject);
              device(subject, device, ledger.seconds());
            });
      }
    }
  }

  public Observations observations() {
    return observations;
  }

  private void account(Grouping.Members members, Waits waits) {
    Subject subject = Subject.of(members.group());
    Group.Moved moved = members.group().moved();
    observations.rate(subject, Figure.OPERATIONS, (double) moved.ops());
    observations.rate(subject, Figure.BYTES, (double) moved.bytes());
    observations.rate(subject, Figure.DEVICE_TIME, moved.deviceMs());
    Wait wait = Wait.NOTHING;
    for (Account account : members.accounts()) {
      wait = wait.plus(waits.of(account));
    }
    double operations = wait.readOps() + wait.writeOps() + wait.flushOps();
    if (operations > 0) {
      observations.wait(subject, wait.readMs() + wait.writeMs() + wait.flushMs(), operations);
    }
  }

  private static boolean worked(DeviceLedger device) {
    return device
        .flow()
        .map(Figures::of)
        .map(figures -> figures.get(Quantity.TRANSFERS) != 0)
        .orElse(true);
  }

  private void device(Subject subject, DeviceLedger device, double seconds) {
    device
        .flow()
        .optional()
        .ifPresentOrElse(
            flow -> observations.device(subject, Figures.of(flow), seconds),
            () -> observations.unknown(subject, seconds));
  }
}
