package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Escapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names of device-mapper devices, as {@code /sys/block/dm-N/dm/name} has them.
 *
 * <pre>
 * vg--fast-root          vg-fast/root
 * vg-pool-tpool          vg/pool, the layer tpool of it
 * a\x20b                 a b
 * </pre>
 *
 * LVM joins group, volume and layer with a hyphen and doubles those within them; libdevmapper
 * writes characters that udev can't stand in hexadecimal (dmsetup(8), --manglename).
 */
public final class DmName {
  private DmName() {}

  /**
   * @param layer what LVM put behind the volume's name: tpool, real, cow; or empty
   */
  public record Volume(String group, String name, String layer) {}

  /** The parts of a name that LVM made; empty if it is none. */
  public static Optional<Volume> volume(String dmName) {
    List<String> parts = parts(unmangled(dmName));
    boolean lvm =
        (parts.size() == 2 || parts.size() == 3) && parts.stream().noneMatch(String::isEmpty);
    return lvm
        ? Optional.of(new Volume(parts.get(0), parts.get(1), parts.size() == 3 ? parts.get(2) : ""))
        : Optional.empty();
  }

  /** The name under which device-mapper knows a volume. */
  public static String of(String group, String name) {
    return group.replace("-", "--") + "-" + name.replace("-", "--");
  }

  private static List<String> parts(String name) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '-') {
        part.append(c);
      } else if (i + 1 < name.length() && name.charAt(i + 1) == '-') {
        part.append('-');
        i++;
      } else {
        parts.add(part.toString());
        part.setLength(0);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  /** Without hexadecimal escapes; for names that hold none, the same. */
  public static String unmangled(String name) {
    return Escapes.hexadecimal(name);
  }
}
