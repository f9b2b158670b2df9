package dev.iosleuth.stack;

import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.stack.Node.LeafKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides where the host's own counting ends.
 *
 * <p>Volumes, arrays and the like whose lowers are not known are no leaves: what they pass on is
 * counted on some disk of the host, and would be counted twice.
 */
final class Leaves {
  private final Draft draft;

  Leaves(Draft draft) {
    this.draft = draft;
  }

  Optional<LeafKind> kind(NodeDraft node) {
    return switch (node.kind()) {
      case DISK -> disk(node);
      case PATH -> Optional.of(LeafKind.PATH);
      case REMOTE -> Optional.of(LeafKind.REMOTE);
      case MEMORY -> Optional.of(LeafKind.MEMORY);
      case LOOP -> loop(node);
      case DRBD -> diskless(node) ? Optional.of(LeafKind.REMOTE) : Optional.empty();
      case VOLUME -> holdsNothing(node) ? Optional.of(LeafKind.MEMORY) : Optional.empty();
      case FILESYSTEM ->
          node.attribute("location").equals("remote")
              ? Optional.of(LeafKind.REMOTE)
              : Optional.empty();
      case GUEST, PROCESS, CGROUP, SWAP, POOL, FILE, PARTITION, ARRAY, CACHE, PEER ->
          Optional.empty();
    };
  }

  private Optional<LeafKind> disk(NodeDraft node) {
    boolean stacked = draft.lowers(node.id()).stream().anyMatch(draft::has);
    Optional<BlockDevice> device = draft.devices().named(node.kernelName());
    if (stacked || device.isEmpty() || PoolNodes.isVolume(node.kernelName())) {
      return Optional.empty();
    }
    if (draft.isPath(node.id())) {
      return Optional.of(LeafKind.PATH);
    }
    return Optional.of(DiskKind.of(device.get(), draft.sample().topology()));
  }

  /** Diskless, with peers: its I/O goes to another host. */
  private boolean diskless(NodeDraft node) {
    List<NodeId> lowers = draft.lowers(node.id());
    return !lowers.isEmpty()
        && lowers.stream()
            .allMatch(id -> draft.node(id).map(n -> n.kind() == Node.Kind.PEER).orElse(true));
  }

  /** Targets that store nothing: zero and error. */
  private boolean holdsNothing(NodeDraft node) {
    return draft
        .devices()
        .named(node.kernelName())
        .map(BlockDevice::personality)
        .filter(p -> p instanceof Personality.DeviceMapper)
        .map(p -> DmTables.of(draft.sample(), ((Personality.DeviceMapper) p).dmName()))
        .filter(table -> !table.isEmpty() && table.stream().allMatch(Leaves::holdsNothing))
        .isPresent();
  }

  private static boolean holdsNothing(Target target) {
    return target.type().equals("zero") || target.type().equals("error");
  }

  /** No leaf if its file is not known, or lies on a device of this host. */
  private Optional<LeafKind> loop(NodeDraft node) {
    Set<NodeId> below = below(node.id());
    boolean counted =
        below.stream().flatMap(id -> draft.node(id).stream()).anyMatch(Leaves::isDevice);
    if (below.isEmpty() || counted) {
      return Optional.empty();
    }
    boolean remote =
        below.stream()
            .flatMap(id -> draft.node(id).stream())
            .anyMatch(n -> n.attribute("location").equals("remote"));
    return Optional.of(remote ? LeafKind.REMOTE : LeafKind.MEMORY);
  }

  private static boolean isDevice(NodeDraft node) {
    return !node.kernelName().isEmpty();
  }

  private Set<NodeId> below(NodeId id) {
    var seen = new HashSet<NodeId>();
    var open = new ArrayList<>(draft.lowers(id));
    while (!open.isEmpty()) {
      NodeId next = open.removeLast();
      if (seen.add(next)) {
        open.addAll(draft.lowers(next));
      }
    }
    return seen;
  }
}
