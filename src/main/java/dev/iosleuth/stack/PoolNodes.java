package dev.iosleuth.stack;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.sample.Topology.ZfsPool;
import java.util.Map;
import java.util.Optional;

/** ZFS pools on their disks, and zvols (zd16) on their pool. */
final class PoolNodes {
  private PoolNodes() {}

  static NodeId id(String pool) {
    return new NodeId("pool:" + pool);
  }

  static void add(Draft draft, FileSystems fileSystems) {
    for (ZfsPool pool : draft.sample().topology().pools()) {
      draft.add(NodeDraft.uncounted(id(pool.name()), Node.Kind.POOL, pool.name()));
      draft
          .node(id(pool.name()))
          .ifPresent(node ->
              node.with("state", pool.state()).with("layout", String.join(", ", pool.layouts())));
      pool.leaves().forEach(leaf -> connect(draft, fileSystems, pool, leaf));
    }
    for (BlockDevice device : draft.devices().all()) {
      if (device.personality() instanceof Personality.Disk && isVolume(device.name())) {
        pool(draft, device.name())
            .filter(draft::has)
            .ifPresent(pool -> draft.edge(NodeId.device(device.name()), pool, Edge.Role.ENTRY, 0));
      }
    }
  }

  static boolean isVolume(String kernelName) {
    return kernelName.length() > 2
        && kernelName.startsWith("zd")
        && Character.isDigit(kernelName.charAt(2));
  }

  private static void connect(Draft draft, FileSystems fileSystems, ZfsPool pool, String leaf) {
    Optional<NodeId> device =
        draft.devices().at(leaf).map(d -> NodeId.device(d.name())).filter(draft::has);
    if (device.isPresent()) {
      draft.edge(id(pool.name()), device.get(), Edge.Role.ENTRY, 0);
    } else if (leaf.startsWith("/") && !leaf.startsWith("/dev/")) {
      draft.edge(id(pool.name()), fileSystems.file(leaf, Optional.empty()), Edge.Role.FILE, 0);
    } else {
      draft.missing("pool " + pool.name(), leaf);
    }
  }

  /** By udev's link zvol/POOL/VOLUME; without it the only pool there is. */
  private static Optional<NodeId> pool(Draft draft, String kernelName) {
    return volumeName(draft, kernelName)
        .map(name -> id(name.substring(0, Math.max(0, name.indexOf('/')))))
        .or(() -> {
          var pools = draft.sample().topology().pools();
          return pools.size() == 1 ? Optional.of(id(pools.getFirst().name())) : Optional.empty();
        });
  }

  /** POOL/VOLUME of a zvol. */
  static Optional<String> volumeName(Draft draft, String kernelName) {
    Map<String, String> properties =
        draft.sample().topology().udev().getOrDefault(kernelName, Map.of());
    for (String link : properties.getOrDefault("DEVLINKS", "").split(" ", -1)) {
      int at = link.indexOf("zvol/");
      if (at >= 0 && (at == 0 || link.startsWith("/dev/"))) {
        return Optional.of(link.substring(at + "zvol/".length()));
      }
    }
    return Optional.empty();
  }
}
