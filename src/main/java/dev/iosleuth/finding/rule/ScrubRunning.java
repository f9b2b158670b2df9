package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Input;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality.MdArray;
import dev.iosleuth.sample.HostSettings.SyncLimit;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A check, resync or recovery of an array or a DRBD device in progress, and what it takes. */
final class ScrubRunning implements Rule {
  private static final Threshold WEIGHT =
      new Threshold(
          "share of a disk's time",
          10,
          "%",
          "chosen: below a tenth of the time others hardly meet it, and it is a note only");

  /**
   * It is held back by what was done since a mark, over the whole seconds since then and one more
   * (drivers/md/md.c, md_do_sync()), which mdstat leaves out (status_resync()): in the first
   * seconds that is up to twice as much.
   */
  private static final double SLACK = 2;

  private static final String TOO_FAST =
      ", faster than its limits allow: /proc/mdstat and sysfs contradict each other";

  @Override
  public About about() {
    return new About(
        "scrub-running",
        "a check, resync or recovery is running",
        "Arrays are read through now and then to find damage early (a check, on Debian on the first"
            + " Sunday of the month), and are read and written through to make copies alike again"
            + " (resync, recovery). On spinning disks the heads then move between that work and"
            + " everybody else's, and all others wait longer than its share of the time says.",
        "/proc/mdstat, sysfs (sync_action) where that is missing or damaged, or DRBD says that one runs"
            + " or waits; its share is what the ledger posts on it"
            + " on the disk on which it weighs most.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION, Need.BOOKS),
        List.of(WEIGHT));
  }

  @Override
  public List<Input> inputs() {
    return List.of(Reads.MDSTAT, Reads.ACTIONS);
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.last() instanceof Reading.Known<Sample>(Sample sample))) {
      return Verdict.couldNotTell(given.last().whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    Stream.concat(SyncWork.of(sample).stream(), SyncWork.ended(given).stream())
        .forEach(work -> collected.add(look(given, work).map(Optional::of)));
    sample.mdstat().map(Mdstat::arrays).orElse(List.of()).stream()
        .filter(array -> array.job().isEmpty())
        .flatMap(array -> untold(sample, array).stream())
        .forEach(why -> collected.add(Verdict.untold(why)));
    mdstat(sample).ifPresent(why -> collected.add(Verdict.untold(why)));
    UntoldArrays.unread(given).values().forEach(why -> collected.add(Verdict.untold(why)));
    UntoldArrays.redundant(sample).stream()
        .flatMap(array -> unlisted(array).stream())
        .forEach(why -> collected.add(Verdict.untold(why)));
    return collected.verdict();
  }

  /** Why it does not tell; a host without md has no such file, and nothing to tell. */
  private static Optional<String> mdstat(Sample sample) {
    Reading<Mdstat> mdstat = sample.mdstat();
    boolean damaged = mdstat.map(known -> !known.damaged().isEmpty()).orElse(false);
    if (damaged || mdstat instanceof Reading.Malformed<Mdstat>) {
      return Optional.of("/proc/mdstat was not understood");
    }
    return mdstat
        .whyNot()
        .filter(why -> !why.startsWith("no such"))
        .map(why -> "/proc/mdstat: " + why);
  }

  private static Optional<String> untold(Sample sample, Mdstat.Array array) {
    return UntoldArrays.otherAction(sample, array)
        .map(action ->
            array.name()
                + ": its sync_action is "
                + action
                + ", and /proc/mdstat tells of no such job: one of the two is damaged, or of another"
                + " moment");
  }

  /** What mdstat would have told of an array, but that sysfs says that it does nothing. */
  private static Optional<String> unlisted(BlockDevice array) {
    Reading<String> action = action(array);
    return action
        .map(what ->
            SyncWork.action(array).isEmpty()
                ? ""
                : array.name()
                    + ": its sync_action is "
                    + what
                    + ": /proc/mdstat does not tell how far it is")
        .orElse(
            "sys/block/"
                + array.name()
                + "/md/sync_action: "
                + action.whyNot().orElse("?")
                + ", and /proc/mdstat does not tell of "
                + array.name())
        .lines()
        .findFirst();
  }

  private static Reading<String> action(BlockDevice array) {
    return UntoldArrays.array(array)
        .map(MdArray::syncAction)
        .orElse(Reading.absent("it is no array"));
  }

  private Reading<Finding> look(Case given, SyncWork work) {
    Optional<Burden> burden = Burden.heaviest(given, work.payer());
    return switch (work.state()) {
      case RUNNING -> running(given, work, burden);
      case WAITING -> waiting(given, work);
      case ENDED -> ended(given, work, burden);
    };
  }

  private Reading<Finding> waiting(Case given, SyncWork work) {
    Finding.Draft draft =
        Finding.of(this, new Subject("device", work.device()))
            .says(work.name() + ": a " + work.action() + " waits for its turn")
            .severity(Severity.NOTE)
            .sure(Confidence.HIGH);
    if (work.device().startsWith("drbd")) {
      draft.evidence("out of sync", work.progress(), "KiB");
    } else {
      draft.evidence("members", members(work), "");
    }
    return SyncBrake.advise(draft, given, work, true).in(given);
  }

  private Reading<Finding> ended(Case given, SyncWork work, Optional<Burden> burden) {
    if (burden.isEmpty()) {
      return Reading.absent(work.name() + ": nothing tells what the " + work.action() + " took");
    }
    Burden on = burden.get();
    Optional<BlockDevice> array =
        given.last().optional().flatMap(sample -> sample.topology().device(work.device()));
    if (array.isPresent() && unknown(given, array.get())) {
      return Reading.absent(
          work.name()
              + ": neither /proc/mdstat nor sync_action tells whether its "
              + work.action()
              + " still runs");
    }
    Optional<String> still = array.flatMap(SyncWork::action);
    Finding.Draft draft =
        Finding.of(this, new Subject("device", work.device()))
            .says(
                work.name()
                    + ": a "
                    + work.action()
                    + " ran in this time and has ended; it took "
                    + Words.percent(on.percent())
                    + " of the time of "
                    + on.device().name())
            .evidence("time of " + on.device().name() + " on it", on.time(), WEIGHT)
            .costs(on.cost())
            .severity(on.percent() < WEIGHT.value() ? Severity.NOTE : Severity.WARNING)
            .sure(still.isPresent() ? Confidence.LOW : Confidence.HIGH)
            .check("cat /proc/mdstat /proc/drbd");
    still.ifPresent(action ->
        draft
            .or("it still runs: sync_action of " + work.device() + " says " + action)
            .act("cat /sys/block/" + work.device() + "/md/sync_action  # whether it still runs"));
    return draft
        .act("nothing now; look again without it before you judge other findings")
        .in(given);
  }

  /** Whether nothing tells if one runs there. */
  private static boolean unknown(Case given, BlockDevice array) {
    return action(array).whyNot().isPresent()
        && given.last().map(UntoldArrays::redundant).orElse(List.of()).contains(array);
  }

  private Reading<Finding> running(Case given, SyncWork work, Optional<Burden> burden) {
    double share = burden.map(Burden::percent).orElse(Double.NaN);
    Finding.Draft draft =
        Finding.of(this, new Subject("device", work.device()))
            .says(sentence(work, burden) + (tooFast(given, work) ? TOO_FAST : ""))
            .evidence(done(work), work.progress(), unit(work))
            .severity(share < WEIGHT.value() ? Severity.NOTE : Severity.WARNING)
            .sure(SyncWork.isMd(work) && !work.told() ? Confidence.MEDIUM : Confidence.HIGH);
    burden.ifPresent(on ->
        draft
            .evidence("time of " + on.device().name() + " on it", on.time(), WEIGHT)
            .costs(on.cost()));
    limits(given, work, draft);
    given
        .last()
        .optional()
        .filter(sample -> idle(sample, work))
        .ifPresent(_ ->
            draft
                .or(
                    "it has just ended: sync_action of "
                        + work.device()
                        + " is idle, which contradicts /proc/mdstat")
                .sure(Confidence.LOW));
    boolean hardly = share < WEIGHT.value();
    return SyncBrake.advise(draft, given, work, !hardly).in(given);
  }

  private static String done(SyncWork work) {
    return work.told() ? "progress" : SyncWork.isMd(work) ? "done, of all" : "out of sync";
  }

  private static String unit(SyncWork work) {
    return work.told() ? "%" : SyncWork.isMd(work) ? "sectors" : "KiB";
  }

  private static Source members(SyncWork work) {
    return HostSources.amount(
        Sources.call("mdstat", work.device(), "members"),
        sample ->
            sample
                .mdstat()
                .then(stat ->
                    stat.array(work.device())
                        .map(array -> Reading.known((double) array.members().size()))
                        .orElse(Reading.absent("no such array"))));
  }

  private static String sentence(SyncWork work, Optional<Burden> burden) {
    String done = work.told() ? ", " + Words.figure(work.percent()) + " % done" : "";
    String left =
        Double.isNaN(work.secondsLeft())
            ? ""
            : ", about " + Spans.words(work.secondsLeft()) + " to go";
    String takes =
        burden
            .map(on ->
                ", takes " + Words.percent(on.percent()) + " of the time of " + on.device().name())
            .orElse("");
    return work.name() + ": a " + work.action() + " is running" + done + left + takes;
  }

  /** Each array may have limits of its own; the others have the host's. */
  private static void limits(Case given, SyncWork work, Finding.Draft draft) {
    String folder = "sys/block/" + work.device() + "/md/";
    Source least =
        HostSources.file(folder + "sync_speed_min", s -> SyncBrake.limit(s, work).least());
    Source most = HostSources.file(folder + "sync_speed_max", s -> SyncBrake.limit(s, work).most());
    if (!Double.isNaN(work.speed())) {
      draft.evidence("speed now", speed(work), "KiB/s");
    }
    if (least.of(given) instanceof Reading.Known) {
      draft.evidence("speed when others want the disks, at least", least, "KiB/s");
    }
    if (most.of(given) instanceof Reading.Known) {
      draft.evidence("speed at most", most, "KiB/s");
    }
    if (tooFast(given, work)) {
      draft.or(
          "the limit was lowered a moment ago: /proc/mdstat tells the mean speed of up to half a"
              + " minute, sync_speed_max what holds from now on for each disk");
    }
  }

  /** drivers/md/md.c, md_do_sync: it waits as long as it is above both limits. */
  private static boolean tooFast(Case given, SyncWork work) {
    SyncLimit limit =
        given.last().map(sample -> SyncBrake.limit(sample, work)).orElse(SyncBrake.UNREAD);
    return limit.most() instanceof Reading.Known
        && work.speed() > SLACK * Math.max(limit.most().orElse(0L), limit.least().orElse(0L));
  }

  private static boolean idle(Sample sample, SyncWork work) {
    return sample
        .mdstat()
        .optional()
        .flatMap(mdstat -> mdstat.array(work.device()))
        .flatMap(array -> UntoldArrays.otherAction(sample, array))
        .isPresent();
  }

  private static Source speed(SyncWork work) {
    return HostSources.amount(
        Sources.call("mdstat", work.device(), "speed"),
        sample ->
            SyncWork.of(sample).stream()
                .filter(one -> one.device().equals(work.device()))
                .findFirst()
                .map(one -> Reading.known(one.speed()))
                .orElse(Reading.absent("no job of " + work.device() + " runs")));
  }
}
