package dev.iosleuth.sample;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;
import java.util.Map;

/**
 * The block I/O counters of the cgroups at one instant.
 *
 * @param recursive whether a group's figures include its children's (v2's io.stat do, v1's
 *     blkio.throttle.io_service_bytes do not)
 * @param groups cgroup path ("/" for the root) to its figures a device; devices are whole disks,
 *     and the same I/O stands again at every stacked layer
 * @param containers readable names of containers by the ids that stand in paths
 */
public record CgroupIo(
    Version version,
    boolean recursive,
    Map<String, Reading<Map<DevNo, Figures>>> groups,
    Map<String, String> containers) {
  /** Which hierarchy the figures come from. */
  public enum Version {
    V1,
    V2,
    NONE
  }

  /** Bytes and operations since the group was made. */
  public record Figures(
      long readBytes,
      long writeBytes,
      long readOps,
      long writeOps,
      long discardBytes,
      long discardOps) {}

  public CgroupIo {
    groups = Map.copyOf(groups);
    containers = Map.copyOf(containers);
  }

  public CgroupIo(
      Version version, boolean recursive, Map<String, Reading<Map<DevNo, Figures>>> groups) {
    this(version, recursive, groups, Map.of());
  }

  CgroupIo withContainers(Map<String, String> names) {
    return new CgroupIo(version, recursive, groups, names);
  }

  public static CgroupIo none() {
    return new CgroupIo(Version.NONE, false, Map.of());
  }
}
