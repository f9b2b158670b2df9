package dev.iosleuth.stack;

/**
 * Names a node within one stack, stable over samples: {@code dev:dm-3}, {@code fs:254:1}, {@code
 * swap:/dev/dm-1}, {@code guest:web1}, {@code pool:tank}, {@code file:/var/disk.img}, {@code
 * peer:node2}.
 */
public record NodeId(String value) implements Comparable<NodeId> {
  public static NodeId device(String kernelName) {
    return new NodeId("dev:" + kernelName);
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
