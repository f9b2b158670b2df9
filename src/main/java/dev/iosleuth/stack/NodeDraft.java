package dev.iosleuth.stack;

import dev.iosleuth.unit.DevNo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A node in the making: what it lies on is not known yet, nor all its attributes. */
final class NodeDraft {
  private final NodeId id;
  private final Node.Kind kind;
  private final String name;
  private final String kernelName;
  private final Optional<DevNo> dev;
  private final Node.Counting counting;
  private final Map<String, String> attributes = new LinkedHashMap<>();

  NodeDraft(
      NodeId id,
      Node.Kind kind,
      String name,
      String kernelName,
      Optional<DevNo> dev,
      Node.Counting counting) {
    this.id = id;
    this.kind = kind;
    this.name = name;
    this.kernelName = kernelName;
    this.dev = dev;
    this.counting = counting;
  }

  /** Something that the kernel does not count. */
  static NodeDraft uncounted(NodeId id, Node.Kind kind, String name) {
    return new NodeDraft(id, kind, name, "", Optional.empty(), Node.Counting.NONE);
  }

  NodeId id() {
    return id;
  }

  Node.Kind kind() {
    return kind;
  }

  String kernelName() {
    return kernelName;
  }

  /** Nothing is shown of what is empty. */
  NodeDraft with(String key, String value) {
    if (!value.isEmpty()) {
      attributes.put(key, value);
    }
    return this;
  }

  NodeDraft with(String key, Optional<String> value) {
    value.ifPresent(v -> with(key, v));
    return this;
  }

  String attribute(String key) {
    return attributes.getOrDefault(key, "");
  }

  Node finish(Optional<Node.LeafKind> leaf) {
    return new Node(id, kind, name, kernelName, dev, leaf, counting, attributes);
  }
}
