package dev.iosleuth.sample;

import dev.iosleuth.kernel.tool.DmName;
import dev.iosleuth.kernel.tool.DmsetupTable;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.Personality.DeviceMapper;
import dev.iosleuth.source.Tools;
import dev.iosleuth.source.Tree;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The device-mapper tables under the names that sysfs has. */
final class DmTables {
  private DmTables() {}

  static Reading<DmsetupTable> read(
      Tree tree, Map<String, BlockDevice> devices, Findings findings) {
    Map<String, String> names = namesByPrinted(devices);
    if (names.isEmpty()) {
      return Reading.absent("no device-mapper devices");
    }
    String path = Tools.DMSETUP_TABLE.path();
    Reading<DmsetupTable> tables =
        findings.noted(tree.read(path)).map(DmsetupTable::parse).map(table -> under(names, table));
    if (tables instanceof Reading.Known<DmsetupTable>(DmsetupTable table)) {
      findings.damaged(path, table.damaged());
      table.tables().forEach((name, targets) -> noteUnknown(name, targets, findings));
      return tables;
    }
    String why = tables.whyNot().orElse("");
    return Reading.absent(why.startsWith("needs root") ? why : "needs root: " + why);
  }

  /** dmsetup prints names unmangled, sysfs has them as the kernel does. */
  private static Map<String, String> namesByPrinted(Map<String, BlockDevice> devices) {
    var names = new HashMap<String, String>();
    for (BlockDevice device : devices.values()) {
      if (device.personality() instanceof DeviceMapper dm) {
        names.put(DmName.unmangled(dm.dmName()), dm.dmName());
      }
    }
    return names;
  }

  private static DmsetupTable under(Map<String, String> names, DmsetupTable table) {
    var renamed = new LinkedHashMap<String, List<DmsetupTable.Target>>();
    table.tables().forEach((name, targets) -> renamed.put(names.getOrDefault(name, name), targets));
    return new DmsetupTable(renamed, table.damaged());
  }

  private static void noteUnknown(
      String name, List<DmsetupTable.Target> targets, Findings findings) {
    targets.stream()
        .filter(target -> !target.understood())
        .map(DmsetupTable.Target::type)
        .distinct()
        .forEach(type ->
            findings.notUnderstood(
                Tools.DMSETUP_TABLE.path(),
                "an unknown type of target, '" + type + "', in the table of " + name));
  }
}
