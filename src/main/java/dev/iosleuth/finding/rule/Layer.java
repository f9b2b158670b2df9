package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Devices that stand on devices, such that all that the lower ones do comes from the upper ones, or
 * is the layer's own: the smallest such sets, so that sums can be compared.
 *
 * @param copies in which a write reaches the lower ones
 * @param stripes what whole stripes with their parity take for the data in them; 1 without parity
 * @param roles of the steps between them
 */
record Layer(
    List<Device> uppers,
    List<Device> lowers,
    double copies,
    double stripes,
    Map<Device, Edge.Role> roles) {
  private static final Set<Node.Kind> ON_OTHERS =
      Set.of(Node.Kind.VOLUME, Node.Kind.ARRAY, Node.Kind.CACHE);

  Layer {
    uppers = List.copyOf(uppers);
    lowers = List.copyOf(lowers);
    roles = Map.copyOf(roles);
  }

  /** A look at each of the layers that it is fit for, or why there are none to look at. */
  static Verdict each(
      Case given, Predicate<Layer> fit, Function<Layer, Reading<Optional<Finding>>> look) {
    Optional<String> unknown = given.devices().whyNot().or(() -> given.stack().whyNot());
    if (unknown.isPresent()) {
      return Verdict.couldNotTell(unknown.get());
    }
    Map<String, String> unread = UntoldArrays.unread(given);
    var collected = new Verdict.Collected();
    unread.values().forEach(why -> collected.add(Verdict.untold(why)));
    given.stack().optional().stream()
        .flatMap(stack -> floating(given, stack))
        .filter(name -> !unread.containsKey(name))
        .forEach(name -> collected.add(Verdict.untold(name + ": nothing tells what it lies on")));
    given.stack().map(stack -> of(given, stack)).orElse(List.of()).stream()
        .filter(layer -> layer.uppers().stream().noneMatch(d -> unread.containsKey(d.name())))
        .filter(fit)
        .forEach(layer -> collected.add(look.apply(layer)));
    return collected.verdict();
  }

  private static List<Layer> of(Case given, Stack stack) {
    var layers = new ArrayList<Layer>();
    var done = new HashSet<NodeId>();
    for (Node node : stack.topDown()) {
      if (node.isDevice() && !done.contains(node.id()) && !below(stack, node.id()).isEmpty()) {
        Set<NodeId> uppers = together(stack, node.id());
        done.addAll(uppers);
        make(given, stack, uppers, layers);
      }
    }
    return layers;
  }

  /** Devices at work that lie on others, of which none is known. */
  private static Stream<String> floating(Case given, Stack stack) {
    return stack.nodes().values().stream()
        .filter(node -> ON_OTHERS.contains(node.kind()) && below(stack, node.id()).isEmpty())
        .flatMap(node -> given.device(node).filter(Device::active).stream())
        .map(Device::name);
  }

  private static List<Edge> below(Stack stack, NodeId upper) {
    return stack.lowers(upper).stream().filter(e -> stack.node(e.lower()).isDevice()).toList();
  }

  private static List<Edge> above(Stack stack, NodeId lower) {
    return stack.uppers(lower).stream().filter(e -> stack.node(e.upper()).isDevice()).toList();
  }

  /** All that share a lower one with it, directly or by others. */
  private static Set<NodeId> together(Stack stack, NodeId first) {
    var uppers = new LinkedHashSet<NodeId>();
    var open = new ArrayDeque<NodeId>(List.of(first));
    while (!open.isEmpty()) {
      NodeId upper = open.pop();
      if (uppers.add(upper)) {
        below(stack, upper)
            .forEach(down -> above(stack, down.lower()).forEach(up -> open.add(up.upper())));
      }
    }
    return uppers;
  }

  private static void make(Case given, Stack stack, Set<NodeId> uppers, List<Layer> layers) {
    var roles = new LinkedHashMap<Device, Edge.Role>();
    var above = new ArrayList<Device>();
    double copies = 1;
    double stripes = 1;
    for (NodeId upper : uppers) {
      Node node = stack.node(upper);
      given.device(node).ifPresent(above::add);
      for (Edge edge : below(stack, upper)) {
        given.device(stack.node(edge.lower())).ifPresent(d -> roles.put(d, edge.role()));
      }
      copies = Math.max(copies, copies(given, stack, node));
      stripes = Math.max(stripes, stripes(given, node));
    }
    boolean all = above.size() == uppers.size() && known(above) && known(roles.keySet());
    if (all && !roles.isEmpty()) {
      layers.add(new Layer(above, List.copyOf(roles.keySet()), copies, stripes, roles));
    }
  }

  private static boolean known(Iterable<Device> devices) {
    for (Device device : devices) {
      if (device.whole().whyNot().isPresent()) {
        return false;
      }
    }
    return true;
  }

  /** raid10's layout counts near copies in its lowest byte and far ones in the next (md(4)). */
  private static double copies(Case given, Stack stack, Node upper) {
    long legs = stack.lowers(upper.id()).stream().filter(e -> e.role() == Edge.Role.COPY).count();
    if (legs == 0) {
      return 1;
    }
    if (!upper.attribute("level").equals("raid10")) {
      return legs;
    }
    long layout = array(given, upper).flatMap(md -> md.layout().optional()).orElse(0L);
    long copies = (layout & 0xff) * (layout >> 8 & 0xff);
    long listed = listed(given, upper).map(array -> (long) array.near() * array.far()).orElse(0L);
    return copies > 0 ? copies : listed > 0 ? listed : legs;
  }

  private static double stripes(Case given, Node upper) {
    long parity =
        switch (upper.attribute("level")) {
          case "raid4", "raid5" -> 1;
          case "raid6" -> 2;
          default -> 0;
        };
    long disks =
        array(given, upper)
            .flatMap(md -> md.raidDisks().optional())
            .or(() -> listed(given, upper).map(array -> (long) array.raidDisks()))
            .orElse(0L);
    return disks > parity ? (double) disks / (disks - parity) : 1;
  }

  /** By /proc/mdstat, where sysfs does not tell. */
  private static Optional<Mdstat.Array> listed(Case given, Node upper) {
    return given
        .last()
        .optional()
        .flatMap(sample -> sample.mdstat().optional())
        .flatMap(mdstat -> mdstat.array(upper.kernelName()));
  }

  private static Optional<Personality.MdArray> array(Case given, Node upper) {
    return given
        .last()
        .optional()
        .flatMap(sample -> sample.topology().device(upper.kernelName()))
        .map(BlockDevice::personality)
        .filter(Personality.MdArray.class::isInstance)
        .map(Personality.MdArray.class::cast);
  }

  boolean has(Edge.Role role) {
    return roles.containsValue(role);
  }

  /** The sum of a figure over devices. */
  static Source sum(List<Device> devices, Metric metric) {
    return devices.stream()
        .map(device -> Sources.device(device, metric))
        .reduce(Source::plus)
        .orElse(Source.constant(0));
  }

  static double total(List<Device> devices, Metric metric) {
    return devices.stream().mapToDouble(device -> device.get(metric)).sum();
  }

  /** What the upper ones are called together. */
  String above() {
    Device first = uppers.getFirst();
    return uppers.size() == 1
        ? first.label()
        : first.label() + " and " + (uppers.size() - 1) + " more";
  }
}
