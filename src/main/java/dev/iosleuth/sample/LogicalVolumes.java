package dev.iosleuth.sample;

import dev.iosleuth.kernel.tool.DmName;
import dev.iosleuth.kernel.tool.LvmBackup;
import dev.iosleuth.kernel.tool.Lvs;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.Personality.DeviceMapper;
import dev.iosleuth.sample.Topology.LogicalVolume;
import dev.iosleuth.source.Tools;
import dev.iosleuth.source.Tree;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Groups, names and tags of LVM's volumes: from {@code lvs} where it may run, else from the copies
 * of its metadata in /etc/lvm/backup, else from udev and the device-mapper names, which hold no
 * tags.
 */
final class LogicalVolumes {
  private static final String BACKUP = "etc/lvm/backup";

  private final Tree tree;
  private final Findings findings;

  /** By the name that device-mapper has for a volume without layers. */
  private final Map<String, LogicalVolume> known = new HashMap<>();

  private LogicalVolumes(Tree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
  }

  static Map<String, LogicalVolume> read(
      Tree tree,
      Map<String, BlockDevice> devices,
      Map<String, Map<String, String>> udev,
      Findings findings) {
    var names = new LinkedHashMap<String, Map<String, String>>();
    for (BlockDevice device : devices.values()) {
      if (device.personality() instanceof DeviceMapper dm && isLvm(dm)) {
        names.put(dm.dmName(), udev.getOrDefault(device.name(), Map.of()));
      }
    }
    if (names.isEmpty()) {
      return Map.of();
    }
    var reader = new LogicalVolumes(tree, findings);
    reader.readLvs();
    reader.readBackups();
    var volumes = new LinkedHashMap<String, LogicalVolume>();
    names.forEach((name, properties) ->
        reader.volume(name, properties).ifPresent(volume -> volumes.put(name, volume)));
    return volumes;
  }

  /** Trees without dm/uuid leave it to the name. */
  private static boolean isLvm(DeviceMapper dm) {
    return dm.uuid().startsWith("LVM-") || (dm.uuid().isEmpty() && !dm.dmName().isEmpty());
  }

  private void readLvs() {
    Reading<Lvs> lvs = findings.noted(tree.read(Tools.LVS.path())).map(Lvs::parse);
    lvs.optional()
        .ifPresent(table -> {
          findings.damaged(Tools.LVS.path(), table.damaged());
          table.rows().forEach(row -> put(row.group(), row.name(), row.tags(), "lvs"));
        });
  }

  private void readBackups() {
    var folder = new Folder(tree, BACKUP, findings);
    for (String file : folder.names()) {
      folder
          .noted(folder.read(file).then(LvmBackup::parse))
          .optional()
          .ifPresent(group ->
              group
                  .volumes()
                  .forEach((name, tags) -> put(group.group(), name, tags, "/" + BACKUP)));
    }
  }

  private void put(String group, String name, List<String> tags, String source) {
    known.putIfAbsent(DmName.of(group, name), new LogicalVolume(group, name, tags, source));
  }

  private Optional<LogicalVolume> volume(String dmName, Map<String, String> properties) {
    LogicalVolume whole = known.get(DmName.unmangled(dmName));
    if (whole != null) {
      return Optional.of(whole);
    }
    String group = properties.getOrDefault("DM_VG_NAME", "");
    String name = properties.getOrDefault("DM_LV_NAME", "");
    if (!group.isEmpty() && !name.isEmpty()) {
      String layer = properties.getOrDefault("DM_LV_LAYER", "");
      return Optional.of(layered(new DmName.Volume(group, name, layer), "udev"));
    }
    return DmName.volume(dmName).map(volume -> layered(volume, "device-mapper name"));
  }

  /** A layer has the tags of its volume and a name of its own. */
  private LogicalVolume layered(DmName.Volume volume, String source) {
    LogicalVolume whole = known.get(DmName.of(volume.group(), volume.name()));
    String name = volume.layer().isEmpty() ? volume.name() : volume.name() + "-" + volume.layer();
    return whole == null
        ? new LogicalVolume(volume.group(), name, List.of(), source)
        : new LogicalVolume(volume.group(), name, whole.tags(), whole.source());
  }
}
