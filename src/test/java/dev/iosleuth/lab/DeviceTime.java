package dev.iosleuth.lab;

import dev.iosleuth.lab.BlkTrace.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Device time by who caused it, from the times of issue and completion alone: at each instant the k
 * requests that a disk has in work are charged one k-th each.
 *
 * @param nanos by the name of the process, kernel threads among them
 * @param bytes that were completed, likewise
 */
record DeviceTime(Map<String, Double> nanos, Map<String, Double> bytes) {
  DeviceTime {
    nanos = Map.copyOf(nanos);
    bytes = Map.copyOf(bytes);
  }

  /** Whose the writes before the data of an array's member are: superblock and bitmap. */
  static final String HEAD = "(head of a member)";

  /** Requests of a disk that are in work, and since when that has been so. */
  private static final class Disk {
    private final Map<Long, Map<String, Double>> working = new HashMap<>();
    private long since;

    void charge(long now, long from, long to, Map<String, Double> sums) {
      long nanos = Math.min(now, to) - Math.max(since, from);
      if (nanos > 0) {
        double each = (double) nanos / Math.max(1, working.size());
        working
            .values()
            .forEach(owners ->
                owners.forEach((owner, share) -> sums.merge(owner, each * share, Double::sum)));
      }
      since = now;
    }
  }

  /**
   * @param disks numbers of the devices that count
   * @param from start of the interval
   */
  static DeviceTime of(BlkTrace trace, Set<Long> disks, long from, long to) {
    var lineage = new Lineage(trace.names());
    var states = new HashMap<Long, Disk>();
    var sums = new HashMap<String, Double>();
    var bytes = new HashMap<String, Double>();
    List<Event> events = trace.events();
    Map<Long, Long> data = firstRemapped(events);
    for (Event event : events) {
      switch (event.kind()) {
        case REMAP -> lineage.remap(event);
        case QUEUE -> lineage.queue(event);
        case ISSUE -> {
          if (disks.contains(event.device())) {
            Disk disk = states.computeIfAbsent(event.device(), _ -> new Disk());
            disk.charge(event.nanos(), from, to, sums);
            disk.working.put(key(event), lineage.owners(event));
          }
        }
        case COMPLETE -> {
          Disk disk = states.get(event.device());
          if (disk != null) {
            disk.charge(event.nanos(), from, to, sums);
            Map<String, Double> owners = disk.working.remove(key(event));
            if (owners != null && event.nanos() > from && event.nanos() <= to) {
              double moved = event.sectors() * 512.0;
              // by the place: a writer that waits for the bitmap writes it itself
              boolean head = event.sector() < data.getOrDefault(event.device(), 0L);
              (head ? Map.of(HEAD, 1.0) : owners)
                  .forEach((owner, share) -> bytes.merge(owner, share * moved, Double::sum));
            }
          }
        }
      }
    }
    return new DeviceTime(sums, bytes);
  }

  /** Where on each disk the data begin of whatever is stacked on it. */
  private static Map<Long, Long> firstRemapped(List<Event> events) {
    var first = new HashMap<Long, Long>();
    for (Event event : events) {
      if (event.kind() == BlkTrace.Kind.REMAP) {
        first.merge(event.to(), event.sector(), Math::min);
      }
    }
    return first;
  }

  /** Flushes have no sector of their own. */
  private static long key(Event event) {
    return event.sectors() == 0 ? -1 : event.sector();
  }

  double share(String name) {
    double all = all();
    return all == 0 ? 0 : nanos.getOrDefault(name, 0.0) / all;
  }

  double all() {
    return nanos.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  double bytes(String name) {
    return bytes.getOrDefault(name, 0.0);
  }
}
