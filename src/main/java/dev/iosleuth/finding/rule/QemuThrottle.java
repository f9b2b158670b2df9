package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A guest's disk that gets no more than qemu's own limit lets through. */
final class QemuThrottle {
  static final Threshold REACHED =
      new Threshold(
          "what the guest's disk got, of its limit",
          95,
          "%",
          "qemu's docs/throttle.txt: the bucket leaks at the limit's rate, and requests wait when"
              + " it is full");

  /** What a limit is of. */
  private record Limit(String name, String unit, Function<DiskCounters, Reading<Long>> counted) {}

  private static final List<Limit> LIMITS =
      List.of(
          new Limit("iops-total", "/s", d -> sum(operations(d.reads()), operations(d.writes()))),
          new Limit("iops-read", "/s", d -> operations(d.reads())),
          new Limit("iops-write", "/s", d -> operations(d.writes())),
          new Limit("bps-total", "bytes/s", d -> sum(d.reads().bytes(), d.writes().bytes())),
          new Limit("bps-read", "bytes/s", d -> d.reads().bytes()),
          new Limit("bps-write", "bytes/s", d -> d.writes().bytes()));

  private final QemuDiskSettings rule;
  private final Case given;

  QemuThrottle(QemuDiskSettings rule, Case given) {
    this.rule = rule;
    this.given = given;
  }

  /** What went down: of those that were merged the limit counts one. */
  private static Reading<Long> operations(DiskCounters.Requests requests) {
    return requests.operations().map(all -> all - requests.merged().orElse(0L));
  }

  private static Reading<Long> sum(Reading<Long> one, Reading<Long> other) {
    return one.then(first -> other.map(second -> first + second));
  }

  /** None without an interval: a limit that is set is no fault. */
  List<Reading<Optional<Finding>>> looks(GuestPlace place) {
    var looks = new ArrayList<Reading<Optional<Finding>>>();
    if (given.first().optional().isPresent()) {
      for (Limit limit : LIMITS) {
        if (most(place, limit.name()) > 0) {
          looks.add(look(place, limit));
        }
      }
    }
    return looks;
  }

  /**
   * As qemu tells it, which may be set while it runs (block_set_io_throttle). It does not tell
   * those of throttle nodes, which only disks made by -blockdev have. 0 where there is none.
   */
  private static long most(GuestPlace place, String limit) {
    GuestDisk.Settings settings = place.disk().settings();
    Long told = settings.limits().orElse(Map.of()).get(limit);
    if (told != null) {
      return told;
    }
    boolean asked = settings.origin() != GuestDisk.Origin.MONITOR || place.disk().id().isEmpty();
    return asked
        ? Fields.parse(place.asked().map(d -> d.throttle().get(limit)).orElse("")).orElse(0)
        : 0;
  }

  private static Reading<Long> counted(Sample sample, GuestPlace place, Limit limit) {
    return sample
        .told(place.guest())
        .then(counters ->
            counters
                .of(place.disk())
                .map(limit.counted())
                .orElse(Reading.absent("nobody tells what it counted")));
  }

  private Reading<Optional<Finding>> look(GuestPlace place, Limit limit) {
    long before = earlier(place, limit);
    long most = most(place, limit.name());
    if (before != most) {
      return Verdict.untold(
          place.name() + ": its limit (" + limit.name() + ") was changed meanwhile");
    }
    Source rate =
        Source.amount(
                Sources.call(
                    "growth", "guests", place.guest().name(), place.disk().label(), limit.name()),
                c ->
                    c.first()
                        .then(first -> counted(first, place, limit))
                        .then(then ->
                            c.last()
                                .then(last -> counted(last, place, limit))
                                .map(now -> (double) (now - then))))
            .over(HostSources.seconds());
    Source set = place.amount(limit.name(), (_, now) -> Reading.known(most(now, limit.name())));
    Source part = rate.over(set).times(100);
    Reading<Double> reached = part.amount(given);
    if (reached.optional().isEmpty()) {
      return Verdict.untold(
          place.name() + ": its limit (" + limit.name() + "): " + reached.whyNot().orElse("?"));
    }
    double percent = reached.orElse(0.0);
    return percent < REACHED.value() || bursts(place, limit, percent)
        ? Verdict.none()
        : reached(place, limit, rate, set, part);
  }

  /** That at the beginning; that at the end where the disk was not there yet. */
  private long earlier(GuestPlace place, Limit limit) {
    return given
        .first()
        .then(place::in)
        .map(then -> most(then, limit.name()))
        .orElse(most(place, limit.name()));
  }

  /** For some time more is let through, where that is allowed (iops-total-max). */
  private static boolean bursts(GuestPlace place, Limit limit, double percent) {
    return percent > 2 * 100 - REACHED.value() && most(place, limit.name() + "-max") > 0;
  }

  private Reading<Optional<Finding>> reached(
      GuestPlace place, Limit limit, Source rate, Source set, Source part) {
    String guest = place.guest().name();
    return Finding.of(rule, new Subject("guest", guest))
        .says(
            place.name()
                + " is held up by qemu's own limit ("
                + limit.name()
                + "), whatever the disk below could do")
        .evidence(REACHED.name(), part, REACHED)
        .evidence("what it got", rate, limit.unit())
        .evidence("its limit", set, limit.unit())
        .sure(Confidence.HIGH)
        .or("it asks for just so much by chance: its own requests do not wait then")
        .act("raise the limit: block_set_io_throttle in the monitor, virsh blkdeviotune")
        .act("or leave it: it is what keeps the others' disks quick")
        .check("iosleuth guests " + Shell.quote(guest) + " --interval 5")
        .in(given)
        .map(Optional::of);
  }
}
