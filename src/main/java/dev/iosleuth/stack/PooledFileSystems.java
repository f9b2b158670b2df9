package dev.iosleuth.stack;

import dev.iosleuth.kernel.proc.Mountinfo.Mount;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Topology.BtrfsVolume;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * File systems over several devices: their st_dev is anonymous, what they lie on tells the source
 * of the mount and, for btrfs, /sys/fs/btrfs.
 */
final class PooledFileSystems {
  private PooledFileSystems() {}

  static void connect(Draft draft, NodeDraft node, Mount mount) {
    if (mount.type().equals("zfs")) {
      onPool(draft, node, mount.source());
      return;
    }
    Set<String> devices = sources(draft, mount.source());
    if (mount.type().equals("btrfs")) {
      volume(draft, devices)
          .ifPresent(volume -> {
            devices.addAll(volume.devices());
            describe(node, volume);
          });
    }
    for (String device : devices) {
      NodeId lower = NodeId.device(device);
      if (draft.has(lower)) {
        draft.edge(node.id(), lower, Edge.Role.ENTRY, 0);
      } else {
        draft.missing(mount.point(), device);
      }
    }
    if (devices.isEmpty()) {
      draft.missing(mount.point(), mount.source());
    }
  }

  /** tank/home/anna lies in pool tank. */
  private static void onPool(Draft draft, NodeDraft node, String dataset) {
    int slash = dataset.indexOf('/');
    NodeId pool = PoolNodes.id(slash < 0 ? dataset : dataset.substring(0, slash));
    if (!draft.has(pool)) {
      draft.add(
          NodeDraft.uncounted(pool, Node.Kind.POOL, pool.value().substring("pool:".length())));
    }
    draft.edge(node.id(), pool, Edge.Role.ENTRY, 0);
  }

  /** bcachefs names all its devices, with colons between. */
  private static Set<String> sources(Draft draft, String source) {
    var names = new LinkedHashSet<String>();
    draft
        .devices()
        .at(source)
        .map(BlockDevice::name)
        .ifPresentOrElse(
            names::add,
            () -> {
              for (String part : source.split(":", -1)) {
                draft.devices().at(part).map(BlockDevice::name).ifPresent(names::add);
              }
            });
    return names;
  }

  /** The volume that has the source among its devices; the only one where the source is unclear. */
  private static Optional<BtrfsVolume> volume(Draft draft, Set<String> sources) {
    List<BtrfsVolume> all = draft.sample().topology().btrfs();
    if (sources.isEmpty()) {
      return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }
    return all.stream()
        .filter(volume -> volume.devices().stream().anyMatch(sources::contains))
        .findFirst();
  }

  private static void describe(NodeDraft node, BtrfsVolume volume) {
    node.with("label", volume.label()).with("uuid", volume.uuid());
    new TreeMap<>(volume.profiles()).forEach(node::with);
  }
}
