package dev.iosleuth.stack;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.DrbdResource.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The steps from DRBD devices to their data device, meta data device and peers.
 *
 * <p>The data device is the configured one, else the slave of DRBD's own size (with external meta
 * data they are equal), else the one whose name says so, else the largest.
 */
final class DrbdEdges {
  /** DRBD devices are whole numbers of 4 KiB. */
  private static final long ROUNDING_SECTORS = 8;

  private DrbdEdges() {}

  static void add(Draft draft) {
    for (BlockDevice device : draft.devices().all()) {
      if (device.personality() instanceof Personality.Drbd(int minor)) {
        draft
            .node(NodeId.device(device.name()))
            .ifPresent(node -> add(draft, device, node, resource(draft, minor)));
      }
    }
  }

  private static Optional<DrbdResource> resource(Draft draft, int minor) {
    return draft.sample().drbd().stream().filter(d -> d.minor() == minor).findFirst();
  }

  private static void add(
      Draft draft, BlockDevice device, NodeDraft node, Optional<DrbdResource> resource) {
    resource.ifPresent(r -> describe(node, r));
    boolean diskless = resource.map(DrbdResource::disk).orElse("").equals("Diskless");
    if (!diskless) {
      lowers(draft, device, node, resource);
    }
    resource.ifPresent(r -> r.peers().forEach(peer -> peer(draft, node, device, peer)));
  }

  private static void lowers(
      Draft draft, BlockDevice device, NodeDraft node, Optional<DrbdResource> resource) {
    Optional<String> data =
        configured(draft, resource.flatMap(DrbdResource::dataDevice))
            .or(() -> ofOwnSize(draft, device))
            .or(() -> byName(draft, device))
            .or(() -> largest(draft, device.slaves()));
    Optional<String> meta = configured(draft, resource.flatMap(DrbdResource::metaDevice));
    data.ifPresent(lower -> {
      draft.edge(device, lower, Edge.Role.REPLICATED, device.sizeSectors().orElse(0L));
      inheritInstance(draft, node, lower);
    });
    List<String> others = new ArrayList<>(device.slaves());
    meta.filter(lower -> !others.contains(lower)).ifPresent(others::add);
    others.removeIf(lower -> data.equals(Optional.of(lower)));
    others.forEach(lower -> draft.edge(device, lower, Edge.Role.META, 0));
    if (data.isPresent() && others.isEmpty()) {
      node.with("meta", "internal");
    }
  }

  private static void inheritInstance(Draft draft, NodeDraft node, String data) {
    if (node.attribute("instance").isEmpty()) {
      draft
          .node(NodeId.device(data))
          .ifPresent(lower -> node.with("instance", lower.attribute("instance")));
    }
  }

  private static Optional<String> configured(Draft draft, Optional<String> path) {
    return path.flatMap(draft.devices()::at)
        .map(BlockDevice::name)
        .filter(name -> draft.has(NodeId.device(name)));
  }

  private static Optional<String> ofOwnSize(Draft draft, BlockDevice device) {
    long own = device.sizeSectors().orElse(0L);
    List<String> equal =
        device.slaves().stream()
            .filter(slave -> own > 0)
            .filter(slave -> size(draft, slave) >= own)
            .filter(slave -> size(draft, slave) - own < ROUNDING_SECTORS)
            .toList();
    return equal.size() == 1 ? Optional.of(equal.getFirst()) : Optional.empty();
  }

  /** ganeti calls them UUID.diskN_data and UUID.diskN_meta. */
  private static Optional<String> byName(Draft draft, BlockDevice device) {
    List<String> data =
        device.slaves().stream().filter(slave -> name(draft, slave).endsWith("_data")).toList();
    return data.size() == 1 ? Optional.of(data.getFirst()) : Optional.empty();
  }

  private static String name(Draft draft, String slave) {
    return draft.devices().named(slave).map(BlockDevice::personality).orElse(null)
            instanceof Personality.DeviceMapper dm
        ? dm.dmName()
        : "";
  }

  private static Optional<String> largest(Draft draft, List<String> slaves) {
    return slaves.stream()
        .reduce((one, other) -> size(draft, other) > size(draft, one) ? other : one);
  }

  private static long size(Draft draft, String name) {
    return draft.devices().named(name).flatMap(d -> d.sizeSectors().optional()).orElse(0L);
  }

  private static void describe(NodeDraft node, DrbdResource resource) {
    node.with("resource", resource.resource())
        .with("role", resource.role())
        .with("disk", resource.disk())
        .with(
            "peers",
            resource.peers().stream().map(DrbdEdges::words).collect(Collectors.joining("; ")));
  }

  private static String words(Peer peer) {
    return List.of(peer.name(), peer.connection(), peer.role(), peer.disk()).stream()
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** One node for each host that is named; 8.x names none, then one for each device. */
  private static void peer(Draft draft, NodeDraft node, BlockDevice device, Peer peer) {
    String name = peer.name().isEmpty() ? "peer of " + device.name() : peer.name();
    var id = new NodeId("peer:" + (peer.name().isEmpty() ? device.name() : peer.name()));
    draft.add(NodeDraft.uncounted(id, Node.Kind.PEER, name));
    draft.edge(node.id(), id, Edge.Role.PEER, 0);
  }
}
