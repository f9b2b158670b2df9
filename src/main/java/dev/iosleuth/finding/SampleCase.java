package dev.iosleuth.finding;

import dev.iosleuth.finding.Step.Charge;
import dev.iosleuth.finding.Step.Work;
import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Pressure;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Waits;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.SystemSample;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a case of the samples of a host, interval by interval and in bounded memory. */
public final class SampleCase {
  private final Timeline timeline = new Timeline();

  /** The books of the interval from one sample to the next. */
  public void add(Sample before, Sample after, Ledger ledger) {
    timeline.add(step(before, after, ledger));
  }

  private static Step step(Sample before, Sample after, Ledger ledger) {
    var devices = new HashMap<String, Figures>();
    var charges = new HashMap<Charge, Work>();
    for (DeviceLedger device : ledger.devices()) {
      String name = device.node().kernelName();
      device.flow().optional().ifPresent(flow -> devices.put(name, Figures.of(flow)));
      device
          .postings()
          .forEach(p ->
              charges.merge(
                  new Charge(p.account(), name), new Work(p.deviceMs(), p.arrivals()), Work::plus));
    }
    return new Step(
        ledger.dated() ? ledger.start().toString() : "",
        ledger.dated() ? Optional.of(ledger.start()) : Optional.empty(),
        ledger.seconds(),
        devices,
        Processors.between(before, after).orElse(Map.of()),
        charges,
        waits(ledger),
        stalled(before, after));
  }

  private static Map<String, Double> stalled(Sample before, Sample after) {
    SystemSample.Pressures old = before.system().pressure();
    SystemSample.Pressures now = after.system().pressure();
    var stalled = new HashMap<String, Double>();
    stalled(old.io(), now.io()).ifPresent(seconds -> stalled.put("io", seconds));
    stalled(old.memory(), now.memory()).ifPresent(seconds -> stalled.put("memory", seconds));
    return stalled;
  }

  private static Optional<Double> stalled(Reading<Pressure> before, Reading<Pressure> after) {
    return before
        .then(Pressure::full)
        .then(old -> after.then(Pressure::full).map(now -> now.totalMicros() - old.totalMicros()))
        .optional()
        .filter(micros -> micros >= 0)
        .map(micros -> micros / 1e6);
  }

  private static Map<Account, Double> waits(Ledger ledger) {
    Waits all = Waits.of(ledger, Map.of());
    var waits = new HashMap<Account, Double>();
    for (AccountTotal total : ledger.accounts()) {
      all.of(total.account()).mean().ifPresent(ms -> waits.put(total.account(), ms));
    }
    return waits;
  }

  /**
   * @param whole the books from the first sample to the last
   * @param stack at the end
   */
  public Case build(Sample first, Sample last, Ledger whole, Stack stack) {
    if (timeline.steps().isEmpty()) {
      add(first, last, whole);
    }
    return new Case(
        Confidence.HIGH,
        whole.seconds(),
        counted(first, last).map(_ -> devices(whole)),
        counted(first, last).map(_ -> timeline.steps()),
        Processors.between(first, last),
        Reading.known(whole),
        Reading.known(stack),
        Reading.known(first),
        Reading.known(last),
        Optional.empty());
  }

  /** Without it no device tells what it did, and none of them is idle. */
  private static Reading<Diskstats> counted(Sample first, Sample last) {
    return first.diskstats().then(_ -> last.diskstats()).from("/proc/diskstats");
  }

  private static List<Device> devices(Ledger ledger) {
    return ledger.devices().stream().map(SampleCase::device).toList();
  }

  private static Device device(DeviceLedger device) {
    Node node = device.node();
    return new Device(
        node.kernelName(),
        node.name().isEmpty() ? node.kernelName() : node.name(),
        DeviceKinds.of(node),
        node.leaf().isPresent(),
        device.flow().map(Figures::of),
        Optional.of(node));
  }
}
