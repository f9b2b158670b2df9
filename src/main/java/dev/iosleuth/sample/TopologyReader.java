package dev.iosleuth.sample;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tree;
import java.util.List;
import java.util.Map;

/** Reads what stands on what. Lists in the notes what it did not understand. */
public final class TopologyReader {
  private TopologyReader() {}

  public static Topology read(Tree tree) {
    var findings = new Findings();
    Map<String, BlockDevice> devices = BlockDevices.read(tree, findings);
    return new Topology(
        devices,
        DmTables.read(tree, devices, findings),
        Reading.absent("not read"),
        Reading.absent("not read"),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        findings.notes());
  }
}
