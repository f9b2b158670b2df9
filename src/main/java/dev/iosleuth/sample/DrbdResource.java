package dev.iosleuth.sample;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One DRBD volume at one instant, of 8.x or 9.x alike, joined from /proc/drbd, {@code drbdsetup
 * status}, {@code show} and {@code events2}.
 *
 * @param minor N of drbdN
 * @param resource its name; empty where nothing names it
 * @param role Primary, Secondary, Unknown
 * @param disk UpToDate, Diskless, …
 * @param dataDevice path of the local data device as configured
 * @param metaDevice path of the local meta data device; empty for internal meta data
 * @param writtenBytes to the local disk since the device came up (dw)
 * @param readBytes from it (dr)
 * @param activityLogOps al
 * @param bitmapOps bm
 */
public record DrbdResource(
    int minor,
    String resource,
    String role,
    String disk,
    Optional<String> dataDevice,
    Optional<String> metaDevice,
    OptionalLong writtenBytes,
    OptionalLong readBytes,
    OptionalLong activityLogOps,
    OptionalLong bitmapOps,
    List<Peer> peers) {
  /** The role where nothing tells it. */
  public static final String UNKNOWN = "Unknown";

  /** One of which only the kernel's list of devices tells. */
  public static DrbdResource untold(int minor) {
    return untold(minor, "", Optional.empty(), Optional.empty());
  }

  static DrbdResource untold(
      int minor, String resource, Optional<String> dataDevice, Optional<String> metaDevice) {
    OptionalLong none = OptionalLong.empty();
    return new DrbdResource(
        minor,
        resource,
        UNKNOWN,
        "DUnknown",
        dataDevice,
        metaDevice,
        none,
        none,
        none,
        none,
        List.of());
  }

  /**
   * @param name the peer's host name; empty in 8.x's /proc/drbd
   * @param connection Connected, Connecting, StandAlone, …
   * @param replication Established, SyncSource, SyncTarget, …; in 8.x the connection says it
   * @param resyncTotalBytes how much the running resync began with; empty while none runs, and
   *     where nothing tells
   */
  public record Peer(
      String name,
      String connection,
      String role,
      String disk,
      String replication,
      OptionalLong sentBytes,
      OptionalLong receivedBytes,
      OptionalLong outOfSyncBytes,
      OptionalLong resyncTotalBytes) {
    /** While no resync runs. */
    public Peer(
        String name,
        String connection,
        String role,
        String disk,
        String replication,
        OptionalLong sentBytes,
        OptionalLong receivedBytes,
        OptionalLong outOfSyncBytes) {
      this(
          name,
          connection,
          role,
          disk,
          replication,
          sentBytes,
          receivedBytes,
          outOfSyncBytes,
          OptionalLong.empty());
    }
  }

  public DrbdResource {
    peers = List.copyOf(peers);
  }
}
