package dev.iosleuth.stack;

import org.jspecify.annotations.Nullable;

/**
 * Names a node within one stack, stable over samples: {@code dev:dm-3}, {@code fs:254:1}, {@code
 * swap:/dev/dm-1}, {@code guest:web1}, {@code pool:tank}, {@code file:/var/disk.img}, {@code
 * peer:node2}; within a guest {@code inside:web1:dev:vda}.
 */
public record NodeId(String value) implements Comparable<NodeId> {
  public static NodeId device(String kernelName) {
    return new NodeId("dev:" + kernelName);
  }

  public static NodeId guest(String name) {
    return new NodeId("guest:" + name);
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  /** Written out, as is hashCode: what the compiler makes is put together anew at each start. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NodeId(String otherValue) && value.equals(otherValue);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
