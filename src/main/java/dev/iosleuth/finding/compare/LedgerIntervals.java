package dev.iosleuth.finding.compare;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Wait;
import dev.iosleuth.ledger.Waits;
import dev.iosleuth.reading.Reading;
import java.util.List;

/** Ledgers as observations: of each account, and of each leaf that counts. */
public final class LedgerIntervals {
  private final Observations observations = new Observations();

  /**
   * @param waits of the same interval
   */
  public void add(Ledger ledger, Waits waits) {
    observations.begin(ledger.seconds());
    Grouping.membersByHabit(ledger).forEach(members -> account(members, waits));
    ledger.devices().stream()
        .filter(ledger::sums)
        .forEach(device -> device(device, ledger.seconds()));
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
    wait(subject, wait);
  }

  private void wait(Subject subject, Wait wait) {
    double operations = wait.readOps() + wait.writeOps() + wait.flushOps();
    if (operations > 0) {
      observations.wait(subject, wait.readMs() + wait.writeMs() + wait.flushMs(), operations);
    }
  }

  private void device(DeviceLedger device, double seconds) {
    String name = device.node().name();
    Subject subject = Subject.device(name.isEmpty() ? device.node().kernelName() : name);
    if (!(device.flow() instanceof Reading.Known<Flow>(Flow flow))) {
      List.of(Figure.OPERATIONS, Figure.BYTES, Figure.DEVICE_TIME)
          .forEach(figure -> observations.unknown(subject, figure, seconds));
      return;
    }
    // rates of its own counters, which were read at their own times
    double scale = flow.seconds() > 0 ? seconds / flow.seconds() : 1;
    long others =
        flow.discards().map(Flow.Io::ops).orElse(0L)
            + flow.flushes().map(Flow.Flushes::ops).orElse(0L);
    double operations = (double) (flow.reads().ops() + flow.writes().ops() + others);
    double bytes = (double) (flow.reads().bytes() + flow.writes().bytes());
    observations.rate(subject, Figure.OPERATIONS, operations * scale);
    observations.rate(subject, Figure.BYTES, bytes * scale);
    observations.rate(subject, Figure.DEVICE_TIME, busy(flow) * scale);
    wait(subject, Wait.of(flow));
  }

  /** As every screen tells it: a tick of the kernel's clock may be longer than an operation. */
  private static double busy(Flow flow) {
    boolean stuck = flow.inFlightAfter() > 0 && flow.busyMaxMs() == 0;
    return stuck ? (double) flow.busyMs() : Math.min((double) flow.busyMs(), flow.busyMaxMs());
  }
}
