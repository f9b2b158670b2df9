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
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/** Random, in order, or discards: what a disk is asked for. */
final class AccessPattern implements Rule {
  private static final Threshold BUSY =
      new Threshold("busy", 30, "%", "below that the pattern hardly limits anybody");
  private static final Threshold SMALL =
      new Threshold(
          "size of a request",
          64,
          "KiB",
          "moving so much takes a disk (150 MiB/s) 0.4 ms: what takes longer is the way there");
  private static final Threshold LARGE =
      new Threshold(
          "size of a large request",
          128,
          "KiB",
          "Linux's usual read-ahead (read_ahead_kb = 128): who reads in order gets this size");
  private static final Threshold SEEK =
      new Threshold(
          "busy time of one request",
          3,
          "ms",
          "a seek and half a turn take 4 ms (15,000/min) to 13 ms (7,200/min); a queue that may be"
              + " sorted saves a part; flash takes 0.1 ms");

  private static final Threshold WARNS =
      new Threshold(
          "busy, as a warning",
          50,
          "%",
          "chosen: a disk that rests half its time is free for whoever comes, more often than not;"
              + " below that a note");

  @Override
  public About about() {
    return new About(
        "access-pattern",
        "random, in order, or discards",
        "A spinning disk moves 150 MiB/s in order and 0.5 MiB/s in pieces of 4 KiB here and there:"
            + " it spends its time on the way. Small requests alone do not say so (small ones in"
            + " order are cheap), nor do merges: what tells is the time that the disk is busy with"
            + " one. Discards (fstrim, the mount option discard) move nothing, and may take all of"
            + " a disk's time.",
        "Busy at least "
            + Words.percent(BUSY.value())
            + " with reads and writes alone, or with discards that take at least half of the busy"
            + " time, by the requests' own times (in a log: f/s x f_await, d/s x d_await). Random:"
            + " at most "
            + Words.kib(SMALL.value())
            + " a request, and "
            + Words.ms(SEEK.value())
            + " or more of busy time for each; on flash only with several under way, and not where"
            + " flushes are what writes wait for; a warning from "
            + Words.percent(WARNS.value())
            + " busy on. In large pieces (only worth knowing): "
            + Words.kib(LARGE.value())
            + " or more each.",
        About.Sort.PATTERN,
        List.of(Need.DEVICE_FIGURES),
        List.of(BUSY, SMALL, LARGE, SEEK, WARNS));
  }

  @Override
  public Verdict examine(Case given) {
    return given.eachDisk(Device::transfers, device -> look(given, device), Metric.UTIL_PERCENT);
  }

  private Reading<Optional<Finding>> look(Case given, Device device) {
    if (TimeParts.discards(device) >= BUSY.value() && TimeParts.mostlyDiscards(device)) {
      return Discards.finding(this, given, device, BUSY, WARNS).map(Optional::of);
    }
    Optional<String> missing = device.missing(Metric.SIZE_KIB);
    if (missing.isPresent()) {
      return device.get(Metric.DATA_PER_SECOND) == 0
          ? Verdict.none()
          : Verdict.untold(device.name() + ": " + missing.get());
    }
    double busy = TimeParts.data(device);
    if (busy < BUSY.value()) {
      return Verdict.none();
    }
    double size = device.get(Metric.SIZE_KIB);
    if (size >= LARGE.value()) {
      return large(given, device).map(Optional::of);
    }
    double each = busy * 10 / device.get(Metric.DATA_PER_SECOND);
    if (size > SMALL.value()
        || each < SEEK.value()
        || synchronous(device)
        || oneAtATimeOfMany(device)) {
      return Verdict.none();
    }
    boolean unknown = device.kind() == Device.Kind.DISK && device.node().isPresent();
    if (unknown && Busy.depth(device) <= 1.25) {
      return Verdict.untold(device.name() + ": nothing tells whether it turns");
    }
    return random(given, device, busy, each).map(Optional::of);
  }

  /** Writes that are waited for one by one cost a turn each, wherever they lie. */
  private static boolean synchronous(Device device) {
    boolean writes =
        device.get(Metric.WRITES_PER_SECOND) >= 0.8 * device.get(Metric.DATA_PER_SECOND);
    boolean flushed = device.get(Metric.WRITES_PER_FLUSH) <= 4 || TimeParts.mostlyFlushes(device);
    return writes && (flushed || Busy.depth(device) <= 1.25);
  }

  /** Flash has no way to go: what one waits for there is its latency, see single-stream. */
  private static boolean oneAtATimeOfMany(Device device) {
    boolean flash = device.kind() == Device.Kind.FLASH || device.kind() == Device.Kind.NVME;
    return flash && Busy.depth(device) <= 1.25;
  }

  /** What it is asked for, by requests and by bytes. */
  private enum Use {
    READ("read"),
    WRITTEN("written"),
    BOTH("read and written");

    private final String words;

    Use(String words) {
      this.words = words;
    }

    static Use of(Device device) {
      double reads = device.get(Metric.READS_PER_SECOND);
      double kib = device.get(Metric.READ_KIB_PER_SECOND);
      boolean most = reads >= device.get(Metric.DATA_PER_SECOND) / 2;
      boolean much = kib >= device.get(Metric.KIB_PER_SECOND) / 2;
      if (most != much && !Double.isNaN(kib)) {
        return BOTH;
      }
      return most ? READ : WRITTEN;
    }
  }

  private Reading<Finding> random(Case given, Device device, double busy, double each) {
    Use use = Use.of(device);
    Optional<Payers.Payer> payer = Payers.most(given, device);
    Finding.Draft draft =
        Finding.of(this, Subject.of(device))
            .says(
                device.label()
                    + " is "
                    + use.words
                    + " at random: "
                    + Words.figure(device.get(Metric.DATA_PER_SECOND))
                    + " requests/s of "
                    + Words.kib(device.get(Metric.SIZE_KIB))
                    + ", "
                    + Words.ms(each)
                    + " of its time each"
                    + payer.map(p -> ", most for " + p.name()).orElse(""))
            .evidence("size of a request", Sources.device(device, Metric.SIZE_KIB), SMALL)
            .evidence(
                "busy time of one request",
                TimeParts.dataSource(device)
                    .times(10)
                    .over(Sources.device(device, Metric.DATA_PER_SECOND)),
                SEEK)
            .evidence("busy", TimeParts.dataSource(device), BUSY)
            .evidence("moved", Sources.device(device, Metric.KIB_PER_SECOND), "KiB/s")
            .costs(Cost.time(device.name(), busy / 100))
            .severity(busy < WARNS.value() ? Severity.NOTE : Severity.WARNING)
            .sure(device.kind().serial() ? Confidence.HIGH : Confidence.MEDIUM);
    payer.ifPresent(
        p -> draft.evidence("share of " + p.name(), Sources.charged(p.account(), device), "%"));
    if (!device.kind().serial()) {
      draft.or("it is no spinning disk, but one that is slow, throttled or shared with others");
    }
    if (use != Use.WRITTEN) {
      draft.act(
          "keep what is read at random on flash or in memory; read in order (read-ahead, indexes)");
    }
    if (use != Use.READ) {
      draft.act(
          "keep what is written at random on flash; gather small writes (a log, a write cache that"
              + " outlives a power cut)");
    }
    return draft
        .or("a slow device: compare the time of one request with what it took before")
        .act("iosleuth ledger --device " + Shell.quote(device.name()))
        .check("iosleuth explain --rule access-pattern")
        .in(given);
  }

  private Reading<Finding> large(Case given, Device device) {
    return Finding.of(this, Subject.of(device))
        .says(
            device.label()
                + " moves "
                + Words.mib(device.get(Metric.KIB_PER_SECOND))
                + " in large pieces of "
                + Words.kib(device.get(Metric.SIZE_KIB)))
        .evidence("size of a request", Sources.device(device, Metric.SIZE_KIB), LARGE)
        .evidence("moved", Sources.device(device, Metric.KIB_PER_SECOND), "KiB/s")
        .evidence("busy", TimeParts.dataSource(device), BUSY)
        .severity(Severity.NOTE)
        .sure(Confidence.MEDIUM)
        .or("large pieces at random places: counters do not tell places, a trace does")
        .act(
            "nothing by itself: it is what moves most; slow it down if others wait (ionice,"
                + " bwlimit)")
        .check("iosleuth explain --rule access-pattern")
        .in(given);
  }
}
