package dev.iosleuth.stack;

import dev.iosleuth.sample.Topology.InstanceDisk;

/**
 * Marks devices with the instance (guest) that they belong to, also where it runs on another host:
 * ganeti links a running instance's disks by name and tags its volumes on every node.
 */
final class Instances {
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
}
