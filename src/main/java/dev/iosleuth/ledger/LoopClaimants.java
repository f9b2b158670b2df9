package dev.iosleuth.ledger;

import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A loop device's I/O enters again through the file system that its file lies in.
 *
 * <p>Past the page cache its thread works for the cgroup of whoever sent the request (Linux 4.15,
 * d4478e92d618, drivers/block/loop.c), so that the disk below has it on that group's figures, too.
 * What is written through the page cache is charged to the group that the file belongs to by then.
 */
final class LoopClaimants {
  private final Stack stack;
  private final Flows flows;
  private final Places places;
  private final CgroupParts cgroups;

  LoopClaimants(Stack stack, Flows flows, CgroupParts cgroups) {
    this.stack = stack;
    this.flows = flows;
    this.places = new Places(stack);
    this.cgroups = cgroups;
  }

  List<Claimant> in(Direction direction) {
    var claimants = new ArrayList<Claimant>();
    for (Node node : stack.nodes().values()) {
      Set<NodeId> below = below(node);
      if (!below.isEmpty() && flows.io(node.id(), direction).bytes() > 0) {
        claimants.addAll(of(node, below, direction));
      }
    }
    return claimants;
  }

  /** Where its file's I/O enters; nowhere where it lies on no device that is counted here. */
  private Set<NodeId> below(Node node) {
    var below = new HashSet<NodeId>();
    if (node.kind() == Node.Kind.LOOP && node.leaf().isEmpty()) {
      for (Edge edge : stack.lowers(node.id())) {
        if (edge.role() == Edge.Role.FILE) {
          below.addAll(places.under(edge.lower()));
        }
      }
    }
    return below;
  }

  private List<Claimant> of(Node loop, Set<NodeId> below, Direction direction) {
    Flow.Io io = flows.io(loop.id(), direction);
    var payer = new Claimant.Payer.Through(loop.id());
    if (!loop.attribute("direct_io").equals("on")) {
      return List.of(new Claimant(payer, io.bytes(), below, false, Map.of()));
    }
    // each request is one of the file's (drivers/block/loop.c, lo_rw_aio)
    var groups = new TreeMap<>(cgroups.sent(loop, direction));
    groups.values().removeIf(weight -> weight.bytes() <= 0);
    double bytes = groups.values().stream().mapToDouble(CgroupParts.Weight::bytes).sum();
    double ops = groups.values().stream().mapToDouble(CgroupParts.Weight::ops).sum();
    if (bytes <= 0 || ops <= 0) {
      return List.of(new Claimant(payer, io.bytes(), io.ops(), below, true, Map.of()));
    }
    var claimants = new ArrayList<Claimant>();
    groups.forEach((group, its) ->
        claimants.add(
            new Claimant(
                payer,
                io.bytes() * its.bytes() / bytes,
                io.ops() * its.ops() / ops,
                below,
                true,
                Map.of(cgroups.version() == CgroupIo.Version.V1 ? "blkio" : "", group))));
    return claimants;
  }
}
