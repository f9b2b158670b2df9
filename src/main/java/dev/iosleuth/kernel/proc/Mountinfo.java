package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;
import java.util.List;

/**
 * {@code /proc/self/mountinfo} and {@code /proc/PID/mountinfo}.
 *
 * <pre>
 * 29 1 254:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw,errors=remount-ro
 * </pre>
 *
 * Names have space, tab, newline and backslash as \040 \011 \012 \134 (fs/proc_namespace.c mangle);
 * the records hold them unescaped. Documentation/filesystems/proc.rst 3.5.
 */
public record Mountinfo(List<Mount> mounts, List<Reading.Malformed<?>> damaged) {
  /**
   * @param id unique over all mount namespaces at a time; fdinfo's mnt_id names it
   * @param dev st_dev of its files: the device's number, or an anonymous one (0:N) for btrfs, nfs,
   *     …
   * @param root which part of the file system is mounted
   * @param point where, seen from the process that read the file
   * @param type ext4, xfs, btrfs, nfs4, overlay, …
   * @param source what was mounted: a device, server:/path, a word
   */
  public record Mount(
      int id,
      int parent,
      DevNo dev,
      String root,
      String point,
      String options,
      String type,
      String source,
      String superOptions) {}

  public Mountinfo {
    mounts = List.copyOf(mounts);
    damaged = List.copyOf(damaged);
  }
}
