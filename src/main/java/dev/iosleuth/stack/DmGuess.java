package dev.iosleuth.stack;

import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Note;
import java.util.List;
import java.util.Optional;

/**
 * The steps below a device-mapper device whose table is not known: sysfs's slaves, in the role that
 * uuids, the names that LVM gives to inner volumes, and sizes suggest.
 */
final class DmGuess {
  private DmGuess() {}

  static void add(
      Draft draft, BlockDevice device, Personality.DeviceMapper dm, List<Target> table) {
    List<String> slaves = device.slaves();
    Edge.Role common = slaves.size() == 1 ? Edge.Role.WHOLE : several(draft, device);
    if (dm.uuid().startsWith("mpath-")) {
      common = Edge.Role.PATH;
    }
    for (String slave : slaves) {
      Edge.Role role = inner(draft, slave).orElse(common);
      draft.edge(device, slave, role, sectors(draft, device, slave, role));
    }
    if (slaves.size() > 1) {
      draft.note(
          Note.Kind.METHOD,
          device.name(),
          "what goes to which of its "
              + slaves.size()
              + " lower devices is guessed: its device-mapper table is not known");
    } else if (slaves.isEmpty() && table.isEmpty()) {
      draft.note(
          Note.Kind.NOT_UNDERSTOOD,
          device.name(),
          "what it stands on is not known: neither table nor slaves");
    }
  }

  private static long sectors(Draft draft, BlockDevice device, String slave, Edge.Role role) {
    return switch (role) {
      case WHOLE -> device.sizeSectors().orElse(0L);
      case PART -> size(draft, slave);
      case ENTRY, OPEN, FILE, PARTITION, COPY, PARITY, REPLICATED, META, COW, CACHE, PATH, PEER ->
          0;
    };
  }

  /** Roles that LVM's names of inner volumes tell: lib/metadata/lv_manip.c of LVM2. */
  private static Optional<Edge.Role> inner(Draft draft, String slave) {
    if (!(draft.devices().named(slave).map(BlockDevice::personality).orElse(null)
        instanceof Personality.DeviceMapper below)) {
      return Optional.empty();
    }
    String name = below.dmName();
    if (name.contains("_rmeta_") || name.endsWith("_tmeta") || name.endsWith("_cmeta")) {
      return Optional.of(Edge.Role.META);
    }
    if (name.endsWith("_mlog") || name.endsWith("_imeta")) {
      return Optional.of(Edge.Role.META);
    }
    if (name.endsWith("_cdata") || name.endsWith("_cvol")) {
      return Optional.of(Edge.Role.CACHE);
    }
    if (name.endsWith("_corig") || name.endsWith("_wcorig") || name.endsWith("_tdata")) {
      return Optional.of(Edge.Role.WHOLE);
    }
    if (name.endsWith("-real") || name.endsWith("-tpool")) {
      return Optional.of(Edge.Role.WHOLE);
    }
    if (name.contains("_mimage_")) {
      return Optional.of(Edge.Role.COPY);
    }
    return name.endsWith("-cow") ? Optional.of(Edge.Role.COW) : Optional.empty();
  }

  /**
   * By size: slaves that add up to less than the device are parts of something larger and unknown;
   * n legs of RAID1 hold n times the device, of RAID5 or 6 one or two legs more than it.
   */
  private static Edge.Role several(Draft draft, BlockDevice device) {
    List<String> images =
        device.slaves().stream().filter(slave -> inner(draft, slave).isEmpty()).toList();
    boolean raid = images.stream().allMatch(slave -> isImage(draft, slave));
    if (!raid || images.isEmpty()) {
      return Edge.Role.PART;
    }
    long own = device.sizeSectors().orElse(0L);
    long leg = images.stream().mapToLong(slave -> size(draft, slave)).min().orElse(0);
    long sum = leg * images.size();
    if (leg > 0 && (leg == own || sum == 2 * own)) {
      return Edge.Role.COPY;
    }
    return sum > own ? Edge.Role.PARITY : Edge.Role.PART;
  }

  private static boolean isImage(Draft draft, String slave) {
    return draft
        .devices()
        .named(slave)
        .map(d ->
            d.personality() instanceof Personality.DeviceMapper dm
                && dm.dmName().contains("_rimage_"))
        .orElse(false);
  }

  private static long size(Draft draft, String name) {
    return draft.devices().named(name).flatMap(d -> d.sizeSectors().optional()).orElse(0L);
  }
}
