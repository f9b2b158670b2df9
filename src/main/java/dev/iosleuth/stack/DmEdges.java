package dev.iosleuth.stack;

import dev.iosleuth.kernel.tool.DmsetupTable.Lower;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Note;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The steps below a device-mapper device, from its table; where that is not known or names nothing,
 * {@link DmGuess} takes over.
 *
 * <p>A device that fills all targets from one lower carries the same sectors (WHOLE); from several,
 * each has its part.
 */
final class DmEdges {
  private DmEdges() {}

  static void add(Draft draft) {
    for (BlockDevice device : draft.devices().all()) {
      if (device.personality() instanceof Personality.DeviceMapper dm
          && draft.has(NodeId.device(device.name()))) {
        List<Target> table = DmTables.of(draft.sample(), dm.dmName());
        boolean placed = table.stream().anyMatch(target -> !target.lowers().isEmpty());
        if (placed) {
          new DmEdges.Placing(draft, device, table).add();
        } else {
          DmGuess.add(draft, device, dm, table);
        }
      }
    }
  }

  private record Placing(Draft draft, BlockDevice device, List<Target> table) {
    void add() {
      boolean several = several();
      for (Target target : table) {
        for (Lower lower : target.lowers()) {
          Optional<BlockDevice> below = draft.devices().numbered(lower.dev());
          if (below.isEmpty()) {
            draft.missing(device.name(), "device " + lower.dev());
            continue;
          }
          Edge.Role role = role(target, lower, several);
          draft.edge(device, below.get().name(), role, sectors(target, role));
        }
      }
      if (table.stream().anyMatch(target -> target.lowers().isEmpty() && hasLowers(target))) {
        draft.note(
            Note.Kind.NOT_UNDERSTOOD, device.name(), "one of its targets is of an unknown type");
      }
    }

    private static boolean hasLowers(Target target) {
      return !target.type().equals("zero") && !target.type().equals("error");
    }

    /** Whether its sectors lie on more than one lower. */
    private boolean several() {
      var carriers = new HashSet<Object>();
      for (Target target : table) {
        var own = new HashSet<Object>();
        target.lowers().stream().filter(Placing::carries).forEach(l -> own.add(l.dev()));
        if (spreads(target)) {
          carriers.addAll(own);
        } else if (!own.isEmpty()) {
          carriers.add(own);
        }
      }
      return carriers.size() > 1;
    }

    private static boolean carries(Lower lower) {
      return switch (lower.use()) {
        case DATA, ORIGIN, POOL -> true;
        case META, LOG, COW, CACHE -> false;
      };
    }

    /** Whether the type itself spreads its sectors over its lowers. */
    private static boolean spreads(Target target) {
      return switch (target.type()) {
        case "striped", "switch", "linear" -> true;
        case "raid" -> target.arguments().startsWith("raid0");
        default -> false;
      };
    }

    private static Edge.Role role(Target target, Lower lower, boolean several) {
      return switch (lower.use()) {
        case META, LOG -> Edge.Role.META;
        case COW -> Edge.Role.COW;
        case CACHE -> Edge.Role.CACHE;
        case DATA, ORIGIN, POOL -> carrier(target, several);
      };
    }

    private static Edge.Role carrier(Target target, boolean several) {
      Edge.Role whole = several ? Edge.Role.PART : Edge.Role.WHOLE;
      return switch (target.type()) {
        case "mirror" -> Edge.Role.COPY;
        case "raid" -> raid(target.arguments(), whole);
        case "multipath" -> Edge.Role.PATH;
        default -> whole;
      };
    }

    /** The first word of a raid target's arguments: raid1, raid10_far, raid5_ls, raid6_zr, … */
    private static Edge.Role raid(String arguments, Edge.Role whole) {
      if (arguments.startsWith("raid10") || arguments.startsWith("raid1")) {
        return Edge.Role.COPY;
      }
      return arguments.startsWith("raid0") ? whole : Edge.Role.PARITY;
    }

    private static long sectors(Target target, Edge.Role role) {
      return switch (role) {
        case WHOLE, PART -> {
          long carriers = target.lowers().stream().filter(Placing::carries).count();
          yield spreads(target) && carriers > 1 ? target.sectors() / carriers : target.sectors();
        }
        case ENTRY, OPEN, FILE, PARTITION, COPY, PARITY, REPLICATED, META, COW, CACHE, PATH, PEER ->
            0;
      };
    }
  }
}
