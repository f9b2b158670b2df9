package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.proc.Swaps;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tree;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads what stands on what. Lists in the notes what it did not understand. */
public final class TopologyReader {
  private TopologyReader() {}

  public static Topology read(Tree tree) {
    var findings = new Findings();
    Map<String, BlockDevice> devices = BlockDevices.read(tree, findings);
    Map<String, Map<String, String>> udev = UdevDatabase.read(tree, devices, findings);
    return new Topology(
        devices,
        DmTables.read(tree, devices, findings),
        mounts(tree, findings),
        swaps(tree, findings),
        LogicalVolumes.read(tree, devices, udev, findings),
        udev,
        BtrfsVolumes.read(tree, findings),
        ZfsPools.read(tree, findings),
        InstanceDisks.read(tree, findings),
        productUuid(tree),
        HostSettingsReader.read(tree, devices, findings),
        findings.notes());
  }

  /** Of this process; a tree from elsewhere may have only those of its first one. */
  private static Reading<Mountinfo> mounts(Tree tree, Findings findings) {
    Reading<Mountinfo> found = Reading.absent("no such file");
    for (String path : List.of("proc/self/mountinfo", "proc/1/mountinfo")) {
      found = findings.noted(tree.read(path).then(Mountinfo::parse));
      if (found instanceof Reading.Known<Mountinfo>(Mountinfo mounts)) {
        findings.damaged(path, mounts.damaged());
        return found;
      }
    }
    return found;
  }

  /** Readable by root alone, and not there on every machine. drivers/firmware/dmi-id.c. */
  private static Reading<String> productUuid(Tree tree) {
    return tree.read("sys/class/dmi/id/product_uuid")
        .map(text -> text.string().strip().toLowerCase(Locale.ROOT));
  }

  private static Reading<Swaps> swaps(Tree tree, Findings findings) {
    String path = "proc/swaps";
    Reading<Swaps> found = findings.noted(tree.read(path).then(Swaps::parse));
    if (found instanceof Reading.Known<Swaps>(Swaps swaps)) {
      findings.damaged(path, swaps.damaged());
    }
    return found;
  }
}
