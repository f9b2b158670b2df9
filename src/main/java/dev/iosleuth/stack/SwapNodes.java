package dev.iosleuth.stack;

import dev.iosleuth.kernel.proc.Swaps;
import dev.iosleuth.kernel.proc.Swaps.Swap;
import dev.iosleuth.sample.BlockDevice;
import java.util.List;
import java.util.Optional;

/** Swap on devices and in files. */
final class SwapNodes {
  private SwapNodes() {}

  static void add(Draft draft, FileSystems fileSystems) {
    List<Swap> swaps = draft.sample().topology().swaps().map(Swaps::swaps).orElse(List.of());
    swaps.forEach(swap -> add(draft, fileSystems, swap));
  }

  private static void add(Draft draft, FileSystems fileSystems, Swap swap) {
    var id = new NodeId("swap:" + swap.file());
    draft.add(
        NodeDraft.uncounted(id, Node.Kind.SWAP, swap.file())
            .with("type", swap.type())
            .with("size", swap.sizeKib() + " KiB")
            .with("priority", String.valueOf(swap.priority())));
    if (swap.type().equals("file")) {
      fileSystems
          .holding(swap.file())
          .ifPresentOrElse(
              below -> draft.edge(id, below, Edge.Role.FILE, 0),
              () -> draft.missing("swap " + swap.file(), "a file system that is not known"));
      return;
    }
    Optional<BlockDevice> device = draft.devices().at(swap.file());
    device
        .map(d -> NodeId.device(d.name()))
        .filter(draft::has)
        .ifPresentOrElse(
            below -> draft.edge(id, below, Edge.Role.ENTRY, 0),
            () -> draft.missing("swap " + swap.file(), swap.file()));
  }
}
