package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/** A device at its limit, and by whom. */
final class SaturatedDevice implements Rule {
  private static final Threshold BUSY =
      new Threshold(
          "busy",
          90,
          "%",
          "iostat(1): a device that serves one request after the other is saturated close to 100 %;"
              + " at 90 % a single server keeps a request ten times as long as the work takes"
              + " (M/M/1: 1 / (1 - 0.9))");
  private static final Threshold WAITING =
      new Threshold(
          "requests under way",
          1.5,
          "requests",
          "more than one at a time: below that nothing waits for another, whatever %util says");
  private static final Threshold SLOW =
      new Threshold(
          "time of a request",
          5,
          "ms",
          "longer than flash takes, and about as long as a seek and half a turn of a disk (7,200/min"
              + " turns in 8.3 ms)");
  private static final Threshold DEEP =
      new Threshold(
          "requests under way at a device that does several at once",
          16,
          "requests",
          "half of what a SATA drive takes (NCQ: 32); iostat(1): of devices that serve requests in"
              + " parallel %util tells no limit");

  @Override
  public About about() {
    return new About(
        "saturated-device",
        "a device at its limit",
        "It is busy all the time and requests queue before it: whatever more is asked of it only"
            + " waits longer. What %util means depends on the device. A spinning disk does one"
            + " thing after the other, so 100 % is all it can. SSD, NVMe, RAID and virtual disks do"
            + " several at once: there 100 % says only that something was always under way, and"
            + " the queue has to tell.",
        "Busy (the smaller of %util and the requests' own times) at least "
            + Words.percent(BUSY.value())
            + ", and more than "
            + WAITING.value()
            + " requests under way on average; of a device that is not known to be a spinning disk"
            + " either slow as one ("
            + Words.ms(SLOW.value())
            + " a request), or "
            + Words.whole(DEEP.value())
            + " under way.",
        About.Sort.SYMPTOM,
        List.of(Need.DEVICE_FIGURES, Need.REQUEST_TIMES),
        List.of(BUSY, WAITING, SLOW, DEEP));
  }

  @Override
  public Verdict examine(Case given) {
    return given.eachDisk(
        Device::active, device -> look(given, device), Metric.UTIL_PERCENT, Metric.QUEUE);
  }

  private Reading<Optional<Finding>> look(Case given, Device device) {
    double busy = Busy.percent(device);
    double queue = device.get(Metric.QUEUE);
    if (busy < BUSY.value() || queue < WAITING.value()) {
      return Verdict.none();
    }
    double wait = device.get(Metric.DATA_WAIT_MS);
    boolean slow = wait >= SLOW.value();
    boolean deep = queue >= DEEP.value();
    boolean serial = device.kind().serial();
    boolean mayBeSerial = serial || device.kind() == Device.Kind.DISK;
    boolean slowTells = !serial && !deep && (mayBeSerial || virtual(device));
    Optional<String> missing = device.missing(Metric.DATA_WAIT_MS);
    boolean any = device.get(Metric.DATA_PER_SECOND) != 0;
    if (slowTells && any && missing.isPresent()) {
      return Verdict.untold(device.name() + ": " + missing.get());
    }
    boolean limited = serial || deep || (slow && slowTells);
    if (!limited) {
      return Verdict.none();
    }
    return finding(given, device, busy, queue, wait, deep).map(Optional::of);
  }

  private static boolean virtual(Device device) {
    return device.kind() == Device.Kind.VIRTUAL || device.kind() == Device.Kind.REMOTE;
  }

  private Reading<Finding> finding(
      Case given, Device device, double busy, double queue, double wait, boolean deep) {
    boolean serial = device.kind().serial();
    Optional<Payers.Payer> payer = Payers.most(given, device);
    String most =
        (TimeParts.mostlyDiscards(device) ? ", most of it for discards" : "")
            + payer
                .map(p -> ", " + Words.percent(p.percent()) + " of it for " + p.name())
                .orElse("");
    Finding.Draft draft =
        Finding.of(this, Subject.of(device))
            .says(
                device.label()
                    + " is at its limit: "
                    + Words.percent(busy)
                    + " busy, "
                    + Words.figure(queue)
                    + " requests under way"
                    + most)
            .evidence("busy", Busy.source(device), BUSY)
            .evidence(
                "requests under way",
                Sources.device(device, Metric.QUEUE),
                deep && !serial ? DEEP : WAITING)
            .costs(Cost.time(device.name(), busy / 100).andLatency(wait * (1 - 1 / queue), "all"))
            .sure(serial ? Confidence.HIGH : Confidence.MEDIUM);
    if (!Double.isNaN(wait)) {
      draft.evidence("time of a request", Sources.device(device, Metric.DATA_WAIT_MS), "ms");
    }
    payer.ifPresent(
        p -> draft.evidence("share of " + p.name(), Sources.charged(p.account(), device), "%"));
    if (!serial) {
      draft.or(
          "it does several requests at once and could take more: only a test with a deeper queue"
              + " tells its limit");
    }
    if (virtual(device)) {
      draft.or("the limit is not its own but that of what is behind it, or a throttle");
    }
    return draft
        .act("iosleuth ledger --device " + Shell.quote(device.name()) + " --why")
        .act("move or slow down whoever takes most of it, or give it faster devices")
        .check("iosleuth explain --rule saturated-device")
        .in(given);
  }
}
