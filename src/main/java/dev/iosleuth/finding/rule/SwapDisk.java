package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Source;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The busiest of the disks on which swap lies.
 *
 * @param share of its time that swapping takes, in percent: its time with reads and writes by the
 *     part of what is moved there
 */
record SwapDisk(Device disk, Source share, double percent) {
  static Optional<SwapDisk> of(Case given, Source swappedKib) {
    List<Device> disks =
        disks(given).stream()
            .filter(disk -> disk.whole().whyNot().isEmpty())
            .filter(disk -> disk.get(Metric.KIB_PER_SECOND) > 0)
            .toList();
    return disks.stream()
        .max(Comparator.comparingDouble(Busy::percent))
        .flatMap(busiest -> {
          Source moved = Layer.sum(disks, Metric.KIB_PER_SECOND);
          Source part = swappedKib.over(moved);
          Source busy = TimeParts.dataSource(busiest);
          // pages are counted when they are sent, and the disk's when they are done
          boolean all = part.amount(given).orElse(0.0) > 1;
          Source share = all ? busy : busy.times(part);
          return share
              .amount(given)
              .optional()
              .map(percent -> new SwapDisk(busiest, share, percent));
        });
  }

  Cost cost() {
    return Cost.time(disk.name(), Math.min(1, percent / 100));
  }

  /** On which swap lies. */
  static List<Device> disks(Case given) {
    return given.stack().map(stack -> below(given, stack)).orElse(List.of());
  }

  private static List<Device> below(Case given, Stack stack) {
    var open = new ArrayDeque<NodeId>();
    stack.nodes().values().stream()
        .filter(node -> node.kind() == Node.Kind.SWAP)
        .forEach(node -> open.add(node.id()));
    var seen = new LinkedHashSet<NodeId>();
    while (!open.isEmpty()) {
      NodeId next = open.pop();
      if (seen.add(next)) {
        stack.lowers(next).forEach(edge -> open.add(edge.lower()));
      }
    }
    return seen.stream()
        .flatMap(id -> given.device(stack.node(id)).stream())
        .filter(Device::bottom)
        .toList();
  }
}
