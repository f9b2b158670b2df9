package dev.iosleuth.stack;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import java.util.Optional;

/**
 * The steps from loop devices to their files: loop -FILE-> file -FILE-> file system; a loop over a
 * block device carries the same sectors.
 */
final class LoopEdges {
  private static final String DELETED = " (deleted)";

  private LoopEdges() {}

  static void add(Draft draft, FileSystems fileSystems) {
    for (BlockDevice device : draft.devices().all()) {
      NodeId id = NodeId.device(device.name());
      if (device.personality() instanceof Personality.Loop loop && draft.has(id)) {
        loop.backingFile().optional().ifPresent(file -> add(draft, fileSystems, device, file));
      }
    }
  }

  private static void add(
      Draft draft, FileSystems fileSystems, BlockDevice device, String backingFile) {
    boolean deleted = backingFile.endsWith(DELETED);
    String path =
        deleted ? backingFile.substring(0, backingFile.length() - DELETED.length()) : backingFile;
    NodeId id = NodeId.device(device.name());
    Optional<NodeId> block =
        path.startsWith("/dev/")
            ? draft.devices().at(path).map(d -> NodeId.device(d.name())).filter(draft::has)
            : Optional.empty();
    if (block.isPresent()) {
      draft.edge(id, block.get(), Edge.Role.WHOLE, device.sizeSectors().orElse(0L));
      return;
    }
    NodeId file = fileSystems.file(path, Optional.empty());
    if (deleted) {
      draft.node(file).ifPresent(node -> node.with("deleted", "yes"));
    }
    draft.edge(id, file, Edge.Role.FILE, 0);
  }
}
