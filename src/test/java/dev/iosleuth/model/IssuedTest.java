package dev.iosleuth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.unit.Sectors;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Beside what the disks did stands what was asked for. */
final class IssuedTest {
  private record Seen(AccountTotal total, long asked, long done) {}

  /** Bytes that a guest writes to the device, as its counters and the ledger show them. */
  private static Seen guestOn(Function<Host, SimDevice> build) {
    Machine machine = Machine.modern(5);
    var host = new Host(machine);
    SimDevice device = build.apply(host);
    host.guest("web1", device);
    var observer = new Observer(machine, Clock.MS / 10);
    Observation before = observer.after(Clock.SECOND);
    Observation after = observer.after(Clock.SECOND);
    Ledger ledger = new Bookkeeper().post(before.sample(), after.sample());
    AccountTotal guest =
        ledger.accounts().stream()
            .filter(t -> t.account().kind() == Account.Kind.GUEST)
            .findFirst()
            .orElseThrow();
    long asked = written(before, after, device);
    long done = machine.leaves().stream().mapToLong(l -> written(before, after, l)).sum();
    return new Seen(guest, asked, done);
  }

  private static long written(Observation before, Observation after, SimDevice device) {
    return Sectors.toBytes(
        after.totals().get(device.name()).writeSectors()
            - before.totals().get(device.name()).writeSectors());
  }

  @Test
  void aMirrorWritesTwiceWhatWasIssued() {
    Seen seen = guestOn(h -> h.arrays().raid1(h.disks(2), false, -1));
    assertThat(seen.total().issued().writeBytes()).isCloseTo(seen.asked(), withPercentage(1));
    assertThat(seen.total().writeBytes()).isCloseTo(2 * seen.asked(), withPercentage(2));
  }

  @Test
  void aVolumeWritesWhatWasIssued() {
    Seen seen = guestOn(h -> h.group(h.disk(DiskModel.SSD)).plain("web1", 524_288));
    assertThat(seen.total().issued().writeBytes()).isCloseTo(seen.asked(), withPercentage(1));
    assertThat(seen.total().writeBytes()).isCloseTo(seen.asked(), withPercentage(1));
  }

  @Test
  void parityCostsMoreThanWasIssued() {
    Seen seen = guestOn(h -> h.arrays().parity(h.disks(4), 1, 128, false, -1));
    assertThat(seen.total().issued().writeBytes()).isCloseTo(seen.asked(), withPercentage(1));
    assertThat(seen.total().writeBytes()).isCloseTo(seen.done(), withPercentage(2));
    assertThat(List.of(seen.total().writeBytes())).allMatch(b -> b > 1.2 * seen.asked());
  }
}
