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
import dev.iosleuth.stack.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Busy with one request after the other: bound by the latency of each, not by the device. */
final class SingleStream implements Rule {
  private static final Threshold BUSY =
      new Threshold(
          "busy", 50, "%", "half of the time somebody waits: below that it hardly limits anybody");
  private static final Threshold DEPTH =
      new Threshold(
          "requests under way while busy",
          1.25,
          "requests",
          "Little's law: 1 is one waiting reader or writer; a quarter more allows for what comes in"
              + " between");

  /** Of writes written back together, three of four are merged into another: as merged-below. */
  private static final double MERGED = 3;

  /** Percent of the time. */
  private static final double SEEN = 5;

  @Override
  public About about() {
    return new About(
        "single-stream",
        "one waits for each request before the next",
        "The device is busy, and never with more than one request: whoever asks waits for each"
            + " answer before the next question. That is a limit of latency, not of the device,"
            + " which may do much more when asked for several things at once.",
        "Busy at least "
            + Words.percent(BUSY.value())
            + " and, while busy, at most "
            + DEPTH.value()
            + " requests under way; most of that time is that of reads and writes, not of discards"
            + " (see access-pattern) or flushes (see small-sync-writes). Of loop devices over files only where no disk below is busy,"
            + " too."
            + " Writes of which three of four were merged into others are"
            + " written back by the kernel, and nobody waits for each: the time of all else must be"
            + " that much, too.",
        About.Sort.SYMPTOM,
        List.of(Need.DEVICE_FIGURES, Need.REQUEST_TIMES),
        List.of(BUSY, DEPTH));
  }

  @Override
  public Verdict examine(Case given) {
    return given.each(
        given
            .devices()
            .map(all -> all.stream().filter(d -> d.bottom() || isFile(given, d)).toList()),
        Device::active,
        device -> look(given, device),
        Metric.UTIL_PERCENT,
        Metric.QUEUE,
        Metric.DATA_PER_SECOND);
  }

  /** A loop device over a file, and no disk below it is busy, which would say the same. */
  private static boolean isFile(Case given, Device device) {
    if (device.kind() != Device.Kind.LOOP) {
      return false;
    }
    Set<NodeId> below = new HashSet<>();
    device
        .node()
        .ifPresent(
            node -> below.addAll(given.stack().map(s -> s.below(node.id())).orElse(Set.of())));
    return given.disks().orElse(List.of()).stream()
        .filter(disk -> disk.node().map(node -> below.contains(node.id())).orElse(true))
        .noneMatch(disk -> Busy.percent(disk) >= BUSY.value());
  }

  private Reading<Optional<Finding>> look(Case given, Device device) {
    double busy = Busy.percent(device);
    double depth = Busy.depth(device);
    boolean none = device.get(Metric.DATA_PER_SECOND) == 0;
    if (busy < BUSY.value() || depth > DEPTH.value() || none || others(device)) {
      return Verdict.none();
    }
    Optional<String> missing = device.missing(Metric.DATA_WAIT_MS);
    if (missing.isPresent()) {
      return Verdict.untold(device.name() + ": " + missing.get());
    }
    if (device.get(Metric.DATA_WAIT_MS) == 0) {
      return Verdict.none();
    }
    if (writtenBack(device) && awaited(device) < BUSY.value()) {
      return Verdict.none();
    }
    return finding(given, device, busy, depth).map(Optional::of);
  }

  /** Whether something else than reads and writes takes most of its time. */
  private static boolean others(Device device) {
    return TimeParts.data(device) < Busy.percent(device) / 2 || TimeParts.mostlyFlushes(device);
  }

  private static boolean writtenBack(Device device) {
    return device.get(Metric.WRITE_MERGES_PER_SECOND)
        >= MERGED * device.get(Metric.WRITES_PER_SECOND);
  }

  /** Percent of the time in which something else than a write or discard was under way. */
  private static double awaited(Device device) {
    double writes = device.get(Metric.WRITES_PER_SECOND) * device.get(Metric.WRITE_WAIT_MS) / 10;
    return 100 * device.get(Metric.QUEUE) - writes - TimeParts.discards(device);
  }

  private Reading<Finding> finding(Case given, Device device, double busy, double depth) {
    double wait = device.get(Metric.DATA_WAIT_MS);
    Optional<Payers.Payer> payer = device.bottom() ? Payers.most(given, device) : Optional.empty();
    String who =
        payer
            .map(Payers.Payer::name)
            .or(() -> Payers.through(given, device).map(Payers.Payer::name))
            .orElse("");
    String whose = who.isEmpty() ? "" : " (" + who + ")";
    Finding.Draft draft =
        Finding.of(this, Subject.of(device))
            .says(
                device.label()
                    + " does one request at a time"
                    + whose
                    + ": "
                    + Words.percent(busy)
                    + " busy, "
                    + Words.ms(wait)
                    + " each"
                    + beside(device, busy))
            .evidence("busy", Busy.source(device), BUSY)
            .evidence("requests under way while busy", Busy.depthSource(device), DEPTH)
            .evidence("time of a request", Sources.device(device, Metric.DATA_WAIT_MS), "ms")
            .evidence("requests", Sources.device(device, Metric.DATA_PER_SECOND), "/s")
            .costs(
                Cost.time(device.name(), TimeParts.data(device) / 100)
                    .andLatency(wait, who.isEmpty() ? "the one who waits" : who))
            .sure(depth <= 1.1 ? Confidence.HIGH : Confidence.MEDIUM);
    if (TimeParts.data(device) < busy) {
      draft.evidence("busy with reads and writes", TimeParts.dataSource(device), "%");
    }
    payer.ifPresent(
        p -> draft.evidence("share of " + p.name(), Sources.charged(p.account(), device), "%"));
    if (device.kind() == Device.Kind.LOOP) {
      draft.or(
          "a cgroup's limit holds back what the file below is asked for: io.max,"
              + " blkio.throttle.read_iops_device and the like");
    }
    return draft
        .or("several take turns by chance, each waiting for its own")
        .act(
            device.kind().serial()
                ? "ask for several things at once (more threads, asynchronous I/O, read-ahead): a"
                    + " spinning disk that may choose the order does up to about twice as many"
                : "ask for several things at once (more threads, asynchronous I/O, read-ahead): a"
                    + " device that does several at once gives nearly as many times more")
        .act("or make each shorter: a cache, larger requests, a device of lower latency")
        .check("iosleuth explain --rule single-stream")
        .in(given);
  }

  /** What takes a part of its time that is seen in a sentence. */
  private static String beside(Device device, double busy) {
    double data = TimeParts.data(device);
    double discards = TimeParts.discards(device);
    double flushes = busy - data - discards;
    var text = new StringBuilder();
    if (discards >= SEEN) {
      text.append(", ").append(Words.percent(discards)).append(" with discards");
    }
    if (flushes >= SEEN) {
      text.append(", ").append(Words.percent(flushes)).append(" with flushes");
    }
    return text.isEmpty() ? "" : " (" + Words.percent(data) + " with reads and writes" + text + ")";
  }
}
