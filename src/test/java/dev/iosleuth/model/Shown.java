package dev.iosleuth.model;

import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.proc.Swaps;
import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.kernel.tool.DmsetupTable;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.Topology;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What sysfs, dmsetup and the mount table show of a machine. */
final class Shown {
  private Shown() {}

  static Topology topology(Machine machine) {
    var devices = new LinkedHashMap<String, BlockDevice>();
    var tables = new HashMap<String, List<DmsetupTable.Target>>();
    Map<String, List<String>> holders = holders(machine);
    for (SimDevice device : machine.devices()) {
      devices.put(device.name(), shown(device, holders.getOrDefault(device.name(), List.of())));
      if (device instanceof Dm dm) {
        tables.put(dm.dmName(), dm.mapping().table(dm.sectors()));
      }
    }
    return new Topology(
        devices,
        Reading.known(new DmsetupTable(tables, List.of())),
        Reading.known(mounts(machine)),
        Reading.known(new Swaps(machine.swaps(), List.of())),
        machine.volumes(),
        Map.of(),
        machine.btrfs(),
        List.of(),
        List.of(),
        Reading.absent("not modelled"),
        HostSettings.absent("not modelled"),
        List.of());
  }

  private static Map<String, List<String>> holders(Machine machine) {
    var holders = new HashMap<String, List<String>>();
    for (SimDevice device : machine.devices()) {
      for (SimDevice slave : device.slaves()) {
        holders.computeIfAbsent(slave.name(), _ -> new ArrayList<>()).add(device.name());
      }
    }
    return holders;
  }

  private static BlockDevice shown(SimDevice device, List<String> holders) {
    Line line = device.line();
    boolean hidden = line.dev().equals(DevNo.NONE);
    return new BlockDevice(
        line.name(),
        line.dev(),
        device.personality(),
        device instanceof Partition
            ? Reading.absent("partitions have none")
            : Reading.known(line.diskseq()),
        Reading.known(line.sectors()),
        Reading.known(0L),
        Reading.known(false),
        Reading.known(false),
        Reading.known(hidden),
        Reading.absent("no such file"),
        Reading.absent("no such file"),
        Reading.absent("no such file"),
        device.slaves().stream().map(SimDevice::name).toList(),
        holders,
        queue(device));
  }

  private static Queue queue(SimDevice device) {
    long maxKib = device instanceof Disk disk ? disk.model().maxSectors() / 2 : 1280;
    return new Queue(
        Reading.known(device.line().rotational()),
        Reading.known("none"),
        Reading.known(4096L),
        Reading.known(512L),
        Reading.known(device.writeBack() ? "write back" : "write through"),
        Reading.known(device instanceof Disk disk && disk.model().fua()),
        Reading.known(128L),
        Reading.known(256L),
        Reading.known(maxKib),
        Reading.known(maxKib),
        Reading.known(device instanceof Disk disk ? (long) disk.model().maxSegments() : 128L),
        Reading.known(0L),
        Reading.known(0L),
        Reading.known("none"),
        Reading.known(true),
        Reading.known(0L));
  }

  private static Mountinfo mounts(Machine machine) {
    var mounts = new ArrayList<Mountinfo.Mount>();
    for (FileSystem fileSystem : machine.fileSystems()) {
      FileSystem.Mounted m = fileSystem.mounted();
      mounts.add(
          new Mountinfo.Mount(
              m.mountId(), 1, m.dev(), "/", m.point(), "rw,relatime", m.type(), m.source(), "rw"));
    }
    return new Mountinfo(mounts, List.of());
  }
}
