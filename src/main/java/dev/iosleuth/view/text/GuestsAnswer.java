package dev.iosleuth.view.text;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How many guests run, which does most and which waits longest, in a sentence or two. */
final class GuestsAnswer {
  private static final double NANOS_PER_MS = 1e6;
  private static final int NAME = 34;

  private GuestsAnswer() {}

  /**
   * What a guest did, as it counted it itself; where it did not tell, as this host did: a second,
   * or since it started. Its disks may have been counted for different times.
   *
   * @param bytes read and written: what was discarded moved none
   * @param failed operations in all
   * @param known whether all of it is
   */
  record Did(
      GuestView guest,
      double operations,
      double bytes,
      double nanos,
      double failed,
      boolean known) {
    static Did of(GuestView guest, boolean interval) {
      var sum = new double[4];
      boolean known = true;
      for (GuestView.OfDisk disk : guest.disks()) {
        GuestView.Both both = interval ? disk.interval().orElse(disk.totals()) : disk.totals();
        Optional<DiskCounters> own = both.guest().optional();
        Optional<DiskCounters> told = own.or(() -> both.host().optional());
        double seconds = own.isPresent() ? both.seconds() : both.hostSeconds();
        told.ifPresent(counters -> add(counters, interval && seconds > 0 ? seconds : 1, sum));
        boolean certain =
            guest.guest().kind() == Guest.Kind.CONTAINER ? told.isPresent() : own.isPresent();
        known &= certain || isEmpty(disk.disk());
      }
      return new Did(guest, sum[0], sum[1], sum[2], sum[3], known);
    }

    /** Nothing can have been done in a drive without a medium; firmware keeps a few KiB. */
    private static boolean isEmpty(GuestDisk disk) {
      return disk.images().isEmpty() || disk.medium() == Medium.FIRMWARE;
    }

    private static void add(DiskCounters counters, double seconds, double[] sum) {
      for (Requests requests :
          List.of(counters.reads(), counters.writes(), counters.flushes(), counters.unmaps())) {
        sum[0] += value(requests.operations()) / seconds;
        sum[2] += value(requests.nanos()) / seconds;
        sum[3] += value(requests.failed());
      }
      sum[1] += (value(counters.reads().bytes()) + value(counters.writes().bytes())) / seconds;
    }

    private static double value(Reading<Long> reading) {
      return (double) reading.orElse(0L);
    }

    boolean idle() {
      return operations <= 0 && bytes <= 0 && failed <= 0;
    }

    private double meanWait() {
      return operations > 0 ? nanos / NANOS_PER_MS / operations : 0;
    }

    private String name() {
      return Escape.terminal(guest.guest().name(), NAME);
    }
  }

  /**
   * @param interval whether one was measured
   */
  static String of(List<GuestView> guests, boolean interval) {
    int ended = (int) guests.stream().filter(GuestView::ended).count();
    String run =
        Units.count(guests.size() - ended, "guest runs", "guests run")
            + (ended > 0 ? ", " + ended + " ended" : "");
    List<Did> all = guests.stream().map(guest -> Did.of(guest, interval)).toList();
    List<Did> busy = all.stream().filter(did -> !did.idle()).toList();
    if (busy.isEmpty()) {
      boolean known = interval && all.stream().allMatch(Did::known);
      return run + (known ? "; none did any I/O." : "; none has done any I/O that is known.");
    }
    Did most = busy.stream().max(Comparator.comparingDouble(Did::operations)).get();
    if (!interval) {
      return "%s. Since they started %s asked for most: %s, %s. Who is busy now: --interval 5."
          .formatted(
              run,
              most.name(),
              Units.count(Math.round(most.operations()), "operation", "operations"),
              Units.shortSize(most.bytes()));
    }
    String busiest = "%s, %d of them busy.".formatted(run, busy.size());
    String which =
        " Most operations: %s, %s a second, %s MiB/s."
            .formatted(most.name(), Units.spokenRate(most.operations()), Units.mebi(most.bytes()));
    return busiest
        + (most.operations() > 0 ? which : "")
        + longest(busy).map(GuestsAnswer::waits).orElse("")
        + failures(busy);
  }

  private static String failures(List<Did> busy) {
    return busy.stream()
        .filter(did -> did.failed() > 0)
        .max(Comparator.comparingDouble(Did::failed))
        .map(did ->
            " Failed: %s, %s."
                .formatted(
                    did.name(), Units.count(Math.round(did.failed()), "operation", "operations")))
        .orElse("");
  }

  private static Optional<Did> longest(List<Did> busy) {
    return busy.stream()
        .filter(did -> did.meanWait() > 0)
        .max(Comparator.comparingDouble(Did::meanWait));
  }

  private static String waits(Did did) {
    return " Longest waits: %s, %s an operation.".formatted(did.name(), Units.span(did.meanWait()));
  }
}
