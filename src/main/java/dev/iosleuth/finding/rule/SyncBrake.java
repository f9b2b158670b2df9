package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.HostSettings.SyncLimit;
import dev.iosleuth.sample.Sample;
import java.util.Optional;

/** How a check, resync or recovery is made slower than it is now. */
final class SyncBrake {
  /** KiB/s a disk, chosen: a TiB takes four months at that. */
  private static final long LEAST = 100;

  static final SyncLimit UNREAD =
      new SyncLimit(Reading.absent("not read"), Reading.absent("not read"));

  private SyncBrake() {}

  /**
   * @param weighs whether it takes so much that others meet it, or nobody knows
   */
  static Finding.Draft advise(Finding.Draft draft, Case given, SyncWork work, boolean weighs) {
    if (!weighs) {
      return draft
          .act("let it end: others hardly meet it")
          .check(
              work.device().startsWith("drbd")
                  ? "drbdadm status " + Shell.quote(work.name())
                  : "cat /proc/mdstat");
    }
    return work.device().startsWith("drbd") ? drbd(draft, given, work) : md(draft, given, work);
  }

  /** Each array may have limits of its own; the others have the host's. */
  static SyncLimit limit(Sample sample, SyncWork work) {
    return Optional.ofNullable(sample.topology().settings().arrays().get(work.device()))
        .orElse(UNREAD);
  }

  /** drivers/md/md.c, md_do_sync: the upper limit holds above the lower one only. */
  private static Finding.Draft md(Finding.Draft draft, Case given, SyncWork work) {
    String folder = "/sys/block/" + work.device() + "/md/";
    SyncLimit limit = given.last().map(sample -> limit(sample, work)).orElse(UNREAD);
    double most = limit.most().map(Long::doubleValue).orElse(Double.POSITIVE_INFINITY);
    long slower = (long) (Math.min(work.speed(), most) / 2);
    if (work.state() == SyncWork.State.WAITING) {
      draft.act("nothing now: it begins by itself");
    } else if (slower < LEAST) {
      draft.act("let it end: it hardly goes slower");
    } else {
      String files =
          limit.least().orElse(Long.MAX_VALUE) > slower
              ? "| tee " + folder + "sync_speed_min " + folder + "sync_speed_max"
              : "> " + folder + "sync_speed_max";
      String now = Double.isInfinite(most) ? "" : " and may do " + Words.whole(most);
      draft.act(
          "echo "
              + slower
              + " "
              + files
              + "  # KiB/s a disk; now it does "
              + Words.whole(work.speed())
              + now
              + ": slower, and later done");
      draft.act(undo(given, work, limit, limit.least().orElse(Long.MAX_VALUE) > slower));
    }
    if (work.checking()) {
      draft.act(
          "echo idle > " + folder + "sync_action  # stop the check; it begins anew next time");
    }
    return draft.check("cat /proc/mdstat");
  }

  /**
   * What is written into an array's own limits stays and slows a later rebuild.
   * Documentation/admin-guide/md.rst, sync_speed_min: "system" gives those of the host back.
   */
  private static String undo(Case given, SyncWork work, SyncLimit limit, boolean both) {
    String folder = "/sys/block/" + work.device() + "/md/sync_speed_";
    SyncLimit hosts = given.last().map(s -> s.topology().settings().syncLimit()).orElse(UNREAD);
    String wait = "mdadm --wait " + Shell.quote("/dev/" + work.device()) + "; ";
    String back = wait + before(limit.most(), hosts.most()) + " > " + folder + "max";
    return (both
            ? back + "; " + before(limit.least(), hosts.least()) + " > " + folder + "min"
            : back)
        + "  # undoes it when this has ended: it would slow a rebuild, too";
  }

  private static String before(Reading<Long> own, Reading<Long> hosts) {
    boolean same = own.equals(hosts) || own.optional().isEmpty();
    return "echo " + (same ? "system" : String.valueOf(own.orElse(0L)));
  }

  private static Finding.Draft drbd(Finding.Draft draft, Case given, SyncWork work) {
    String name = Shell.quote(work.name());
    double speed =
        work.state() == SyncWork.State.RUNNING ? synced(given, work) / given.seconds() : 0;
    long slower = (long) (speed / 2);
    return draft
        .act(
            slower < LEAST
                ? "drbdadm disk-options --c-max-rate=…k " + name + "  # below its speed now: slower"
                : "drbdadm disk-options --c-max-rate="
                    + slower
                    + "k "
                    + name
                    + "  # it did "
                    + Words.whole(speed)
                    + " KiB/s: slower, and later done")
        .check("drbdadm status " + name);
  }

  /** KiB between the two samples; NaN where nothing tells. */
  private static double synced(Case given, SyncWork work) {
    return outOfSync(given.first(), work) - outOfSync(given.last(), work);
  }

  private static double outOfSync(Reading<Sample> sample, SyncWork work) {
    return sample
        .map(known ->
            known.drbd().stream()
                .filter(resource -> ("drbd" + resource.minor()).equals(work.device()))
                .findFirst()
                .map(resource -> SyncWork.outOfSync(known, resource.minor()).orElse(Double.NaN))
                .orElse(Double.NaN))
        .orElse(Double.NaN);
  }
}
