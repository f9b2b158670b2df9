package dev.iosleuth.finding.rule;

import dev.iosleuth.kernel.tool.DmsetupTable;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Topology;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where partitions and linear volumes begin on the disk that they lie on, sectors of 512 bytes from
 * its beginning. Beyond arrays and other mappings places are not followed.
 *
 * @param device kernel name of what lies there
 * @param disk that it lies on
 */
record Placement(String device, String disk, long startSector) {
  private static final int MOST_LAYERS = 16;

  static List<Placement> of(Topology topology) {
    var finder = new Finder(topology);
    var all = new ArrayList<Placement>();
    topology.devices().keySet().stream().sorted().forEach(name -> all.addAll(finder.of(name, 0)));
    return all;
  }

  private static final class Finder {
    private final Topology topology;
    private final Map<DevNo, String> names = new HashMap<>();

    Finder(Topology topology) {
      this.topology = topology;
      topology.devices().values().forEach(device -> names.put(device.dev(), device.name()));
    }

    /** Of each part; those that lie alike on one disk once. */
    List<Placement> of(String name, int layers) {
      BlockDevice device = topology.devices().get(name);
      if (device == null || layers > MOST_LAYERS) {
        return List.of();
      }
      return switch (device.personality()) {
        case Personality.Partition(String disk, _, Reading<Long> start) ->
            start.optional().map(s -> List.of(new Placement(name, disk, s))).orElse(List.of());
        case Personality.DeviceMapper dm -> linear(name, targets(dm), layers);
        case Personality.Disk _,
            Personality.MdArray _,
            Personality.Loop _,
            Personality.Drbd _,
            Personality.Rbd _,
            Personality.Nbd _,
            Personality.Bcache _,
            Personality.Zram _,
            Personality.NvmeHead _,
            Personality.NvmePath _,
            Personality.Ram _ ->
            List.of();
      };
    }

    private List<Target> targets(Personality.DeviceMapper dm) {
      return topology
          .dmTables()
          .map(DmsetupTable::tables)
          .map(tables -> tables.getOrDefault(dm.dmName(), List.of()))
          .orElse(List.of());
    }

    private List<Placement> linear(String name, List<Target> targets, int layers) {
      var found = new ArrayList<Placement>();
      Set<String> seen = new HashSet<>();
      for (Target target : targets) {
        if (target.type().equals("linear") && target.lowers().size() == 1) {
          DmsetupTable.Lower lower = target.lowers().getFirst();
          below(name, lower, target.startSector(), layers)
              .filter(place -> seen.add(place.disk() + place.startSector() % 8))
              .ifPresent(found::add);
        }
      }
      return found;
    }

    /** Where sector 0 of a part would be if it began the volume: only its remainder matters. */
    private Optional<Placement> below(
        String name, DmsetupTable.Lower lower, long start, int layers) {
      String under = names.get(lower.dev());
      if (under == null) {
        return Optional.empty();
      }
      long offset = lower.startSector() - start;
      BlockDevice device = topology.devices().get(under);
      if (device != null && device.personality() instanceof Personality.Disk) {
        return Optional.of(new Placement(name, under, offset));
      }
      return of(under, layers + 1).stream()
          .findFirst()
          .map(place -> new Placement(name, place.disk(), place.startSector() + offset));
    }
  }
}
