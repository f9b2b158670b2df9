package dev.iosleuth.sample;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.sample.Topology.InstanceDisk;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * ganeti's {@code /var/run/ganeti/instance-disks/}: a link for each disk of an instance that runs
 * here, INSTANCE:INDEX to the block device or file (lib/backend.py, _GetBlockDevSymlinkPath).
 */
final class InstanceDisks {
  private static final List<String> PLACES =
      List.of("run/ganeti/instance-disks", "var/run/ganeti/instance-disks");

  private InstanceDisks() {}

  static List<InstanceDisk> read(Tree tree, Findings findings) {
    for (String place : PLACES) {
      List<String> names = tree.list(place).orElse(List.of());
      if (!names.isEmpty()) {
        return names.stream()
            .sorted()
            .flatMap(name -> disk(tree, place + "/" + name, name, findings).stream())
            .toList();
      }
    }
    return List.of();
  }

  private static List<InstanceDisk> disk(Tree tree, String path, String name, Findings findings) {
    var disks = new ArrayList<InstanceDisk>();
    int colon = name.lastIndexOf(':');
    OptionalLong index = colon > 0 ? Fields.parse(name.substring(colon + 1)) : OptionalLong.empty();
    String target = tree.link(path).orElse("");
    if (index.isEmpty() || index.getAsLong() < 0 || index.getAsLong() > Integer.MAX_VALUE) {
      findings.notUnderstood(path, "not called INSTANCE:INDEX");
    } else if (target.isEmpty()) {
      findings.notUnderstood(path, "not a link to a disk");
    } else {
      disks.add(new InstanceDisk(name.substring(0, colon), (int) index.getAsLong(), target));
    }
    return disks;
  }
}
