package dev.iosleuth.lab;

import dev.iosleuth.lab.BlkTrace.Event;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often md wrote its superblock and its bitmap on one disk within one interval: by blktrace and
 * by the ledger.
 *
 * @param disk its name
 * @param interval the first is 0
 */
record SuperblockWrites(String disk, int interval, long traced, long told) {
  /** How the ledger names that account: md0 superblock and bitmap. */
  private static final String JOB = "superblock and bitmap";

  /**
   * Of all disks and intervals in which either of them saw any.
   *
   * @param read when the counters of each sample were read, nanoseconds
   * @param each the ledger of every interval
   */
  static List<SuperblockWrites> of(BlkTrace trace, List<Long> read, List<Ledger> each) {
    Map<Long, Set<Long>> places = places(trace);
    var writes = new ArrayList<SuperblockWrites>();
    for (int i = 0; i < each.size(); i++) {
      for (DeviceLedger disk : each.get(i).devices()) {
        long number = disk.node().dev().map(d -> ((long) d.major() << 20) + d.minor()).orElse(-1L);
        Set<Long> sectors = places.getOrDefault(number, Set.of());
        long traced = traced(trace, number, sectors, read.get(i), read.get(i + 1));
        long told = each.get(i).sums(disk) ? told(disk) : 0;
        if (traced > 0 || told > 0) {
          writes.add(new SuperblockWrites(disk.node().name(), i, traced, told));
        }
      }
    }
    return writes;
  }

  /** By disk, the sectors that were ever written as only md writes. */
  private static Map<Long, Set<Long>> places(BlkTrace trace) {
    var places = new HashMap<Long, Set<Long>>();
    for (Event event : trace.events()) {
      if (event.kind() == BlkTrace.Kind.QUEUE && event.superblock()) {
        places.computeIfAbsent(event.device(), _ -> new HashSet<>()).add(event.sector());
      }
    }
    return places;
  }

  private static long traced(BlkTrace trace, long disk, Set<Long> places, long from, long to) {
    return trace.events().stream()
        .filter(event -> event.kind() == BlkTrace.Kind.COMPLETE && event.device() == disk)
        .filter(event -> event.sectors() == 1 && places.contains(event.sector()))
        .filter(event -> event.nanos() > from && event.nanos() <= to)
        .count();
  }

  private static long told(DeviceLedger disk) {
    return disk.postings().stream()
        .filter(posting -> posting.account().kind() == Account.Kind.JOB)
        .filter(posting -> posting.account().name().endsWith(JOB))
        .filter(posting -> posting.direction() == Direction.WRITE)
        .mapToLong(Posting::ops)
        .sum();
  }

  long off() {
    return Math.abs(told - traced);
  }

  @Override
  public String toString() {
    return disk
        + ", interval "
        + interval
        + ": md wrote its superblock and bitmap "
        + traced
        + " times, by the ledger "
        + told;
  }
}
