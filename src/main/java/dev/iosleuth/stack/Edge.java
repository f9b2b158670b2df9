package dev.iosleuth.stack;

/**
 * One thing stands on another.
 *
 * @param sectors of the lower that belong to the upper, 512 bytes each; 0 where that is not fixed
 *     (mirrors, pools, files)
 */
public record Edge(NodeId upper, NodeId lower, Role role, long sectors) {
  /** What the lower is to the upper: decides how I/O passes. */
  public enum Role {
    /** A file system, pool or swap lies on the device. */
    ENTRY,
    /** A process or guest has the device open; a guest has it within, where that was seen. */
    OPEN,
    /** A file (of a loop device, a guest) lies in the file system. */
    FILE,
    /** The same sectors at an offset: partition, dm linear, crypt, bcache's and thin's data. */
    WHOLE,
    PARTITION,
    /** One of several, each with a part of the sectors: dm linear over several, striped, raid0. */
    PART,
    /** One of several copies: raid1, raid10. */
    COPY,
    /** A member of an array with parity: raid4, raid5, raid6. */
    PARITY,
    /** DRBD's local data device. */
    REPLICATED,
    /** Bookkeeping: DRBD's activity log, thin's and cache's metadata, bitmap and log devices. */
    META,
    /** A snapshot's changed chunks. */
    COW,
    /** A cache in front of the origin. */
    CACHE,
    /** One of several paths to the same disk. */
    PATH,
    /** Another host that gets a copy. */
    PEER
  }
}
