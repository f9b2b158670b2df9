package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.List;
import java.util.Optional;

/** What a layer does to I/O, as far as its place in the stack says. */
final class Layers {
  private final Stack stack;

  Layers(Stack stack) {
    this.stack = stack;
  }

  /** Thin, snapshot, cache, bcache: what they cause below is not a fixed multiple. */
  boolean amplifies(NodeId upper) {
    if (stack.node(upper).kind() == Node.Kind.DRBD || redundant(upper)) {
      return false;
    }
    return stack.lowers(upper).stream()
            .anyMatch(e ->
                switch (e.role()) {
                  case META, COW, CACHE -> true;
                  case ENTRY,
                      OPEN,
                      FILE,
                      WHOLE,
                      PARTITION,
                      PART,
                      COPY,
                      PARITY,
                      REPLICATED,
                      PATH,
                      PEER ->
                      false;
                })
        || onPool(upper)
        || beforeSnapshot(upper);
  }

  /**
   * An array: what it sends down is a multiple of what it gets, or bounded by it; its metadata
   * (waiting spares, LVM's rmeta) are superblocks and bitmaps.
   */
  boolean redundant(NodeId upper) {
    return stack.node(upper).kind() == Node.Kind.ARRAY
        || stack.lowers(upper).stream()
            .anyMatch(e -> e.role() == Edge.Role.COPY || e.role() == Edge.Role.PARITY);
  }

  /** A device of device-mapper's. */
  boolean mapped(NodeId node) {
    return stack.node(node).kind() == Node.Kind.VOLUME;
  }

  /** A volume on which a DRBD device keeps its activity log and bitmap. */
  boolean keepsDrbdMeta(NodeId volume) {
    return stack.uppers(volume).stream()
        .anyMatch(
            e -> e.role() == Edge.Role.META && stack.node(e.upper()).kind() == Node.Kind.DRBD);
  }

  /** What is written to an array with parity passes its journal first. */
  boolean journal(Edge edge) {
    return edge.role() == Edge.Role.META
        && stack.node(edge.upper()).kind() == Node.Kind.ARRAY
        && stack.node(edge.lower()).attribute("member").startsWith("journal");
  }

  /** A thin volume: its pool's metadata and new blocks are caused by it. */
  private boolean onPool(NodeId upper) {
    return stack.lowers(upper).stream().anyMatch(e -> passesThrough(e.lower()));
  }

  /** The origin of a snapshot: what is written to it makes copies beside it. */
  private boolean beforeSnapshot(NodeId upper) {
    return stack.node(upper).attribute("target").equals("snapshot-origin");
  }

  /**
   * A device that I/O passes without being counted: a thin pool's own device (thin volumes send
   * their bios to its data device), partitions of an NVMe head.
   */
  boolean passesThrough(NodeId node) {
    Node n = stack.node(node);
    boolean uncounted =
        n.counting() == Node.Counting.NONE
            && stack.lowers(node).stream().noneMatch(e -> e.role() == Edge.Role.PATH);
    return uncounted || n.attribute("target").equals("thin-pool");
  }

  /**
   * The origins of a snapshot: who writes there causes the copies beside it as much as who writes
   * to the snapshot itself.
   */
  List<NodeId> origins(NodeId snapshot) {
    boolean copies = stack.lowers(snapshot).stream().anyMatch(e -> e.role() == Edge.Role.COW);
    if (!copies) {
      return List.of();
    }
    return stack.lowers(snapshot).stream()
        .filter(e -> e.role() == Edge.Role.WHOLE)
        .flatMap(e -> devicesAbove(e.lower()).stream())
        .map(Edge::upper)
        .filter(origin -> !origin.equals(snapshot) && beforeSnapshot(origin))
        .distinct()
        .toList();
  }

  /** Data members with I/O of an array with parity, and how many of them are parity. */
  int members(NodeId array) {
    return (int) stack.lowers(array).stream().filter(e -> e.role() == Edge.Role.PARITY).count();
  }

  int parity(NodeId array) {
    return stack.node(array).attribute("level").equals("raid6") ? 2 : 1;
  }

  /** What writing to an array with parity costs, where its geometry is known. */
  Optional<ParityCost> parityCost(NodeId array) {
    return ParityCost.of(members(array), parity(array), stack.node(array).attribute("chunk"));
  }

  /** Whether something enters here, or on a part of it that the kernel does not count. */
  boolean entered(NodeId node) {
    return stack.uppers(node).stream()
        .anyMatch(e ->
            !stack.node(e.upper()).isDevice() || (passesThrough(e.upper()) && entered(e.upper())));
  }

  /** md's kernel name is what administrators type; an LVM mirror's is dm-7. */
  String arrayName(NodeId array) {
    Node node = stack.node(array);
    return node.kind() == Node.Kind.ARRAY ? node.kernelName() : node.name();
  }

  /** The ways from a volume of stripes to its disks; none where it is no such. */
  List<Edge> stripes(Edge edge) {
    boolean striped = stack.node(edge.upper()).attribute("target").startsWith("striped");
    return striped
        ? stack.lowers(edge.upper()).stream().filter(e -> e.role() == edge.role()).toList()
        : List.of();
  }

  /** Device edges from above. */
  List<Edge> devicesAbove(NodeId node) {
    return stack.uppers(node).stream().filter(e -> stack.node(e.upper()).isDevice()).toList();
  }
}
