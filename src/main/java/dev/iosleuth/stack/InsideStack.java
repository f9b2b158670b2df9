package dev.iosleuth.stack;

import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The graph that was seen inside a guest, in that of its host: it hangs under the guest, and the
 * guest's disks in there stand on the images here. Names of what is inside begin with the guest's:
 * {@code web1:vda}, {@code web1:/srv}.
 */
public final class InsideStack {
  private final String guest;
  private final Stack inner;
  private final Map<NodeId, InsideDisks.Disk> disks = new HashMap<>();

  /**
   * @param guest its name on its host
   * @param disks those that are known on both sides
   */
  public InsideStack(String guest, Stack inner, List<InsideDisks.Disk> disks) {
    this.guest = guest;
    this.inner = inner;
    disks.forEach(disk -> this.disks.put(NodeId.device(disk.name()), disk));
  }

  /** What a node within the guest is called here. */
  public NodeId id(NodeId inside) {
    return new NodeId("inside:" + guest + ":" + inside.value());
  }

  /** A disk of the guest's is none here, but stands on one. */
  public Node node(Node inside) {
    InsideDisks.Disk disk = disks.get(inside.id());
    var attributes = new LinkedHashMap<>(inside.attributes());
    attributes.put("guest", guest);
    if (disk != null) {
      put(attributes, "drive", disk.disk().label());
      put(attributes, "format", disk.disk().format());
      put(attributes, "cache", disk.disk().settings().cache());
    }
    String name = inside.name().isEmpty() ? inside.kernelName() : inside.name();
    return new Node(
        id(inside.id()),
        inside.kind(),
        guest + ":" + name,
        inside.kernelName(),
        inside.dev(),
        disk == null || disk.image().isEmpty() ? inside.leaf() : Optional.empty(),
        inside.counting(),
        attributes);
  }

  private static void put(Map<String, String> attributes, String key, String value) {
    if (!value.isEmpty()) {
      attributes.put(key, value);
    }
  }

  public Edge edge(Edge inside) {
    return new Edge(id(inside.upper()), id(inside.lower()), inside.role(), inside.sectors());
  }

  /** The step from the guest to an image, as one from its own disk there; else as it was. */
  public Edge below(Edge outer) {
    if (!outer.upper().equals(GuestNodes.id(guest))) {
      return outer;
    }
    return disks.entrySet().stream()
        .filter(disk -> disk.getValue().image().equals(Optional.of(outer.lower())))
        .filter(disk -> inner.find(disk.getKey()).isPresent())
        .findFirst()
        .map(disk -> new Edge(id(disk.getKey()), outer.lower(), outer.role(), outer.sectors()))
        .orElse(outer);
  }

  /** Both graphs as one. */
  public Stack join(Stack host) {
    NodeId top = GuestNodes.id(guest);
    var nodes = new ArrayList<>(host.nodes().values());
    inner.nodes().values().forEach(node -> nodes.add(node(node)));
    var edges = new ArrayList<Edge>();
    inner.nodes().keySet().stream()
        .filter(id -> inner.uppers(id).isEmpty())
        .forEach(id -> edges.add(new Edge(top, id(id), Edge.Role.OPEN, 0)));
    inner.edges().forEach(edge -> edges.add(edge(edge)));
    host.edges().forEach(edge -> edges.add(below(edge)));
    return new Stack(nodes, edges, host.notes());
  }

  /** What {@link #with} calls a process. */
  public static NodeId id(ProcessSample process) {
    return ProcessNodes.id(process);
  }

  /**
   * The same graph with a process in it that was asked for: on the file systems and devices that it
   * has open, or on those where its cgroup was counted.
   */
  public static Stack with(
      Sample sample, Stack stack, ProcessSample process, Collection<NodeId> open) {
    NodeId id = ProcessNodes.id(process);
    var nodes = new ArrayList<>(stack.nodes().values());
    if (stack.find(id).isEmpty()) {
      NodeDraft node =
          NodeDraft.uncounted(id, Node.Kind.PROCESS, process.stat().comm())
              .with("pid", String.valueOf(process.stat().pid()));
      if (!Lookup.opens(sample, stack, process)) {
        node.with("known_by", "its cgroup");
      }
      nodes.add(node.finish(Optional.empty()));
    }
    Set<NodeId> stands = new HashSet<>();
    stack.lowers(id).forEach(edge -> stands.add(edge.lower()));
    var edges = new ArrayList<>(stack.edges());
    open.stream()
        .filter(node -> !node.equals(id) && stands.add(node))
        .forEach(node -> edges.add(new Edge(id, node, Edge.Role.OPEN, 0)));
    return new Stack(nodes, edges, stack.notes());
  }
}
