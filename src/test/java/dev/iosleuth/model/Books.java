package dev.iosleuth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/** Asserts that a ledger balances against the counters that the model kept. */
final class Books {
  private Books() {}

  static DeviceLedger device(Ledger ledger, String kernelName) {
    return ledger.devices().stream()
        .filter(d -> d.node().kernelName().equals(kernelName))
        .findFirst()
        .orElseThrow(() -> new AssertionError(kernelName + " is missing from the ledger"));
  }

  static Optional<DeviceLedger> find(Ledger ledger, String kernelName) {
    return ledger.devices().stream()
        .filter(d -> d.node().kernelName().equals(kernelName))
        .findFirst();
  }

  static long ops(List<Posting> postings, Direction direction) {
    return postings.stream().filter(p -> p.direction() == direction).mapToLong(Posting::ops).sum();
  }

  static long bytes(List<Posting> postings, Direction direction) {
    return postings.stream()
        .filter(p -> p.direction() == direction)
        .mapToLong(Posting::bytes)
        .sum();
  }

  /** Every leaf, every direction, to the operation, the byte and the millisecond. */
  static void balance(
      String what, Machine machine, Observation before, Observation after, Ledger ledger) {
    nothingNegative(what, ledger);
    for (Leaf leaf : machine.leaves()) {
      if (before.totals().containsKey(leaf.name())) {
        leaf(
            what + " " + leaf.name(),
            machine.kernel(),
            before.totals().get(leaf.name()),
            after.totals().get(leaf.name()),
            device(ledger, leaf.name()));
      }
    }
    for (DeviceLedger device : ledger.devices()) {
      boolean leaf =
          machine.leaves().stream().anyMatch(l -> l.name().equals(device.node().kernelName()));
      if (!leaf) {
        assertThat(device.postings()).as("%s: %s is no leaf", what, device.node().id()).isEmpty();
      }
    }
    totals(what, machine, before, after, ledger);
  }

  static void leaf(
      String what, Kernel kernel, Stats.Totals a, Stats.Totals b, DeviceLedger device) {
    assertThat(device.node().leaf()).as("%s is a leaf", what).isPresent();
    assertThat(device.flow()).as(what).isInstanceOf(Reading.Known.class);
    List<Posting> p = device.postings();
    assertThat(ops(p, Direction.READ)).as("%s read ops", what).isEqualTo(b.readOps() - a.readOps());
    assertThat(bytes(p, Direction.READ))
        .as("%s read bytes", what)
        .isEqualTo((b.readSectors() - a.readSectors()) * 512);
    assertThat(ops(p, Direction.WRITE))
        .as("%s write ops", what)
        .isEqualTo(b.writeOps() - a.writeOps());
    assertThat(bytes(p, Direction.WRITE))
        .as("%s write bytes", what)
        .isEqualTo((b.writeSectors() - a.writeSectors()) * 512);
    assertThat(ops(p, Direction.DISCARD))
        .as("%s discard ops", what)
        .isEqualTo(kernel.fields() < 18 ? 0 : b.discardOps() - a.discardOps());
    assertThat(bytes(p, Direction.DISCARD))
        .as("%s discard bytes", what)
        .isEqualTo(kernel.fields() < 18 ? 0 : (b.discardSectors() - a.discardSectors()) * 512);
    assertThat(ops(p, Direction.FLUSH))
        .as("%s flushes", what)
        .isEqualTo(kernel.fields() < 20 ? 0 : b.flushOps() - a.flushOps());
    assertThat(bytes(p, Direction.FLUSH)).as("%s flushes have no bytes", what).isZero();
    Flow flow = device.flow().optional().orElseThrow();
    assertThat(flow.busyMs()).as("%s busy", what).isEqualTo(b.busyMs() - a.busyMs());
    double posted = p.stream().mapToDouble(Posting::deviceMs).sum();
    assertThat(posted)
        .as("%s device time", what)
        .isCloseTo((double) flow.busyMs(), within(Math.max(1e-6, flow.busyMs() * 1e-6)));
    if (a.merges() != b.merges()) {
      assertThat(p.stream().mapToLong(Posting::arrivals).sum())
          .as("%s arrivals are operations and merges", what)
          .isGreaterThanOrEqualTo(p.stream().mapToLong(Posting::ops).sum());
    }
  }

  static void nothingNegative(String what, Ledger ledger) {
    for (DeviceLedger device : ledger.devices()) {
      for (Posting posting : device.postings()) {
        assertThat(List.of(posting.ops(), posting.arrivals(), posting.bytes()))
            .as("%s %s", what, posting)
            .allMatch(n -> n >= 0);
        assertThat(posting.deviceMs()).as("%s %s", what, posting).isGreaterThanOrEqualTo(0);
        assertThat(posting.via().getLast())
            .as("%s %s", what, posting)
            .isEqualTo(device.node().id());
      }
      device
          .flow()
          .optional()
          .ifPresent(flow -> {
            assertThat(
                    List.of(
                        flow.reads().ops(),
                        flow.reads().merges(),
                        flow.reads().bytes(),
                        flow.reads().ms(),
                        flow.writes().ops(),
                        flow.writes().merges(),
                        flow.writes().bytes(),
                        flow.writes().ms(),
                        flow.busyMs(),
                        flow.weightedMs()))
                .as("%s %s", what, device.node().id())
                .allMatch(n -> n >= 0);
          });
    }
  }

  /** Host totals are sums over leaves that are disks, each once. */
  private static void totals(
      String what, Machine machine, Observation before, Observation after, Ledger ledger) {
    long written = 0;
    long read = 0;
    for (Leaf leaf : machine.leaves()) {
      if (!(leaf instanceof Zram) && before.totals().containsKey(leaf.name())) {
        Stats.Totals a = before.totals().get(leaf.name());
        Stats.Totals b = after.totals().get(leaf.name());
        written += (b.writeSectors() - a.writeSectors()) * 512;
        read += (b.readSectors() - a.readSectors()) * 512;
      }
    }
    assertThat(ledger.accounts().stream().mapToLong(t -> t.writeBytes()).sum())
        .as("%s: bytes written by all accounts", what)
        .isEqualTo(written);
    assertThat(ledger.accounts().stream().mapToLong(t -> t.readBytes()).sum())
        .as("%s: bytes read by all accounts", what)
        .isEqualTo(read);
  }
}
