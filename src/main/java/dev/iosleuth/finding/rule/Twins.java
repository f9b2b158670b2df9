package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Quantity;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Devices that should do the same.
 *
 * @param whole the array; empty in a log
 * @param known whether something tells that they belong together, and not their work alone
 */
record Twins(String whole, List<Device> members, boolean known) {
  /**
   * Disks of one driver by the names that the kernel gives them; of {@code sar -d} those of SCSI.
   */
  private static final Pattern FAMILY =
      Pattern.compile("sd|hd|xvd|vd|nvme|dasd|mmcblk|cciss/|dev8-");

  static List<Twins> arrays(Case given, Stack stack) {
    var all = new ArrayList<Twins>();
    for (Node node : stack.nodes().values()) {
      List<Device> members =
          stack.lowers(node.id()).stream()
              .filter(e -> e.role() == Edge.Role.COPY || e.role() == Edge.Role.PARITY)
              .flatMap(e -> given.device(stack.node(e.lower())).stream())
              .toList();
      if (members.size() > 1) {
        String name = node.name().isEmpty() ? node.kernelName() : node.name();
        all.add(new Twins(name, members, true));
      }
    }
    return all;
  }

  /** Disks that write the same: so many, of the same size. */
  static List<Twins> alike(List<Device> disks) {
    var all = new ArrayList<Twins>();
    var taken = new HashSet<Device>();
    for (Device disk : disks) {
      List<Device> same =
          disks.stream().filter(other -> !taken.contains(other) && twin(disk, other)).toList();
      if (same.size() > 1 && !taken.contains(disk)) {
        all.add(new Twins("", same, false));
        taken.addAll(same);
      }
    }
    return all;
  }

  private static boolean twin(Device one, Device other) {
    return family(one).isPresent()
        && family(one).equals(family(other))
        && (one.equals(other) || same(one, other));
  }

  /**
   * What its name begins with; empty for volumes, arrays and the like, which may lie on one disk.
   */
  private static Optional<String> family(Device device) {
    Matcher name = FAMILY.matcher(device.name());
    return name.lookingAt() ? Optional.of(name.group()) : Optional.empty();
  }

  /** Why nothing is said of volumes and the like that write the same, if there are any. */
  static Optional<String> stacked(List<Device> devices) {
    List<Device> others = devices.stream().filter(device -> family(device).isEmpty()).toList();
    return others.stream()
        .filter(one -> others.stream().anyMatch(two -> !one.equals(two) && same(one, two)))
        .findFirst()
        .map(one -> one.name() + ": nothing tells what it lies on, and of which array it is");
  }

  private static boolean same(Device one, Device other) {
    return close(one.get(Metric.WRITES_PER_SECOND), other.get(Metric.WRITES_PER_SECOND), 0.02)
        && close(one.get(Metric.WRITE_SIZE_KIB), other.get(Metric.WRITE_SIZE_KIB), 0.02);
  }

  private static boolean close(double one, double other, double by) {
    return one > 0 && other > 0 && Math.abs(one - other) <= by * Math.max(one, other);
  }

  /**
   * The disks that these lie on, each once: no partition counts flushes. Of arrays on the same
   * disks one remains, with the names of all.
   */
  static Collection<Twins> disks(Case given, List<Twins> all) {
    Map<Set<Device>, Twins> disks = new LinkedHashMap<>();
    for (Twins twins : all) {
      List<Device> below =
          twins.members().stream().map(member -> disk(given, member)).distinct().toList();
      if (below.size() == twins.members().size()) {
        disks.merge(
            Set.copyOf(below),
            new Twins(twins.whole(), below, twins.known()),
            (one, two) -> new Twins(one.whole() + " and " + two.whole(), below, one.known()));
      }
    }
    return disks.values();
  }

  private static Device disk(Case given, Device member) {
    return given
        .stack()
        .optional()
        .flatMap(stack ->
            member.node().stream()
                .flatMap(node -> stack.lowers(node.id()).stream())
                .filter(edge -> edge.role() == Edge.Role.PARTITION)
                .flatMap(edge -> given.device(stack.node(edge.lower())).stream())
                .findFirst())
        .orElse(member);
  }

  /** Whether each did the same number of these, and at least so many. */
  boolean equal(Quantity count, double least) {
    List<Double> counts = counts(count);
    double most = counts.getLast();
    return counts.getFirst() >= least && most - counts.getFirst() <= Paired.EQUAL * most;
  }

  /** The least first, and last what is not told. */
  List<Double> counts(Quantity count) {
    return members.stream()
        .map(member -> member.whole().map(f -> f.get(count)).orElse(Double.NaN))
        .sorted()
        .toList();
  }
}
