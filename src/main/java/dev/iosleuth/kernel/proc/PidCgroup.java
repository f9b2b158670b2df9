package dev.iosleuth.kernel.proc;

import java.util.Map;

/**
 * {@code /proc/PID/cgroup}: {@code 0::/system.slice/ssh.service} and, for v1 hierarchies, {@code
 * 7:blkio:/a}. man 7 cgroups.
 *
 * @param paths controller name ("" for the v2 hierarchy, "name=systemd" for named ones) to path
 */
public record PidCgroup(Map<String, String> paths) {
  public PidCgroup {
    paths = Map.copyOf(paths);
  }
}
