package dev.iosleuth.stack;

import dev.iosleuth.sample.Topology.InstanceDisk;
import java.util.List;
import java.util.Optional;

/**
 * Marks devices with the instance (guest) that they belong to, also where it runs on another host:
 * ganeti links a running instance's disks by name and tags its volumes on every node.
 */
final class Instances {
  /** What ganeti tags each volume of an instance with, before the name: lib/constants.py. */
  private static final String TAG = "originstname+";

  private Instances() {}

  static void mark(Draft draft) {
    for (InstanceDisk disk : draft.sample().topology().instanceDisks()) {
      draft
          .devices()
          .at(disk.target())
          .flatMap(device -> draft.node(NodeId.device(device.name())))
          .ifPresent(node ->
              node.with("instance", disk.instance())
                  .with("instance_disk", String.valueOf(disk.index())));
    }
  }

  static Optional<String> ofTags(List<String> tags) {
    return tags.stream()
        .filter(tag -> tag.startsWith(TAG))
        .map(tag -> tag.substring(TAG.length()))
        .findFirst();
  }
}
