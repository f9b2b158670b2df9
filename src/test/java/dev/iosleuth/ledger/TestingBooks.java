package dev.iosleuth.ledger;

import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Posts a ledger that must balance, and shows its postings as "leaf account" to a figure. */
final class TestingBooks {
  static final long KIB = 1024;

  private TestingBooks() {}

  static Ledger post(Sample before, Sample after) {
    return post(new Bookkeeper(), before, after);
  }

  static Ledger post(Bookkeeper keeper, Sample before, Sample after) {
    Ledger ledger = keeper.post(before, after);
    assertThat(Balance.of(ledger).differences()).isEmpty();
    return ledger;
  }

  /** What happened within five seconds. */
  static Sample later(TestingSamples host, Counted... devices) {
    host.later(5);
    for (Counted device : devices) {
      device.rows().forEach(host::counters);
    }
    return host.build();
  }

  /** The books of five seconds in which nothing but the devices' counters changed. */
  static Ledger interval(TestingSamples host, Counted... devices) {
    return post(host.build(), later(host, devices));
  }

  /** The books of five seconds, with what else changed in them. */
  static Ledger interval(TestingSamples host, Consumer<TestingSamples> change, Counted... devices) {
    Sample before = host.build();
    change.accept(host);
    return post(before, later(host, devices));
  }

  /** A process that has moved so much, and what it has open. */
  static ProcessSample mover(
      int pid, String name, long readKib, long writtenKib, OpenFile... files) {
    return with(moved(process(pid, name), readKib * KIB, writtenKib * KIB), files);
  }

  static Map<String, Long> kib(Ledger ledger, Direction direction) {
    return sums(ledger, direction, p -> p.bytes(), KIB);
  }

  static Map<String, Long> ops(Ledger ledger, Direction direction) {
    return sums(ledger, direction, Posting::ops, 1);
  }

  private static Map<String, Long> sums(
      Ledger ledger, Direction direction, ToLongFunction<Posting> figure, long unit) {
    var exact = new TreeMap<String, Long>();
    for (DeviceLedger device : ledger.devices()) {
      for (Posting posting : device.postings()) {
        if (posting.direction() == direction && figure.applyAsLong(posting) != 0) {
          String key = device.node().kernelName() + " " + posting.account().name();
          exact.merge(key, figure.applyAsLong(posting), Long::sum);
        }
      }
    }
    var rounded = new TreeMap<String, Long>();
    exact.forEach((key, sum) -> rounded.put(key, Math.round((double) sum / unit)));
    return rounded;
  }

  /** Of one account over all devices. */
  static long sum(Map<String, Long> figures, String account) {
    return figures.entrySet().stream()
        .filter(e -> e.getKey().endsWith(" " + account))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  static double ms(Ledger ledger, Direction direction, String account) {
    return ledger.devices().stream()
        .flatMap(d -> d.postings().stream())
        .filter(p -> p.direction() == direction && p.account().name().equals(account))
        .mapToDouble(Posting::deviceMs)
        .sum();
  }

  static DeviceLedger device(Ledger ledger, String name) {
    return ledger.devices().stream()
        .filter(d -> d.node().kernelName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
