package dev.iosleuth.ledger;

import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each cgroup itself, without its children, did on a device within the interval. Only shares
 * are taken from here, never counts: the figures are read at another time than the device's, and
 * repeat the same I/O at every stacked layer.
 */
final class CgroupParts {
  /** Weights of one group on one device in one direction. */
  record Weight(double bytes, double ops) {
    static final Weight ZERO = new Weight(0, 0);

    Weight plus(Weight other, double times) {
      return new Weight(
          Math.max(0, bytes + times * other.bytes), Math.max(0, ops + times * other.ops));
    }
  }

  private final CgroupIo before;
  private final CgroupIo after;
  private final Stack stack;
  private final Flows flows;
  private final Map<String, String> parents = new HashMap<>();
  private final Set<DevNo> counted = new HashSet<>();

  /** Bytes that each group itself read, each where they entered; filled when it is asked for. */
  private final Map<String, Double> read = new HashMap<>();

  CgroupParts(Sample before, Sample after, Stack stack, Flows flows) {
    this.before = before.cgroups();
    this.after = after.cgroups();
    this.stack = stack;
    this.flows = flows;
    this.after.groups().keySet().forEach(path -> parents.put(path, parent(path)));
    this.after
        .groups()
        .values()
        .forEach(r -> r.optional().ifPresent(m -> counted.addAll(m.keySet())));
  }

  CgroupIo.Version version() {
    return after.version();
  }

  /**
   * By group, what it sent to this device, whatever stands on it; the root's own part under "/".
   */
  Map<String, Weight> sent(Node node, Direction direction) {
    return hasFigures(node.dev()) ? own(node, direction) : Map.of();
  }

  /** The nearest group at or above {@code path} that has figures; "/" if none. */
  String nearest(String path) {
    String at = path;
    while (!at.equals("/") && !at.isEmpty() && !counted(at)) {
      int slash = at.lastIndexOf('/');
      at = slash <= 0 ? "/" : at.substring(0, slash);
    }
    return at.isEmpty() ? "/" : at;
  }

  /**
   * The group with figures that a process belongs to.
   *
   * @param paths by controller
   */
  String groupOf(Map<String, String> paths) {
    return nearest(paths.getOrDefault(version() == CgroupIo.Version.V1 ? "blkio" : "", "/"));
  }

  /**
   * v1 counts nothing of a group without a rule that limits it, on kernels 5.16 to 6.4 and again
   * from 6.10 on (block/blk-throttle.h, blk_throtl_bio): its zeros mean that nobody counted.
   */
  private boolean counted(String path) {
    var reading = after.groups().get(path);
    return reading != null
        && reading.optional().isPresent()
        && (after.version() != CgroupIo.Version.V1 || moved(reading.orElse(Map.of())));
  }

  private static boolean moved(Map<DevNo, CgroupIo.Figures> devices) {
    return devices.values().stream()
        .anyMatch(
            f -> f.readOps() + f.writeOps() + f.discardOps() + f.readBytes() + f.writeBytes() > 0);
  }

  /**
   * Whether a process's own group has on its figures all that it read. Not where nothing is counted
   * for groups (ZFS reads by threads of its own).
   *
   * @param paths by controller
   */
  boolean readAll(Map<String, String> paths, double bytes) {
    if (read.isEmpty()) {
      read.put("/", 0.0);
      stack.nodes().values().stream()
          .filter(node -> hasFigures(node.dev()))
          .forEach(node ->
              at(node, Direction.READ)
                  .forEach((path, weight) -> read.merge(path, weight.bytes(), Double::sum)));
    }
    String group = groupOf(paths);
    return !group.equals("/") && bytes > 0 && read.getOrDefault(group, 0.0) >= bytes;
  }

  private String parent(String path) {
    if (path.equals("/")) {
      return "";
    }
    int slash = path.lastIndexOf('/');
    return nearest(slash <= 0 ? "/" : path.substring(0, slash));
  }

  /** By group, what entered the block layer at this device; the root's own part under "/". */
  Map<String, Weight> at(Node node, Direction direction) {
    Optional<Node> counted = countedDevice(node);
    if (counted.isEmpty()) {
      return Map.of();
    }
    Map<String, Weight> own = own(counted.get(), direction);
    var above = new HashSet<String>();
    List<Edge> stacked = stackedOn(counted.get().id());
    for (Edge edge : stacked) {
      Node upper = stack.node(edge.upper());
      own(upper, direction)
          .forEach((path, w) -> {
            subtract(own, path, w, times(edge));
            if (w.ops() > 0) {
              above.add(path);
            }
          });
    }
    underWay(counted.get(), stacked, direction).forEach((path, w) -> subtract(own, path, w, 1));
    own.values().removeIf(w -> w.bytes() <= 0 && w.ops() <= 0);
    // Layers add operations of their own for what passes them: flushes, pieces.
    own.entrySet().removeIf(e -> e.getValue().bytes() <= 0 && above.contains(e.getKey()));
    return own;
  }

  /**
   * What had been counted above before the interval, and not yet here: dm-crypt hands on from
   * queues of its own (drivers/md/dm-crypt.c, kcryptd_queue_crypt). Where all of a device above
   * comes here, the two counters of a group are the same once nothing is under way.
   */
  private Map<String, Weight> underWay(Node node, List<Edge> stacked, Direction direction) {
    var late = new HashMap<String, Weight>();
    for (Edge edge : stacked) {
      if (times(edge) == 1 && stack.lowers(edge.upper()).size() == 1) {
        earlier(stack.node(edge.upper()), direction)
            .forEach((path, w) -> late.merge(path, w, (one, other) -> one.plus(other, 1)));
      }
    }
    if (!late.isEmpty()) {
      earlier(node, direction).forEach((path, w) -> subtract(late, path, w, 1));
    }
    return late;
  }

  private static Map<String, Weight> counted(CgroupIo at, DevNo dev, Direction direction) {
    var weights = new HashMap<String, Weight>();
    at.groups()
        .forEach((path, reading) ->
            reading
                .optional()
                .map(m -> m.get(dev))
                .ifPresent(f -> weights.put(path, weight(f, direction))));
    return weights;
  }

  /** Of each group itself, from when it was made to the beginning of the interval. */
  private Map<String, Weight> earlier(Node node, Direction direction) {
    Map<String, Weight> weights =
        node.dev().map(dev -> counted(before, dev, direction)).orElse(Map.of());
    return before.recursive() ? withoutChildren(weights) : weights;
  }

  /**
   * By how much a group's children had counted more than the group when the interval began: it was
   * read before them, or not at all, and so much of what came to it since is theirs, of before.
   */
  private Map<String, Weight> ahead(DevNo dev, Direction direction) {
    Map<String, Weight> first = counted(before, dev, direction);
    var children = new HashMap<String, Weight>();
    first.forEach((path, w) ->
        children.merge(parents.getOrDefault(path, ""), w, (one, other) -> one.plus(other, 1)));
    first.forEach((path, w) -> subtract(children, path, w, 1));
    return children;
  }

  private Map<String, Weight> withoutChildren(Map<String, Weight> weights) {
    var own = new HashMap<>(weights);
    weights.forEach((path, w) -> subtract(own, parents.getOrDefault(path, ""), w, 1));
    return own;
  }

  private static void subtract(Map<String, Weight> own, String path, Weight weight, double times) {
    own.computeIfPresent(path, (_, w) -> w.plus(weight, -times));
  }

  /** Edges of the devices with figures of their own that stand on the device or on a part of it. */
  private List<Edge> stackedOn(NodeId device) {
    var edges = new ArrayList<Edge>();
    for (Edge edge : stack.uppers(device)) {
      if (edge.role() == Edge.Role.PARTITION) {
        edges.addAll(stackedOn(edge.upper()));
      } else if (stack.node(edge.upper()).isDevice()) {
        edges.add(edge);
      }
    }
    return edges;
  }

  private double times(Edge edge) {
    return switch (edge.role()) {
      case PART, PATH -> 1.0 / Math.max(1, stack.lowers(edge.upper()).size());
      case COPY, WHOLE, REPLICATED, PARITY -> 1;
      case ENTRY, OPEN, FILE, PARTITION, META, COW, CACHE, PEER -> 0;
    };
  }

  /** The device itself if its number has figures, else the whole device of a partition. */
  Optional<Node> countedDevice(Node node) {
    if (hasFigures(node.dev())) {
      return Optional.of(node);
    }
    return stack.lowers(node.id()).stream()
        .filter(e -> e.role() == Edge.Role.PARTITION)
        .map(e -> stack.node(e.lower()))
        .filter(whole -> hasFigures(whole.dev()))
        .findFirst();
  }

  private boolean hasFigures(Optional<DevNo> dev) {
    return dev.isPresent() && counted.contains(dev.get());
  }

  private Map<String, Weight> own(Node node, Direction direction) {
    var weights = new HashMap<String, Weight>();
    Optional<DevNo> dev = node.dev();
    if (dev.isEmpty()) {
      return weights;
    }
    after
        .groups()
        .forEach((path, reading) ->
            reading
                .optional()
                .map(m -> m.get(dev.get()))
                .ifPresent(now -> weights.put(path, increase(path, dev.get(), now, direction))));
    if (!after.recursive()) {
      return weights;
    }
    Map<String, Weight> own = withoutChildren(weights);
    ahead(dev.get(), direction).forEach((path, w) -> subtract(own, path, w, 1));
    if (!weights.containsKey("/")) {
      rootFromDevice(node, direction, weights, own);
    }
    return own;
  }

  /** v2's root had no io.stat before 5.10: what the device counted stands for it. */
  private void rootFromDevice(
      Node node, Direction direction, Map<String, Weight> weights, Map<String, Weight> own) {
    Flow.Io io = flows.io(node.id(), direction);
    double bytes = io.bytes();
    double ops = io.ops();
    for (var entry : weights.entrySet()) {
      if (parents.getOrDefault(entry.getKey(), "").equals("/")) {
        bytes -= entry.getValue().bytes();
        ops -= entry.getValue().ops();
      }
    }
    own.put("/", new Weight(Math.max(0, bytes), Math.max(0, ops)));
  }

  private Weight increase(String path, DevNo dev, CgroupIo.Figures now, Direction direction) {
    var reading = before.groups().get(path);
    Optional<CgroupIo.Figures> old =
        reading == null
            ? Optional.empty()
            : reading.optional().flatMap(m -> Optional.ofNullable(m.get(dev)));
    Weight first = old.map(f -> weight(f, direction)).orElse(Weight.ZERO);
    return weight(now, direction).plus(first, -1);
  }

  private static Weight weight(CgroupIo.Figures figures, Direction direction) {
    return switch (direction) {
      case READ -> new Weight(figures.readBytes(), figures.readOps());
      case WRITE, FLUSH -> new Weight(figures.writeBytes(), figures.writeOps());
      case DISCARD -> new Weight(figures.discardBytes(), figures.discardOps());
    };
  }
}
