package dev.iosleuth.lab;

import dev.iosleuth.lab.BlkTrace.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Whose a request at a disk is: the process that queued the bio at the top, followed down by
 * remaps. Bios that a kernel thread queues stay that thread's.
 */
final class Lineage {
  private final Map<Integer, String> names;
  private final Map<Long, NavigableMap<Long, Bio>> queued = new HashMap<>();
  private final Map<Place, String> coming = new HashMap<>();

  private record Place(long device, long sector) {}

  private record Bio(long sectors, String owner) {}

  Lineage(Map<Integer, String> names) {
    this.names = names;
  }

  /** A remap names whole disks as its goal, also where it goes to a partition and its sectors. */
  void remap(Event event) {
    String owner = owner(event.from(), event.fromSector());
    if (owner.isEmpty()) {
      String came = coming.remove(new Place(event.to(), event.fromSector()));
      owner = came == null ? name(event) : came;
    }
    coming.put(new Place(event.to(), event.sector()), owner);
  }

  void queue(Event event) {
    String came = coming.remove(new Place(event.device(), event.sector()));
    NavigableMap<Long, Bio> bios = bios(event.device());
    bios.subMap(event.sector(), event.sector() + event.sectors()).clear();
    bios.put(event.sector(), new Bio(event.sectors(), came == null ? name(event) : came));
  }

  /** Shares of whoever's bios lie within, by sectors; they add up to 1. Of a flush nobody's. */
  Map<String, Double> owners(Event request) {
    if (request.sectors() == 0) {
      return Map.of();
    }
    var shares = new HashMap<String, Double>();
    long end = request.sector() + request.sectors();
    bios(request.device())
        .subMap(request.sector(), end)
        .values()
        .forEach(
            bio -> shares.merge(bio.owner(), (double) Math.max(1, bio.sectors()), Double::sum));
    if (shares.isEmpty()) {
      String owner = owner(request.device(), request.sector());
      shares.put(owner.isEmpty() ? name(request) : owner, 1.0);
    }
    double all = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    shares.replaceAll((_, share) -> share / all);
    return shares;
  }

  private String owner(long device, long sector) {
    Map.Entry<Long, Bio> bio = bios(device).floorEntry(sector);
    boolean covers = bio != null && sector < bio.getKey() + Math.max(1, bio.getValue().sectors());
    return covers ? bio.getValue().owner() : "";
  }

  private NavigableMap<Long, Bio> bios(long device) {
    return queued.computeIfAbsent(device, _ -> new TreeMap<>());
  }

  private String name(Event event) {
    return names.getOrDefault(event.pid(), "pid " + event.pid());
  }
}
