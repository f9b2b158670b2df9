package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Quantity;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Edge;
import java.util.List;
import java.util.Optional;

/** Small writes that somebody waits for, each flushed to the medium. */
final class SmallSyncWrites implements Rule {
  private static final Threshold PER_FLUSH =
      new Threshold(
          "writes for one flush",
          4,
          "",
          "1 is a write that is flushed at once (fsync of a small file, a database's log); with"
              + " more than a handful the flush is shared, and its own time has to tell");
  private static final Threshold SMALL =
      new Threshold(
          "size of a write",
          32,
          "KiB",
          "moving so much takes a disk (150 MiB/s) 0.2 ms, waiting for the medium to turn 4 ms");
  private static final Threshold FLUSHES =
      new Threshold(
          "flushes", 2, "/s", "fewer are what any journal does at rest (ext4 commits every 5 s)");
  private static final Threshold TAKES =
      new Threshold(
          "flushes under way",
          20,
          "%",
          "as much as is asked of the whole: with less nobody waits long; and at least half of the"
              + " time that it is busy");
  private static final Threshold BUSY =
      new Threshold(
          "busy",
          20,
          "%",
          "with less nobody waits long, whatever the pattern: every host writes its journals");

  /** KiB, a sector: of less for one flush most have nothing to write out. */
  private static final double ALMOST_NONE = 0.5;

  private static final Threshold ALWAYS =
      new Threshold(
          "busy, where nothing counts flushes",
          50,
          "%",
          "one write after the other leaves no gap: half of the time is the least to call it that");
  private static final Threshold ALONE =
      new Threshold(
          "requests under way while busy",
          1.25,
          "requests",
          "where nothing counts flushes: one write at a time is one that somebody waits for, since"
              + " write-back sends many at once");
  private static final Threshold SLOW =
      new Threshold(
          "time of a write",
          3,
          "ms",
          "where nothing counts flushes: less than the medium takes, so a cache answers at once");

  @Override
  public About about() {
    return new About(
        "small-sync-writes",
        "small writes, each waited for",
        "Somebody writes a little, waits until it is on the medium, and writes the next: a"
            + " database's log, a mail server, a journal that commits, a guest whose disk flushes,"
            + " DRBD's epochs and activity log. Each costs a turn of the disk, or a flush of the"
            + " cache of an SSD, however little it is.",
        "Disks that are busy at least "
            + Words.percent(BUSY.value())
            + " of the time: the time of a flush is in that, so that with less nobody waits long,"
            + " however often it is flushed. At least "
            + Words.whole(FLUSHES.value())
            + " flushes a second, at most "
            + Words.whole(PER_FLUSH.value())
            + " writes for one flush, of at most "
            + Words.kib(SMALL.value())
            + " each. Or, whatever is written between, flushes that are under way (f/s x f_await)"
            + " at least "
            + Words.percent(TAKES.value())
            + " of the time and half of the time that it is busy, more than reads and discards"
            + " take, and twice what moving the data at 150 MiB/s does. Where nothing counts flushes:"
            + " small writes that take "
            + Words.ms(SLOW.value())
            + " or more, one at a time.",
        About.Sort.CAUSE,
        List.of(Need.DEVICE_FIGURES, Need.REQUEST_TIMES, Need.FLUSHES),
        List.of(PER_FLUSH, SMALL, FLUSHES, TAKES, BUSY, ALONE, ALWAYS, SLOW));
  }

  @Override
  public Verdict examine(Case given) {
    return given.each(given.disks(), device -> look(given, device));
  }

  private Reading<Optional<Finding>> look(Case given, Device device) {
    boolean none = device.get(Metric.WRITES_PER_SECOND) == 0;
    boolean flushes = device.get(Metric.FLUSHES_PER_SECOND) > 0;
    if (!device.active() || (none && !flushes)) {
      return Verdict.none();
    }
    Optional<String> missing =
        none
            ? device.missing(Metric.UTIL_PERCENT)
            : device.missing(Metric.WRITES_PER_SECOND, Metric.WRITE_SIZE_KIB, Metric.UTIL_PERCENT);
    if (missing.isPresent()) {
      return Verdict.untold(device.name() + ": " + missing.get());
    }
    if (Busy.percent(device) < BUSY.value()) {
      return Verdict.none();
    }
    // a kernel that counts flushes and one whose log has no column for them
    return Double.isNaN(device.get(Metric.FLUSHES_PER_SECOND))
        ? uncounted(given, device)
        : counted(given, device);
  }

  /** Writes with data in them: request-based disks count an empty flush as a write, too. */
  private static Source writes(Case given, Device device) {
    Source all = Sources.device(device, Metric.WRITES_PER_SECOND);
    return given
        .books(device)
        .filter(books -> books.emptyWrites().orElse(0L) > 0)
        .map(_ -> all.minus(Sources.emptyWrites(device).over(Sources.seconds(device))))
        .orElse(all);
  }

  private Reading<Optional<Finding>> counted(Case given, Device device) {
    Source writes = writes(given, device);
    Source flushes = Sources.device(device, Metric.FLUSHES_PER_SECOND);
    Source each = writes.over(flushes);
    Source size = Sources.device(device, Metric.WRITE_KIB_PER_SECOND).over(writes);
    double often = device.get(Metric.FLUSHES_PER_SECOND);
    double perFlush = each.amount(given).orElse(Double.NaN);
    double kib = size.amount(given).orElse(Double.NaN);
    boolean small =
        often >= FLUSHES.value() && perFlush <= PER_FLUSH.value() && kib <= SMALL.value();
    boolean takes = TimeParts.flushes(device) >= TAKES.value() && TimeParts.mostlyFlushes(device);
    if (!small && !takes) {
      return Verdict.none();
    }
    boolean alone = !(perFlush * kib >= ALMOST_NONE);
    Optional<Payers.Payer> payer =
        Payers.most(given, device, p -> p.direction() == Direction.FLUSH)
            .or(() -> Payers.most(given, device, p -> p.direction() == Direction.WRITE));
    Optional<String> snapshot = payer.flatMap(p -> snapshot(given, device, p));
    Finding.Draft draft =
        Finding.of(this, Subject.of(device))
            .says(
                device.label()
                    + " is flushed "
                    + Words.figure(often)
                    + " times/s"
                    + payer.map(p -> ", " + whose(given, device, p)).orElse("")
                    + (alone
                        ? ", with next to nothing written in between"
                        : ", after "
                            + Words.figure(perFlush)
                            + " writes of "
                            + Words.kib(kib)
                            + " each time")
                    + payer.map(p -> writer(given, device, p)).orElse("")
                    + (small ? "" : taken(device))
                    + snapshot.map(name -> "; the snapshot " + name + " flushes, too").orElse(""))
            .sure(
                snapshot.isEmpty() && payer.filter(p -> known(p.account())).isPresent()
                    ? Confidence.HIGH
                    : Confidence.MEDIUM);
    if (small) {
      draft
          .evidence("writes for one flush", each, PER_FLUSH)
          .evidence("size of a write", size, SMALL)
          .evidence("flushes", flushes, FLUSHES);
    } else {
      draft
          .evidence("flushes under way", TimeParts.flushSource(device), TAKES)
          .evidence("time of a flush", Sources.device(device, Metric.FLUSH_WAIT_MS), "ms")
          .evidence("flushes", flushes, "/s")
          .evidence("writes for one flush", each, "")
          .or(
              alone
                  ? "somebody flushes more than he writes to: a guest or a replica that flushes all"
                      + " of its disks, a program that calls fsync without having written"
                  : "what was written before lies here and there, and the flush takes as long as"
                      + " these writes do");
    }
    double share = small ? written(device) : TimeParts.flushes(device) / 100;
    return advise(draft, given, device, share, payer, snapshot).map(Optional::of);
  }

  /** Of the time of the disk, and of the one who waits for one. */
  private static String taken(Device device) {
    return ": flushes are under way "
        + Words.percent(TimeParts.flushes(device))
        + " of the time, "
        + Words.ms(device.get(Metric.FLUSH_WAIT_MS))
        + " each";
  }

  /** The flushes of one of those who flush; who only writes has them made for it. */
  private static String whose(Case given, Device device, Payers.Payer payer) {
    long flushes =
        given.books(device).map(DeviceLedger::postings).orElse(List.of()).stream()
            .filter(p -> p.direction() == Direction.FLUSH && p.account().equals(payer.account()))
            .mapToLong(Posting::ops)
            .sum();
    double rate = flushes / given.seconds();
    return rate > 0
        ? Words.figure(rate) + " of them for " + payer.name()
        : "mostly for writes of " + payer.name();
  }

  /** A job of the kernel, or a journal that nobody was seen at, flushes for what others write. */
  private static String writer(Case given, Device device, Payers.Payer flushing) {
    if (known(flushing.account())) {
      return "";
    }
    return Payers.most(given, device, p -> p.direction() == Direction.WRITE && known(p.account()))
        .map(p -> ", for writes that are mostly those of " + p.name())
        .orElse("");
  }

  private static boolean known(Account account) {
    return account.kind() != Account.Kind.JOB && account.kind() != Account.Kind.ENTRY;
  }

  private Reading<Optional<Finding>> uncounted(Case given, Device device) {
    if (device.get(Metric.WRITE_SIZE_KIB) > SMALL.value()) {
      return Verdict.none();
    }
    Optional<String> missing = device.missing(Metric.QUEUE, Metric.WAIT_MS);
    if (missing.isPresent()) {
      return Verdict.untold(device.name() + ": neither flushes are told, and " + missing.get());
    }
    if (Busy.depth(device) > ALONE.value()) {
      return Verdict.none();
    }
    double wait = device.get(Metric.WRITE_WAIT_MS);
    Metric time = Double.isNaN(wait) ? Metric.DATA_WAIT_MS : Metric.WRITE_WAIT_MS;
    boolean mostly =
        device.get(Metric.WRITES_PER_SECOND) >= 0.8 * device.get(Metric.DATA_PER_SECOND);
    if (!mostly || TimeParts.data(device) < ALWAYS.value() || device.get(time) < SLOW.value()) {
      return Verdict.untold(
          device.name() + ": flushes are not told, nor are its writes such as show them");
    }
    return advise(
            Finding.of(this, Subject.of(device))
                .says(
                    device.label()
                        + " gets "
                        + Words.figure(device.get(Metric.WRITES_PER_SECOND))
                        + " writes/s of "
                        + Words.kib(device.get(Metric.WRITE_SIZE_KIB))
                        + ", one at a time, "
                        + Words.ms(device.get(time))
                        + " each: somebody waits for every one")
                .evidence("size of a write", Sources.device(device, Metric.WRITE_SIZE_KIB), SMALL)
                .evidence("requests under way while busy", Busy.depthSource(device), ALONE)
                .evidence("time of a write", Sources.device(device, time), SLOW)
                .sure(Confidence.MEDIUM)
                .or("direct writes without flushes, one at a time (a database with O_DIRECT)"),
            given,
            device,
            written(device),
            Optional.empty(),
            Optional.empty())
        .map(Optional::of);
  }

  /**
   * A snapshot of the older kind through which the payer's flushes come: it writes its table of
   * exceptions with a flush for what is copied before it is written over
   * (drivers/md/dm-snap-persistent.c, persistent_commit_exception), whoever asked for it or not.
   */
  private static Optional<String> snapshot(Case given, Device device, Payers.Payer payer) {
    return given
        .stack()
        .optional()
        .flatMap(stack ->
            given.books(device).map(DeviceLedger::postings).orElse(List.of()).stream()
                .filter(p -> p.direction() == Direction.FLUSH)
                .filter(p -> p.account().equals(payer.account()))
                .flatMap(p -> p.via().stream())
                .flatMap(id -> stack.uppers(id).stream())
                .filter(edge -> edge.role() == Edge.Role.COW)
                .map(edge -> stack.node(edge.upper()).name())
                .findFirst());
  }

  private static Reading<Finding> advise(
      Finding.Draft draft,
      Case given,
      Device device,
      double share,
      Optional<Payers.Payer> payer,
      Optional<String> snapshot) {
    double flush = device.get(Metric.FLUSH_WAIT_MS);
    double wait = device.get(Metric.WRITE_WAIT_MS);
    double either = Double.isNaN(wait) ? device.get(Metric.DATA_WAIT_MS) : wait;
    payer.ifPresent(
        p -> draft.evidence("share of " + p.name(), Sources.charged(p.account(), device), "%"));
    return act(draft, device, payer, snapshot)
        .evidence("busy", Busy.source(device), BUSY)
        .costs(
            Cost.time(device.name(), share)
                .andLatency(
                    // who syncs waits for what he wrote and for its flush: a write that has one
                    // with it lasts until that is done
                    flush > either || Double.isNaN(either) ? flush : either,
                    payer.map(Payers.Payer::name).orElse("who flushes")))
        .check("iosleuth explain --rule small-sync-writes")
        .in(given);
  }

  private static Finding.Draft act(
      Finding.Draft draft, Device device, Optional<Payers.Payer> payer, Optional<String> snapshot) {
    Finding.Draft looked =
        draft.act(
            "find who flushes: iosleuth ledger --device " + Shell.quote(device.name()) + " --why");
    return snapshot.map(name -> kept(looked, payer, name)).orElseGet(() -> fewer(looked));
  }

  private static Finding.Draft kept(
      Finding.Draft draft, Optional<Payers.Payer> payer, String snapshot) {
    return draft
        .or(
            payer.map(Payers.Payer::name).orElse("who writes")
                + " flushes nothing: the snapshot does, for each chunk that it keeps before it is"
                + " written over")
        .act(
            "lvs -o lv_name,origin,snap_percent,lv_time  # "
                + snapshot
                + ": remove it when it is no longer needed, or take a thin one");
  }

  private static Finding.Draft fewer(Finding.Draft draft) {
    return draft
        .act(
            "fewer and larger: more changes in one transaction, group commit (commit_delay of"
                + " PostgreSQL, binlog_group_commit_sync_delay of MySQL), noatime")
        .act(
            "what is flushed onto a drive or controller with power-loss protection, whose cache may"
                + " answer at once: the log of the database, the journal of the file system")
        .act(
            "only where a crash may cost the last transactions: synchronous_commit=off of PostgreSQL"
                + " (up to 3 times wal_writer_delay, 0.6 s as it comes),"
                + " innodb_flush_log_at_trx_commit=2 of MySQL (about a second); what is left is whole");
  }

  /** Of its time: by the requests' own times that of writes and flushes, where it is told. */
  private static double written(Device device) {
    double writes = device.whole().map(f -> f.get(Quantity.WRITE_MS)).orElse(Double.NaN);
    double flushes = device.whole().map(f -> f.get(Quantity.FLUSH_MS)).orElse(Double.NaN);
    double all = device.whole().map(f -> f.get(Quantity.TRANSFER_MS)).orElse(Double.NaN);
    double own = writes + (Double.isNaN(flushes) ? 0 : flushes);
    double sum = all + (Double.isNaN(flushes) ? 0 : flushes);
    return Busy.percent(device) / 100 * (sum > 0 && own <= sum ? own / sum : 1);
  }
}
