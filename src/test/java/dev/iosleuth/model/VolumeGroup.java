package dev.iosleuth.model;

import dev.iosleuth.model.Mappings.Linear;
import dev.iosleuth.model.Mappings.Segment;
import dev.iosleuth.model.Mappings.Striped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** LVM: gives out extents of its physical volumes. */
final class VolumeGroup {
  /** 4 MiB. */
  private static final long EXTENT = 8192;

  private final Machine machine;
  private final List<SimDevice> physical;
  private final Map<SimDevice, Long> used = new HashMap<>();

  VolumeGroup(Machine machine, List<? extends SimDevice> physical) {
    this.machine = machine;
    this.physical = List.copyOf(physical);
  }

  private Segment take(SimDevice device, long sectors) {
    long from = used.getOrDefault(device, 2048L);
    if (from + sectors > device.sectors()) {
      throw new IllegalStateException("volume group is full");
    }
    used.put(device, from + (sectors + EXTENT - 1) / EXTENT * EXTENT);
    return new Segment(device, from, sectors);
  }

  private SimDevice emptiest() {
    return physical.stream()
        .max((a, b) ->
            Long.compare(
                a.sectors() - used.getOrDefault(a, 0L), b.sectors() - used.getOrDefault(b, 0L)))
        .orElseThrow();
  }

  Mapping linear(long sectors) {
    return new Linear(List.of(take(emptiest(), sectors)));
  }

  /** In several pieces, on one or several physical volumes. */
  Mapping pieces(long sectors, int count) {
    var segments = new ArrayList<Segment>();
    for (int i = 0; i < count; i++) {
      segments.add(take(emptiest(), sectors / count / EXTENT * EXTENT));
    }
    return new Linear(segments);
  }

  Mapping striped(long sectors, long chunk) {
    long each = sectors / physical.size() / EXTENT * EXTENT;
    return new Striped(chunk, physical.stream().map(d -> take(d, each)).toList());
  }

  /** As chance will have it. */
  Dm any(String name, long sectors, String... tags) {
    Mapping mapping =
        switch (machine.random().nextInt(4)) {
          case 0 -> pieces(sectors, 2);
          case 1 ->
              physical.size() > 1
                  ? striped(sectors, 64L << machine.random().nextInt(4))
                  : linear(sectors);
          default -> linear(sectors);
        };
    return machine.volume(name, size(mapping), mapping, tags);
  }

  Dm plain(String name, long sectors, String... tags) {
    return machine.volume(name, sectors, linear(sectors), tags);
  }

  Dm hidden(String dmName, long sectors, String suffix) {
    return machine.hiddenVolume(dmName, sectors, linear(sectors), suffix);
  }

  private static long size(Mapping mapping) {
    return switch (mapping) {
      case Linear linear -> linear.segments().stream().mapToLong(Segment::sectors).sum();
      case Striped striped -> striped.stripes().stream().mapToLong(Segment::sectors).sum();
      default -> throw new IllegalArgumentException("not a plain volume");
    };
  }
}
