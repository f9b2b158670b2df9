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
import dev.iosleuth.kernel.qemu.Drive;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** A guest's disk that gets no more than qemu's own limit lets through. */
final class QemuThrottle {
  static final Threshold REACHED =
      new Threshold(
          "what the guest's disk got, of its limit",
          95,
          "%",
          "qemu's docs/throttle.txt: the bucket leaks at the limit's rate, and requests wait when it"
              + " is full");

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
  List<Reading<Optional<Finding>>> looks(Guest guest, GuestDisk disk, Optional<Drive> asked) {
    var looks = new ArrayList<Reading<Optional<Finding>>>();
    if (given.first().optional().isPresent()) {
      for (Limit limit : LIMITS) {
        OptionalLong most = Fields.parse(asked.map(d -> d.throttle().get(limit.name())).orElse(""));
        if (most.orElse(0) > 0) {
          looks.add(look(guest, disk, limit, most.getAsLong()));
        }
      }
    }
    return looks;
  }

  private static Reading<Long> counted(Sample sample, Guest guest, GuestDisk disk, Limit limit) {
    return sample
        .told(guest)
        .then(counters ->
            counters
                .of(disk)
                .map(limit.counted())
                .orElse(Reading.absent("nobody tells what it counted")));
  }

  private Reading<Optional<Finding>> look(Guest guest, GuestDisk disk, Limit limit, long most) {
    Source rate =
        Source.amount(
                Sources.call("growth", "guests", guest.name(), disk.label(), limit.name()),
                c ->
                    c.first()
                        .then(first -> counted(first, guest, disk, limit))
                        .then(before ->
                            c.last()
                                .then(last -> counted(last, guest, disk, limit))
                                .map(after -> (double) (after - before))))
            .over(HostSources.seconds());
    Source part = rate.over((double) most).times(100);
    return part.amount(given)
        .then(percent ->
            percent < REACHED.value() ? Verdict.none() : reached(guest, disk, limit, rate, part));
  }

  private Reading<Optional<Finding>> reached(
      Guest guest, GuestDisk disk, Limit limit, Source rate, Source part) {
    return Finding.of(rule, new Subject("guest", guest.name()))
        .says(
            guest.name()
                + "/"
                + disk.label()
                + " is held up by qemu's own limit ("
                + limit.name()
                + "), whatever the disk below could do")
        .evidence(REACHED.name(), part, REACHED)
        .evidence("what it got", rate, limit.unit())
        .sure(Confidence.HIGH)
        .or("it asks for just so much by chance: its own requests do not wait then")
        .act("raise the limit: block_set_io_throttle in the monitor, virsh blkdeviotune")
        .act("or leave it: it is what keeps the others' disks quick")
        .check("iosleuth guests " + Shell.quote(guest.name()) + " --interval 5")
        .in(given)
        .map(Optional::of);
  }
}
