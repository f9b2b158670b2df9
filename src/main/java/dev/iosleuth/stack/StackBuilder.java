package dev.iosleuth.stack;

import dev.iosleuth.sample.Sample;

/**
 * Makes the graph of one sample: first every block device, then the steps between them by the rules
 * of each kind, then what enters from above. Never fails for what a host may look like: steps that
 * lead nowhere or in a circle are noted and left out.
 */
public final class StackBuilder {
  private StackBuilder() {}

  public static Stack build(Sample sample) {
    var draft = new Draft(sample);
    DeviceNodes.add(draft);
    Instances.mark(draft);
    DiskEdges.add(draft);
    DmEdges.add(draft);
    MdEdges.add(draft);
    DrbdEdges.add(draft);
    var fileSystems = FileSystems.of(draft);
    PoolNodes.add(draft, fileSystems);
    LoopEdges.add(draft, fileSystems);
    SwapNodes.add(draft, fileSystems);
    GuestNodes.add(draft, fileSystems);
    ProcessNodes.add(draft);
    return draft.finish();
  }
}
