package dev.iosleuth.ledger;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Topology;
import dev.iosleuth.stack.Edge;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The names of guests that run on another host and are replicated here, found on this host alone:
 * by ganeti's links, by the LV's tag, else the DRBD resource and minor.
 */
public final class Replicas {
  private final Topology topology;

  public Replicas(Topology topology) {
    this.topology = topology;
  }

  /**
   * @param data the edge from the DRBD device to its data device
   */
  Account account(Edge data, DrbdResource resource) {
    String name = guest(data, resource).orElseGet(() -> resourceAndMinor(resource));
    String host =
        resource.peers().stream()
            .map(DrbdResource.Peer::name)
            .filter(n -> !n.isEmpty())
            .findFirst()
            .orElse("");
    return new Account(
        Account.Kind.REPLICA,
        name,
        host,
        OptionalLong.empty(),
        OptionalLong.empty(),
        List.of(new Account.Element(Account.Kind.REPLICA, name)));
  }

  /** The guest whose disk it is; empty where nothing names one. */
  public Optional<String> guest(Edge data, DrbdResource resource) {
    return instance(resource.minor()).or(() -> tag(data));
  }

  public static String resourceAndMinor(DrbdResource resource) {
    String minor = "drbd" + resource.minor();
    return resource.resource().isEmpty() ? minor : resource.resource() + "/" + minor;
  }

  private Optional<String> instance(int minor) {
    return topology.instanceDisks().stream()
        .filter(disk -> disk.target().equals("/dev/drbd" + minor))
        .map(Topology.InstanceDisk::instance)
        .findFirst();
  }

  private Optional<String> tag(Edge data) {
    String kernelName = data.lower().value().replaceFirst("^dev:", "");
    BlockDevice device = topology.devices().get(kernelName);
    if (device == null
        || !(device.personality() instanceof BlockDevice.Personality.DeviceMapper mapper)) {
      return Optional.empty();
    }
    Topology.LogicalVolume volume = topology.volumes().get(mapper.dmName());
    return Optional.ofNullable(volume).flatMap(Topology.LogicalVolume::instance);
  }
}
