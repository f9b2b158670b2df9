package dev.iosleuth.stack;

import dev.iosleuth.kernel.tool.DmsetupTable;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.util.List;

/** Finds a device's table under the name that sysfs shows. */
final class DmTables {
  private DmTables() {}

  /** Empty if it is not known. */
  static List<Target> of(Sample sample, String dmName) {
    if (!(sample.topology().dmTables() instanceof Reading.Known<DmsetupTable>(var tables))) {
      return List.of();
    }
    List<Target> found = tables.tables().get(dmName);
    if (found == null && dmName.indexOf('\\') >= 0) {
      found = tables.tables().get(unmangled(dmName));
    }
    return found == null ? List.of() : found;
  }

  /**
   * libdevmapper writes what udev does not like in a name as {@code \xNN}; dmsetup shows it as it
   * was meant.
   */
  static String unmangled(String dmName) {
    var name = new StringBuilder();
    int at = 0;
    while (at < dmName.length()) {
      boolean escaped = dmName.startsWith("\\x", at) && at + 4 <= dmName.length();
      int high = escaped ? Character.digit(dmName.charAt(at + 2), 16) : -1;
      int low = escaped ? Character.digit(dmName.charAt(at + 3), 16) : -1;
      if (high >= 0 && low >= 0) {
        name.append((char) (high * 16 + low));
        at += 4;
      } else {
        name.append(dmName.charAt(at));
        at++;
      }
    }
    return name.toString();
  }
}
