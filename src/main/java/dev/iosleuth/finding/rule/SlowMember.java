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
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** One member of a mirror or array is slower than the others at the same work. */
final class SlowMember implements Rule {
  private static final Threshold SLOWER =
      new Threshold(
          "time of a request, for that of the others",
          1.4,
          "",
          "this program's own: twins of one model differ by some percent, and by up to a quarter"
              + " with the place on the disk");
  private static final Threshold ONCE =
      new Threshold(
          "the same, where one interval alone tells",
          3,
          "",
          "this program's own: in one interval a healthy leg was seen to take twice as long as its"
              + " twin, by the order in which both worked off the same queue");
  private static final Threshold ALWAYS =
      new Threshold(
          "intervals in which it was slower",
          80,
          "%",
          "sign test: of 10 intervals chance makes one of two the slower one 8 times or more in 11"
              + " of 100 cases, of 20 intervals 16 times or more in 1 of 100");
  private static final int SEVERAL = 5;
  private static final Threshold LONGER =
      new Threshold(
          "more time for a request",
          1,
          "ms",
          "less is within what the counters' milliseconds tell");
  private static final Threshold ENOUGH =
      new Threshold("requests of each", 40, "", "a mean of fewer is chance");
  private static final Threshold WAITED =
      new Threshold(
          "of the time, waited longer for its flushes",
          10,
          "%",
          "this program's own: a slow flush now and then is waited for too seldom to matter");

  private static final String FLUSHING =
      "its cache must be written out before it answers, and the other's is protected against a"
          + " loss of power, or off: a cheap SSD beside a better one, a disk beside an SSD (data"
          + " sheets; smartctl -g wcache of both)";

  /** How it was seen to be slower. */
  private enum Seen {
    NOT,
    ONCE,
    /** In most of several intervals. */
    OFTEN
  }

  /**
   * What of them is compared.
   *
   * @param count operations
   * @param time of one
   */
  private record Work(String words, Quantity count, Metric time) {
    /** Who waits for it; a read for the leg that serves it alone. */
    String who() {
      return equals(READS) ? "each read that it serves" : "every " + words;
    }

    static final Work WRITES = new Work("write", Quantity.WRITES, Metric.WRITE_WAIT_MS);
    static final Work READS = new Work("read", Quantity.READS, Metric.READ_WAIT_MS);
    static final Work ALL = new Work("request", Quantity.TRANSFERS, Metric.WAIT_MS);
    static final Work FLUSHES = new Work("flush", Quantity.FLUSHES, Metric.FLUSH_WAIT_MS);
  }

  /** One that is slower. */
  private record Slow(Paired pair, Seen seen) {
    /** In percent of the time, by which its flushes took longer. */
    Source waited() {
      return pair.time().minus(pair.usual()).times(pair.slowly(Metric.FLUSHES_PER_SECOND)).over(10);
    }

    double waited(Case given) {
      return waited().amount(given).orElse(0.0);
    }
  }

  @Override
  public About about() {
    return new About(
        "slow-member",
        "one disk of an array is slower than its twins",
        "Every write to a mirror waits for the slowest leg, every stripe for the slowest disk. A"
            + " member that takes longer for the same work costs all: a drive of an older"
            + " generation, one that repairs itself or shifts bad sectors, a bad cable, a write"
            + " cache that is off: what SMART tells of both is weighed. md flushes each member, and"
            + " of two SSDs the one whose cache is not protected against a loss of power may write"
            + " as fast and flush far more slowly. During a check all legs read the same sectors in lock-step, so"
            + " the ratio of their busy times is that of their speeds.",
        "Members with the same number of writes (within 15 %; without writes: reads), at least "
            + Words.whole(ENOUGH.value())
            + " each, of which one takes "
            + SLOWER.value()
            + " times the others' median or more, and was the slower one in "
            + Words.percent(ALWAYS.value())
            + " of at least "
            + SEVERAL
            + " intervals; of fewer, "
            + Words.whole(ONCE.value())
            + " times. One that serves over 15 % more requests of all kinds (a mirror's reads"
            + " beside its writes) is judged by the intervals in which it does not. Where these tell"
            + " no slower one, flushes are looked at by the same limits (from Linux 5.5 on; of"
            + " partitions, those of their disks), where the same number of writes and of flushes"
            + " went to each and those of the slower one took longer by "
            + Words.percent(WAITED.value())
            + " of the whole time or more (a slow one may answer several with one command, and then"
            + " has fewer: nothing is said of it). In a log nothing says which disks belong together: those of one driver by their names (sda"
            + " and sdb) with the same number of writes of the same size are taken for twins.",
        About.Sort.DEFECT,
        List.of(Need.DEVICE_FIGURES, Need.REQUEST_TIMES, Need.FLUSHES),
        List.of(SLOWER, ONCE, ALWAYS, LONGER, ENOUGH, WAITED));
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.devices() instanceof Reading.Known<List<Device>>(List<Device> devices))) {
      return Verdict.couldNotTell(given.devices().whyNot().orElse("?"));
    }
    List<Device> bottom = devices.stream().filter(Device::bottom).toList();
    List<Twins> all =
        given.stack().map(stack -> Twins.arrays(given, stack)).orElse(Twins.alike(bottom));
    var collected = new Verdict.Collected();
    var others = new ArrayList<Twins>();
    for (Twins twins : all) {
      Reading<Optional<Finding>> found = look(given, twins);
      collected.add(found);
      if (found.map(Optional::isEmpty).orElse(true)) {
        others.add(twins);
      }
    }
    Twins.disks(given, others).forEach(twins -> collected.add(flushes(given, twins)));
    List<Device> working = bottom.stream().filter(Device::active).toList();
    if (given.stack().whyNot().isPresent() && working.size() > 1) {
      collected.add(untold(working, Metric.WRITES_PER_SECOND));
      List<Device> writing =
          working.stream().filter(d -> d.get(Metric.WRITES_PER_SECOND) > 0).toList();
      collected.add(untold(writing, Metric.WRITE_KIB_PER_SECOND));
      Twins.stacked(writing).ifPresent(why -> collected.add(Verdict.untold(why)));
    }
    UntoldArrays.unread(given).values().forEach(why -> collected.add(Verdict.untold(why)));
    return collected.verdict();
  }

  /** Why they cannot be told from each other; nothing if they can. */
  private static Reading<Optional<Finding>> untold(List<Device> devices, Metric needed) {
    for (Device device : devices) {
      Optional<String> missing = device.missing(needed);
      if (missing.isPresent()) {
        return Verdict.untold(device.name() + ": " + missing.get());
      }
    }
    return Verdict.none();
  }

  private Reading<Optional<Finding>> look(Case given, Twins twins) {
    Optional<Work> work = work(twins);
    return work.isEmpty()
        ? untold(twins.members(), Metric.TRANSFERS_PER_SECOND)
        : slow(given, twins, work.get())
            .then(slow -> found(slow, one -> finding(given, twins, work.get(), one)));
  }

  private static Reading<Optional<Finding>> found(
      Optional<Slow> slow, Function<Slow, Reading<Finding>> finding) {
    return slow.map(one -> finding.apply(one).map(Optional::of)).orElse(Verdict.none());
  }

  /** Where reads and writes do not tell: md sends each member flushes that are neither. */
  private Reading<Optional<Finding>> flushes(Case given, Twins twins) {
    return flushing(given, twins)
        .then(slow -> found(slow, one -> finding(given, twins, Work.FLUSHES, one)));
  }

  /**
   * Of members that wrote as often as each other and flushed as often, so that each command stands
   * for as many flushes (block/blk-flush.c: one is under way, and what comes meanwhile shares the
   * next).
   */
  private static Reading<Optional<Slow>> flushing(Case given, Twins twins) {
    List<Double> counts = twins.counts(Quantity.FLUSHES);
    if (counts.getLast().isNaN() && counts.getFirst() >= ENOUGH.value()) {
      return untold(twins.members(), Metric.FLUSHES_PER_SECOND).map(_ -> Optional.empty());
    }
    return twins.equal(Quantity.WRITES, 0) && twins.equal(Quantity.FLUSHES, ENOUGH.value())
        ? slow(given, twins, Work.FLUSHES)
            .map(slow -> slow.filter(one -> one.waited(given) >= WAITED.value()))
        : Reading.known(Optional.empty());
  }

  /** Empty if none is slower. */
  private static Reading<Optional<Slow>> slow(Case given, Twins twins, Work work) {
    Metric time = work.time();
    Optional<String> untold = untold(twins.members(), time).whyNot();
    if (untold.isPresent()) {
      return Reading.absent(untold.get());
    }
    List<Device> byTime =
        twins.members().stream()
            .sorted(Comparator.comparingDouble(member -> member.get(time)))
            .toList();
    Device slowest = byTime.getLast();
    Paired pair = Paired.whole(slowest, byTime.get((byTime.size() - 2) / 2), time);
    Seen seen = seen(given, pair);
    if (seen == Seen.NOT) {
      return Reading.known(Optional.empty());
    }
    Optional<String> unknown =
        untold(List.of(slowest, pair.other()), Metric.TRANSFERS_PER_SECOND).whyNot();
    if (unknown.isPresent()) {
      return Reading.absent(unknown.get());
    }
    if (!pair.servesMore()) {
      return Reading.known(Optional.of(new Slow(pair, seen)));
    }
    Paired equal = pair.atEqualWork(time);
    boolean enough = equal.fewest(given, work.count()) >= ENOUGH.value();
    Seen then = enough ? seen(given, equal) : Seen.NOT;
    return then == Seen.NOT
        ? Reading.absent(servesMore(pair))
        : Reading.known(Optional.of(new Slow(equal, then)));
  }

  private static String servesMore(Paired pair) {
    return pair.slow().label()
        + " serves more than "
        + pair.other().label()
        + ": its requests wait for each other ("
        + Words.figure(pair.slow().get(Metric.TRANSFERS_PER_SECOND))
        + " a second for "
        + Words.figure(pair.other().get(Metric.TRANSFERS_PER_SECOND))
        + ")";
  }

  /** Whether it took so much longer, and how it was seen. */
  private static Seen seen(Case given, Paired pair) {
    double slow = pair.time().amount(given).orElse(0.0);
    double usual = pair.usual().amount(given).orElse(Double.NaN);
    boolean slower = slow >= SLOWER.value() * usual && slow - usual >= LONGER.value();
    if (!slower) {
      return Seen.NOT;
    }
    if (pair.both().amount(given).orElse(0.0) >= SEVERAL) {
      return often(pair).amount(given).orElse(0.0) >= ALWAYS.value() ? Seen.OFTEN : Seen.NOT;
    }
    return slow >= ONCE.value() * usual ? Seen.ONCE : Seen.NOT;
  }

  private static Source often(Paired pair) {
    return Source.constant(100).times(pair.more()).over(pair.both());
  }

  /** The same for all members; empty if they do different things, or next to nothing. */
  private static Optional<Work> work(Twins twins) {
    return Stream.of(Work.WRITES, Work.READS, Work.ALL)
        .filter(work -> twins.equal(work.count(), ENOUGH.value()))
        .findFirst();
  }

  private Reading<Finding> finding(Case given, Twins twins, Work work, Slow found) {
    Paired pair = found.pair();
    Seen seen = found.seen();
    Device slowest = pair.slow();
    Device other = pair.other();
    Source slowTime = pair.time();
    Source usualTime = pair.usual();
    double slow = slowTime.amount(given).orElse(Double.NaN);
    double usual = usualTime.amount(given).orElse(Double.NaN);
    boolean flushes = work.equals(Work.FLUSHES);
    Finding.Draft draft =
        Finding.of(this, Subject.of(slowest))
            .says(summary(twins, work, pair, slow / usual))
            .evidence(
                "its time for that of the other",
                slowTime.over(usualTime),
                seen == Seen.OFTEN ? SLOWER : ONCE)
            .evidence("its time of a " + work.words(), slowTime, "ms")
            .evidence("the other's", usualTime, "ms")
            .evidence("more", slowTime.minus(usualTime), LONGER)
            .costs(cost(given, twins, work, found))
            .sure(confidence(twins, seen));
    if (seen == Seen.OFTEN) {
      draft.evidence("intervals in which it was slower", often(pair), ALWAYS);
    }
    if (flushes) {
      draft
          .evidence("flushes", pair.slowly(Metric.FLUSHES_PER_SECOND), "/s")
          .evidence(WAITED.name(), found.waited(), WAITED)
          .or(FLUSHING)
          .or("a worn SSD, which has to erase before it writes");
    } else {
      alsoFlushes(given, twins, slowest, draft);
    }
    Optional<String> told = told(slowest, other, draft);
    if (!twins.known()) {
      draft.or(
          "they are no members of one array at all, and write the same by chance: nothing tells"
              + " what lies on what");
    }
    draft.or(
        told.orElse(
            "another drive model or generation: nothing here tells their models (compare smartctl"
                + " -i)"));
    replace(given, slowest, draft);
    return draft
        .or(
            SlowDrive.weigh(given, slowest, other, draft)
                .orElse(
                    "a cable or port: look at CRC errors"
                        + (flushes ? "" : "; a write cache that is off on one of them")))
        .check("iosleuth explain --rule slow-member")
        .in(given);
  }

  private static void replace(Case given, Device slowest, Finding.Draft draft) {
    Optional<String> drive = Smart.asked(given, slowest.name());
    drive.ifPresentOrElse(
        name ->
            draft
                .act("smartctl -x /dev/" + name + " (reallocated, pending, CRC errors, error log)")
                .act("smartctl -t long /dev/" + name + "; plan its replacement"),
        () ->
            draft.act(
                "look at what "
                    + slowest.label()
                    + " lies on, at its host or server: smartctl cannot ask it here"));
  }

  private static String summary(Twins twins, Work work, Paired pair, double times) {
    return pair.slow().label()
        + (twins.whole().isEmpty() ? "" : " of " + twins.whole())
        + (work.equals(Work.FLUSHES) ? " does the same flushes as " : " does the same work as ")
        + pair.other().label()
        + " in "
        + Words.figure(times)
        + " times the time"
        + (pair.equal() ? ", where both serve as much" : "");
  }

  private static Cost cost(Case given, Twins twins, Work work, Slow found) {
    Paired pair = found.pair();
    boolean flushes = work.equals(Work.FLUSHES);
    double ms = pair.time().minus(pair.usual()).amount(given).orElse(Double.NaN);
    String whose =
        twins.known()
            ? work.who() + " of " + twins.whole()
            : "who " + (flushes ? "flushes both" : "uses both");
    double percent =
        flushes ? found.waited(given) : Busy.percent(pair.slow()) - Busy.percent(pair.other());
    String name = pair.slow().name();
    return pair.equal()
        ? Cost.latency(name, ms, whose)
        : Cost.time(name, percent / 100).andLatency(ms, whose);
  }

  /** A disk counts a flush of nothing as a write, too, so that writes look slow by flushes. */
  private static void alsoFlushes(Case given, Twins twins, Device slowest, Finding.Draft draft) {
    flushing(given, twins)
        .optional()
        .flatMap(Function.identity())
        .filter(slow -> slow.pair().slow().equals(slowest))
        .ifPresent(slow ->
            draft
                .evidence("its time of a flush", slow.pair().time(), "ms")
                .evidence("the other's, of a flush", slow.pair().usual(), "ms")
                .evidence(WAITED.name(), slow.waited(), WAITED)
                .or("its flushes are slow, and a flush of nothing counts as a write: " + FLUSHING));
  }

  private static Confidence confidence(Twins twins, Seen seen) {
    if (!twins.known()) {
      return Confidence.LOW;
    }
    return seen == Seen.OFTEN ? Confidence.HIGH : Confidence.MEDIUM;
  }

  /** Whether what is known of the drives explains it. */
  private static Optional<String> told(Device slowest, Device other, Finding.Draft draft) {
    Optional<String> one = model(slowest);
    Optional<String> two = model(other);
    if (one.isEmpty() || two.isEmpty()) {
      return Optional.empty();
    }
    draft
        .evidence("its model", modelSource(slowest), "")
        .evidence("the other's model", modelSource(other), "");
    return Optional.of(
        one.equals(two)
            ? "both are "
                + one.get()
                + ": their model does not explain it; look for repairs and errors"
            : "two models (" + one.get() + ", " + two.get() + "), of which one is the slower");
  }

  private static Optional<String> model(Device device) {
    return device.node().map(node -> node.attribute("model")).filter(model -> !model.isBlank());
  }

  private static Source modelSource(Device device) {
    return Source.word(
        Sources.call("last", "sys/block/" + device.name() + "/device/model"),
        c ->
            c.device(device.name())
                .flatMap(SlowMember::model)
                .map(Reading::known)
                .orElse(Reading.absent("it tells no model")));
  }
}
