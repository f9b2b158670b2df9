package dev.iosleuth.sample;

import dev.iosleuth.unit.DevNo;
import java.util.Optional;

/**
 * A file that a process has open or mapped.
 *
 * @param path as /proc/PID/fd/N or /proc/PID/maps shows it
 * @param kind what is behind it
 * @param dev BLOCK: the device's own number; FILE: that of the file system (st_dev, by mnt_id and
 *     mountinfo); else empty
 * @param readable opened for reading; true where it is not known
 * @param writable opened for writing, or mapped shared and writable
 * @param direct O_DIRECT
 * @param mountId fdinfo's mnt_id, or -1
 * @param networkInterface of a descriptor of /dev/net/tun: tap0
 * @param standard one of the three standard streams: a redirection, not what the program works on
 */
public record OpenFile(
    String path,
    Kind kind,
    Optional<DevNo> dev,
    boolean readable,
    boolean writable,
    boolean direct,
    int mountId,
    boolean standard,
    Optional<String> networkInterface) {
  public OpenFile(
      String path,
      Kind kind,
      Optional<DevNo> dev,
      boolean readable,
      boolean writable,
      boolean direct,
      int mountId,
      boolean standard) {
    this(path, kind, dev, readable, writable, direct, mountId, standard, Optional.empty());
  }

  public OpenFile(
      String path, Kind kind, Optional<DevNo> dev, boolean writable, boolean direct, int mountId) {
    this(path, kind, dev, true, writable, direct, mountId, false);
  }

  /** Not a log, a pid file or a part of qemu's installation. */
  public static boolean mayBeImage(String path) {
    boolean own = path.startsWith("/usr/") || path.startsWith("/proc/") || path.startsWith("/sys/");
    boolean side = path.endsWith(".log") || path.endsWith(".pid") || path.endsWith(".lock");
    return path.startsWith("/") && !own && !side;
  }

  /** What a descriptor stands for. */
  public enum Kind {
    FILE,
    BLOCK,
    MAPPED,
    PIPE,
    SOCKET,
    CHARACTER,
    ANONYMOUS
  }
}
