package dev.iosleuth.stack;

import dev.iosleuth.unit.DevNo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing of the stack.
 *
 * @param name what the administrator typed: vg/lv, the DRBD resource, the mount point; not escaped
 * @param kernelName of block devices: dm-3, sda1; else empty
 * @param leaf set if nothing below it is counted on this host
 * @param counting how the kernel counts it
 * @param attributes in the order to show: level, state, backing_file, model, cache …
 */
public record Node(
    NodeId id,
    Kind kind,
    String name,
    String kernelName,
    Optional<DevNo> dev,
    Optional<LeafKind> leaf,
    Counting counting,
    Map<String, String> attributes) {

  public Node {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** What a node is. */
  public enum Kind {
    GUEST,
    PROCESS,
    CGROUP,
    FILESYSTEM,
    SWAP,
    POOL,
    FILE,
    PARTITION,
    VOLUME,
    ARRAY,
    DRBD,
    LOOP,
    CACHE,
    DISK,
    REMOTE,
    MEMORY,
    PATH,
    PEER
  }

  /** What a leaf stands for; host totals add up DISK, VIRTUAL and PATH only. */
  public enum LeafKind {
    DISK,
    VIRTUAL,
    PATH,
    MEMORY,
    REMOTE;

    public boolean inHostTotals() {
      return this == DISK || this == VIRTUAL || this == PATH;
    }
  }

  /** How a node's own diskstats line comes about. */
  public enum Counting {
    /** Bios as they arrive, never merged; times in jiffies. */
    BIO,
    /** Bios merged into requests. */
    REQUEST,
    /** A part of the requests of its whole device. */
    PARTITION,
    /** No counters, or counters that repeat what is below (NVMe heads and their partitions). */
    NONE
  }

  public boolean isDevice() {
    return !kernelName.isEmpty();
  }

  public String attribute(String key) {
    return attributes.getOrDefault(key, "");
  }
}
