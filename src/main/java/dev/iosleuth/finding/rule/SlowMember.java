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
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /**
   * Disks of one driver by the names that the kernel gives them; of {@code sar -d} those of SCSI.
   */
  private static final Pattern FAMILY =
      Pattern.compile("sd|hd|xvd|vd|nvme|dasd|mmcblk|cciss/|dev8-");

  /** How it was seen to be slower. */
  private enum Seen {
    NOT,
    ONCE,
    /** In most of several intervals. */
    OFTEN
  }

  /**
   * Devices that should do the same.
   *
   * @param whole the array, or in a log what they look like
   */
  private record Group(String whole, String kind, List<Device> members, boolean known) {}

  /**
   * What of them is compared.
   *
   * @param count operations
   * @param time of one
   */
  private record Work(String words, Quantity count, Metric time) {
    static final Work WRITES = new Work("write", Quantity.WRITES, Metric.WRITE_WAIT_MS);
    static final Work READS = new Work("read", Quantity.READS, Metric.READ_WAIT_MS);
    static final Work ALL = new Work("request", Quantity.TRANSFERS, Metric.WAIT_MS);
  }

  @Override
  public About about() {
    return new About(
        "slow-member",
        "one disk of an array is slower than its twins",
        "Every write to a mirror waits for the slowest leg, every stripe for the slowest disk. A"
            + " member that takes longer for the same work costs all: a drive of an older"
            + " generation, one that repairs itself or shifts bad sectors, a bad cable, a write"
            + " cache that is off: what SMART tells of both is weighed. During a check all legs read the same sectors in lock-step, so"
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
            + " beside its writes) is judged by the intervals in which it does not. In a log"
            + " nothing says which disks belong together: those of one driver by their names (sda"
            + " and sdb) with the same number of writes of the same size are taken for twins.",
        About.Sort.CAUSE,
        List.of(Need.DEVICE_FIGURES, Need.REQUEST_TIMES),
        List.of(SLOWER, ONCE, ALWAYS, LONGER, ENOUGH));
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.devices() instanceof Reading.Known<List<Device>>(List<Device> devices))) {
      return Verdict.couldNotTell(given.devices().whyNot().orElse("?"));
    }
    List<Device> bottom = devices.stream().filter(Device::bottom).toList();
    List<Group> groups = given.stack().map(stack -> arrays(given, stack)).orElse(twins(bottom));
    var collected = new Verdict.Collected();
    groups.forEach(group -> collected.add(look(given, group)));
    List<Device> working = bottom.stream().filter(Device::active).toList();
    if (given.stack().whyNot().isPresent() && working.size() > 1) {
      collected.add(untold(working, Metric.WRITES_PER_SECOND));
      List<Device> writing =
          working.stream().filter(d -> d.get(Metric.WRITES_PER_SECOND) > 0).toList();
      collected.add(untold(writing, Metric.WRITE_KIB_PER_SECOND));
      stacked(writing).ifPresent(why -> collected.add(Verdict.untold(why)));
    }
    UntoldArrays.unread(given).values().forEach(why -> collected.add(Verdict.untold(why)));
    return collected.verdict();
  }

  private static List<Group> arrays(Case given, Stack stack) {
    var groups = new ArrayList<Group>();
    for (Node node : stack.nodes().values()) {
      List<Device> members =
          stack.lowers(node.id()).stream()
              .filter(e -> e.role() == Edge.Role.COPY || e.role() == Edge.Role.PARITY)
              .flatMap(e -> given.device(stack.node(e.lower())).stream())
              .toList();
      if (members.size() > 1) {
        String name = node.name().isEmpty() ? node.kernelName() : node.name();
        groups.add(new Group(name, node.attribute("level"), members, true));
      }
    }
    return groups;
  }

  /** Disks that write the same: so many, of the same size. */
  private static List<Group> twins(List<Device> disks) {
    var groups = new ArrayList<Group>();
    var taken = new HashSet<Device>();
    for (Device disk : disks) {
      List<Device> same =
          disks.stream().filter(other -> !taken.contains(other) && twin(disk, other)).toList();
      if (same.size() > 1 && !taken.contains(disk)) {
        groups.add(new Group("", "", same, false));
        taken.addAll(same);
      }
    }
    return groups;
  }

  private static boolean twin(Device one, Device other) {
    return family(one).isPresent()
        && family(one).equals(family(other))
        && (one.equals(other) || same(one, other));
  }

  /**
   * What its name begins with; empty for volumes, arrays and the like, which may lie on one disk.
   */
  private static Optional<String> family(Device device) {
    Matcher name = FAMILY.matcher(device.name());
    return name.lookingAt() ? Optional.of(name.group()) : Optional.empty();
  }

  /** Why nothing is said of volumes and the like that write the same, if there are any. */
  private static Optional<String> stacked(List<Device> devices) {
    List<Device> others = devices.stream().filter(device -> family(device).isEmpty()).toList();
    return others.stream()
        .filter(one -> others.stream().anyMatch(two -> !one.equals(two) && same(one, two)))
        .findFirst()
        .map(one -> one.name() + ": nothing tells what it lies on, and of which array it is");
  }

  private static boolean same(Device one, Device other) {
    return close(one.get(Metric.WRITES_PER_SECOND), other.get(Metric.WRITES_PER_SECOND), 0.02)
        && close(one.get(Metric.WRITE_SIZE_KIB), other.get(Metric.WRITE_SIZE_KIB), 0.02);
  }

  private static boolean close(double one, double other, double by) {
    return one > 0 && other > 0 && Math.abs(one - other) <= by * Math.max(one, other);
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

  private Reading<Optional<Finding>> look(Case given, Group group) {
    Optional<Work> work = work(group);
    if (work.isEmpty()) {
      return untold(group.members(), Metric.TRANSFERS_PER_SECOND);
    }
    Metric time = work.get().time();
    Reading<Optional<Finding>> untold = untold(group.members(), time);
    if (untold.whyNot().isPresent()) {
      return untold;
    }
    List<Device> byTime =
        group.members().stream()
            .sorted(Comparator.comparingDouble(member -> member.get(time)))
            .toList();
    Device slowest = byTime.getLast();
    Paired pair = Paired.whole(slowest, byTime.get((byTime.size() - 2) / 2), time);
    Seen seen = seen(given, pair);
    if (seen == Seen.NOT) {
      return Verdict.none();
    }
    Reading<Optional<Finding>> unknown =
        untold(List.of(slowest, pair.other()), Metric.TRANSFERS_PER_SECOND);
    if (unknown.whyNot().isPresent()) {
      return unknown;
    }
    if (!pair.servesMore()) {
      return finding(given, group, work.get(), pair, seen).map(Optional::of);
    }
    Paired equal = pair.atEqualWork(time);
    boolean enough = equal.fewest(given, work.get().count()) >= ENOUGH.value();
    Seen then = enough ? seen(given, equal) : Seen.NOT;
    return then == Seen.NOT
        ? Verdict.untold(servesMore(pair))
        : finding(given, group, work.get(), equal, then).map(Optional::of);
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
  private static Optional<Work> work(Group group) {
    for (Work work : List.of(Work.WRITES, Work.READS, Work.ALL)) {
      List<Double> counts =
          group.members().stream()
              .map(member -> member.whole().map(f -> f.get(work.count())).orElse(Double.NaN))
              .sorted()
              .toList();
      double least = counts.getFirst();
      double most = counts.getLast();
      if (least >= ENOUGH.value() && most - least <= Paired.EQUAL * most) {
        return Optional.of(work);
      }
    }
    return Optional.empty();
  }

  private Reading<Finding> finding(Case given, Group group, Work work, Paired pair, Seen seen) {
    Device slowest = pair.slow();
    Device other = pair.other();
    Source slowTime = pair.time();
    Source usualTime = pair.usual();
    double slow = slowTime.amount(given).orElse(Double.NaN);
    double usual = usualTime.amount(given).orElse(Double.NaN);
    String of = group.whole().isEmpty() ? "" : " of " + group.whole();
    String whose = group.known() ? "every write to " + group.whole() : "who writes to both";
    double more = (Busy.percent(slowest) - Busy.percent(other)) / 100;
    Finding.Draft draft =
        Finding.of(this, Subject.of(slowest))
            .says(
                slowest.label()
                    + of
                    + " does the same work as "
                    + other.label()
                    + " in "
                    + Words.figure(slow / usual)
                    + " times the time"
                    + (pair.equal() ? ", where both serve as much" : ""))
            .evidence(
                "its time for that of the other",
                slowTime.over(usualTime),
                seen == Seen.OFTEN ? SLOWER : ONCE)
            .evidence("its time of a " + work.words(), slowTime, "ms")
            .evidence("the other's", usualTime, "ms")
            .evidence("more", slowTime.minus(usualTime), LONGER)
            .costs(
                pair.equal()
                    ? Cost.latency(slowest.name(), slow - usual, whose)
                    : Cost.time(slowest.name(), more).andLatency(slow - usual, whose))
            .sure(confidence(group, seen));
    if (seen == Seen.OFTEN) {
      draft.evidence("intervals in which it was slower", often(pair), ALWAYS);
    }
    Optional<String> told = told(slowest, other, draft);
    if (!group.known()) {
      draft.or(
          "they are no members of one array at all, and write the same by chance: nothing tells"
              + " what lies on what");
    }
    draft.or(
        told.orElse(
            "another drive model or generation: nothing here tells their models (compare smartctl"
                + " -i)"));
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
    return draft
        .or(
            SlowDrive.weigh(given, slowest, other, draft)
                .orElse(
                    "a cable or port: look at CRC errors; a write cache that is off on one of"
                        + " them"))
        .check("iosleuth explain --rule slow-member")
        .in(given);
  }

  private static Confidence confidence(Group group, Seen seen) {
    if (!group.known()) {
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
