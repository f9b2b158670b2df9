package dev.iosleuth.kernel.tool;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One DRBD volume as {@code drbdsetup status --json} and {@code events2 --statistics} tell it.
 * Sizes are KiB: drbdsetup halves the kernel's sectors.
 *
 * @param disk UpToDate, Diskless, …
 * @param backingDevice path of the data device; empty if diskless or not told
 */
public record DrbdVolume(
    String resource,
    int volume,
    int minor,
    String role,
    String disk,
    Optional<String> backingDevice,
    OptionalLong writtenKib,
    OptionalLong readKib,
    OptionalLong activityLogOps,
    OptionalLong bitmapOps,
    List<Peer> peers) {
  /**
   * @param nodeId of the peer, which names it within {@code show}
   */
  public record Peer(
      String nodeId,
      String name,
      String connection,
      String role,
      String disk,
      String replication,
      OptionalLong sentKib,
      OptionalLong receivedKib,
      OptionalLong outOfSyncKib) {}

  public DrbdVolume {
    peers = List.copyOf(peers);
  }
}
