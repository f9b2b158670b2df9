package dev.iosleuth.ledger;

import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Divides what entered at each device among the cgroups that it may have come from.
 *
 * <p>A cgroup's figures are of whole disks. Where several partitions share one disk, each counted
 * what it got and each group what it did; who of a group has files open where says how the two go
 * together ({@link PartitionFit}).
 */
final class PoolMaker {
  /** What entered at one device, before it is divided. */
  private record Entered(Node node, double bytes, double arrivals) {}

  private final Stack stack;
  private final Quantities quantities;
  private final CgroupParts cgroups;

  PoolMaker(Stack stack, Quantities quantities, CgroupParts cgroups) {
    this.stack = stack;
    this.quantities = quantities;
    this.cgroups = cgroups;
  }

  List<Pool> pools(Direction direction, List<Claimant> claimants) {
    var pools = new ArrayList<Pool>();
    var byFigures = new LinkedHashMap<NodeId, List<Entered>>();
    for (Node node : stack.topDown()) {
      Entered entered = entered(node, direction);
      if (entered.bytes() > 0 || entered.arrivals() > 0) {
        NodeId counted = cgroups.countedDevice(node).map(Node::id).orElse(node.id());
        byFigures.computeIfAbsent(counted, _ -> new ArrayList<>()).add(entered);
      }
    }
    byFigures.values().forEach(together -> divide(together, direction, claimants, pools));
    return pools;
  }

  private Entered entered(Node node, Direction direction) {
    double bytes = 0;
    double arrivals = 0;
    for (Part part : quantities.settled(node.id(), direction).parts()) {
      if (part.origin() instanceof Part.Origin.Entry) {
        bytes += part.bytes();
        arrivals += part.arrivals();
      }
    }
    return new Entered(node, bytes, arrivals);
  }

  private void divide(
      List<Entered> together, Direction direction, List<Claimant> claimants, List<Pool> pools) {
    Node first = together.getFirst().node();
    Map<String, CgroupParts.Weight> weights = new TreeMap<>(cgroups.at(first, direction));
    double allBytes = weights.values().stream().mapToDouble(CgroupParts.Weight::bytes).sum();
    double allOps = weights.values().stream().mapToDouble(CgroupParts.Weight::ops).sum();
    if (allBytes <= 0) {
      together.forEach(e -> pools.add(new Pool(e.node().id(), "/", e.bytes(), e.arrivals())));
      return;
    }
    weights.putIfAbsent("/", CgroupParts.Weight.ZERO);
    List<String> groups = List.copyOf(weights.keySet());
    double[] rows = weights.values().stream().mapToDouble(w -> w.bytes() / allBytes).toArray();
    double[] columns = together.stream().mapToDouble(Entered::bytes).toArray();
    double[][] fitted = PartitionFit.fit(rows, columns, affinity(groups, together, claimants));
    for (int n = 0; n < columns.length; n++) {
      Entered entered = together.get(n);
      double[] requests = requests(weights, allBytes, allOps, fitted, n);
      for (int g = 0; g < rows.length; g++) {
        pools.add(
            new Pool(
                entered.node().id(),
                groups.get(g),
                entered.bytes() * fitted[g][n],
                entered.arrivals() * requests[g]));
      }
    }
  }

  /** Fractions of operations: a group's bytes here, at its own operations for a byte. */
  private static double[] requests(
      Map<String, CgroupParts.Weight> weights,
      double allBytes,
      double allOps,
      double[][] fitted,
      int column) {
    var requests = new double[fitted.length];
    double sum = 0;
    int g = 0;
    for (CgroupParts.Weight weight : weights.values()) {
      double byOps = allOps > 0 ? weight.ops() / allOps : weight.bytes() / allBytes;
      double byBytes = weight.bytes() / allBytes;
      requests[g] = byBytes > 0 ? fitted[g][column] * byOps / byBytes : byOps;
      sum += requests[g];
      g++;
    }
    for (g = 0; g < requests.length; g++) {
      requests[g] = sum > 0 ? requests[g] / sum : fitted[g][column];
    }
    return requests;
  }

  /** By group and device, how much of the group's evidence points there; 0 to 1. */
  private double[][] affinity(
      List<String> groups, List<Entered> together, List<Claimant> claimants) {
    var affinity = new double[groups.size()][together.size()];
    if (together.size() == 1) {
      return affinity;
    }
    var row = new HashMap<String, Integer>();
    groups.forEach(group -> row.put(group, row.size()));
    for (Claimant claimant : claimants) {
      Integer g = row.get(cgroups.groupOf(claimant.cgroups()));
      List<Integer> here = places(claimant, together);
      boolean finite = claimant.bytes() > 0 && Double.isFinite(claimant.bytes());
      if (g != null && finite && !claimant.doubtful()) {
        here.forEach(n -> affinity[g][n] += claimant.bytes() / here.size());
      }
    }
    return affinity;
  }

  private static List<Integer> places(Claimant claimant, List<Entered> together) {
    var places = new ArrayList<Integer>();
    for (int n = 0; n < together.size(); n++) {
      if (claimant.places().contains(together.get(n).node().id())) {
        places.add(n);
      }
    }
    return places;
  }
}
