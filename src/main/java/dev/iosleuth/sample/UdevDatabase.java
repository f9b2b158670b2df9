package dev.iosleuth.sample;

import dev.iosleuth.kernel.tool.UdevData;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /run/udev/data/bMAJOR:MINOR} of the devices that there are. */
final class UdevDatabase {
  private static final String PATH = "run/udev/data";

  private UdevDatabase() {}

  /** Properties by kernel name. */
  static Map<String, Map<String, String>> read(
      Tree tree, Map<String, BlockDevice> devices, Findings findings) {
    var folder = new Folder(tree, PATH, findings);
    if (!folder.there()) {
      return Map.of();
    }
    var properties = new LinkedHashMap<String, Map<String, String>>();
    for (BlockDevice device : devices.values()) {
      String file = "b" + device.dev();
      if (device.dev().equals(DevNo.NONE) || !folder.has(file)) {
        continue;
      }
      if (folder.noted(folder.read(file)).map(UdevData::parse)
          instanceof Reading.Known<UdevData>(UdevData data)) {
        findings.damaged(PATH + "/" + file, data.damaged());
        properties.put(device.name(), data.properties());
      }
    }
    return properties;
  }
}
