package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A guest waits longer for its disk than the host's disk takes. */
final class GuestHostGap implements Rule {
  private static final double NANOS_PER_MS = 1e6;

  private static final Threshold ENOUGH =
      new Threshold(
          "requests of each",
          100,
          "",
          "block/bio.c, bio_start_io_acct: a volume's times are counted in clock ticks, of 4 ms with"
              + " CONFIG_HZ=250. A time between two ticks is off by 2 ms at most (standard"
              + " deviation), the mean of 100 by 0.2 ms: a tenth of the gap that is asked for");
  private static final Threshold TIMES =
      new Threshold(
          "time of a request for the guest, in times of the host's",
          2,
          "",
          "chosen: up to there merging and the different instants of reading explain it");
  private static final Threshold LONGER =
      new Threshold(
          "time of a request beyond the host's",
          2,
          "ms",
          "chosen: less is what qemu's threads take to be scheduled on a busy host");

  /** A disk of a guest. */
  private record Place(String guest, GuestView.OfDisk disk) {
    String name() {
      return guest + "/" + disk.disk().label();
    }
  }

  @Override
  public About about() {
    return new About(
        "guest-host-gap",
        "a guest waits longer than the disk takes",
        "The guest counts how long its requests take, the host how long its own device takes for"
            + " them. If the guest waits much longer, the time is lost in between: a throttle of"
            + " qemu, a thread that got no processor, requests queued before the host's device.",
        "A guest's mean time of a request is at least "
            + Words.figure(TIMES.value())
            + " times the host's for the same disk, and "
            + Words.ms(LONGER.value())
            + " longer, over at least "
            + Words.whole(ENOUGH.value())
            + " requests.",
        About.Sort.CAUSE,
        List.of(Need.BOOKS),
        List.of(TIMES, LONGER, ENOUGH));
  }

  @Override
  public Verdict examine(Case given) {
    Reading<List<GuestView>> views = views(given);
    if (!(views instanceof Reading.Known<List<GuestView>>(List<GuestView> known))) {
      return Verdict.couldNotTell(views.whyNot().orElse("?"));
    }
    var places = new ArrayList<Place>();
    var collected = new Verdict.Collected();
    for (GuestView view : known) {
      boolean any = view.disks().stream().anyMatch(disk -> !disk.disk().counted().isEmpty());
      if (!view.disks().isEmpty() && !any) {
        collected.add(
            Verdict.untold(
                view.guest().name()
                    + ": nobody tells what it counted itself"
                    + view.told().whyNot().map(why -> " (" + why + ")").orElse("")));
      }
      view.disks().forEach(disk -> places.add(new Place(view.guest().name(), disk)));
    }
    places.forEach(place -> collected.add(look(given, place)));
    return collected.verdict();
  }

  private static Reading<List<GuestView>> views(Case given) {
    return given
        .first()
        .then(first ->
            given
                .last()
                .then(last ->
                    given
                        .stack()
                        .then(stack ->
                            given
                                .ledger()
                                .map(ledger -> GuestViews.of(first, last, stack, ledger)))));
  }

  /** Requests and their time of reads and writes together; empty where one is not told. */
  private record Timed(long requests, double ms) {
    static Optional<Timed> of(DiskCounters counters) {
      return of(counters.reads())
          .flatMap(reads ->
              of(counters.writes())
                  .map(
                      writes -> new Timed(reads.requests + writes.requests, reads.ms + writes.ms)));
    }

    private static Optional<Timed> of(Requests requests) {
      return requests
          .operations()
          .optional()
          .flatMap(ops -> requests.nanos().optional().map(ns -> new Timed(ops, ns / NANOS_PER_MS)));
    }

    double mean() {
      return requests == 0 ? Double.NaN : ms / requests;
    }
  }

  private static Optional<Timed> guest(GuestView.OfDisk disk) {
    return disk.interval().optional().flatMap(b -> b.guest().optional()).flatMap(Timed::of);
  }

  private static Optional<Timed> host(GuestView.OfDisk disk) {
    return disk.interval().optional().flatMap(b -> b.host().optional()).flatMap(Timed::of);
  }

  private Reading<Optional<Finding>> look(Case given, Place place) {
    Optional<Timed> guest = guest(place.disk()).filter(t -> t.requests() > 0);
    Optional<Timed> host = host(place.disk()).filter(t -> t.requests() > 0);
    if (guest.isEmpty() || host.isEmpty()) {
      return Verdict.none();
    }
    long fewest = Math.min(guest.get().requests(), host.get().requests());
    double waits = guest.get().mean();
    double takes = host.get().mean();
    if (waits < takes * TIMES.value() || waits - takes < LONGER.value()) {
      return Verdict.none();
    }
    if (fewest < ENOUGH.value()) {
      return Verdict.untold(
          place.name()
              + ": it waits longer than the host's device takes, but a mean of "
              + Words.whole((double) fewest)
              + " requests is chance: it takes "
              + Words.whole(ENOUGH.value()));
    }
    Source own = figure(place, "guest", "request_ms");
    Source below = figure(place, "host", "request_ms");
    return Finding.of(this, new Subject("guest", place.guest()))
        .says(
            place.name()
                + " waits "
                + Words.ms(waits)
                + " for a request, of which the host's device takes "
                + Words.ms(takes))
        .evidence("time of a request for the guest", own, "ms")
        .evidence("time of a request for the host", below, "ms")
        .evidence(TIMES.name(), own.over(below), TIMES)
        .evidence(LONGER.name(), own.minus(below), LONGER)
        .evidence("requests of the guest", figure(place, "guest", "requests"), ENOUGH)
        .evidence("requests of the host", figure(place, "host", "requests"), ENOUGH)
        .costs(Cost.latency("", waits - takes, place.guest()))
        .sure(Confidence.MEDIUM)
        .or("a throttle of the disk, which is meant to make it wait")
        .or("qemu's thread got no processor: the host is out of CPU, or the guest has no iothread")
        .act("iosleuth guests " + Shell.quote(place.guest()) + " --interval 5")
        .act("virsh blkdeviotune GUEST DISK  # or info block in the monitor: its limits")
        .check("iosleuth explain --rule guest-host-gap")
        .in(given)
        .map(Optional::of);
  }

  private static Source figure(Place place, String side, String what) {
    return Source.amount(
        Sources.call("guest_disk", place.guest(), place.disk().disk().label(), side + "_" + what),
        c ->
            views(c)
                .then(views ->
                    views.stream()
                        .filter(view -> view.guest().name().equals(place.guest()))
                        .flatMap(view -> view.disks().stream())
                        .filter(d -> d.disk().label().equals(place.disk().disk().label()))
                        .findFirst()
                        .flatMap(d -> side.equals("guest") ? guest(d) : host(d))
                        .map(timed ->
                            Reading.known(
                                what.equals("requests") ? timed.requests() : timed.mean()))
                        .orElse(Reading.absent("there is no such disk"))));
  }
}
