package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.unit.DevNo;
import java.util.Optional;

/**
 * An image that a guest's disk consists of.
 *
 * @param node qemu's name of the node, or the empty string
 * @param format raw, qcow2, …; the empty string where qemu was left to find out
 * @param place where qemu was told that it lies
 * @param path on this host, links followed as far as they are known; the empty string if it is not
 *     reached by a path
 * @param device the block device that it is
 * @param deleted whether the name is gone, and the file with it when the guest ends
 * @param open as the guest's process has it open, or who serves it; empty where that may not be
 *     seen
 * @param server the process of this host that serves it
 */
public record GuestImage(
    String node,
    String format,
    Place place,
    String path,
    Optional<DevNo> device,
    Optional<OpenFile> open,
    boolean deleted,
    Optional<Server> server) {
  GuestImage(
      String node,
      String format,
      Place place,
      String path,
      Optional<DevNo> device,
      Optional<OpenFile> open) {
    this(node, format, place, path, device, open, false, Optional.empty());
  }

  GuestImage in(String itsFormat) {
    return new GuestImage(node, itsFormat, place, path, device, open, deleted, server);
  }

  /**
   * A process that has the image open in the guest's stead.
   *
   * @param program qemu-nbd, qemu-storage-daemon, …
   * @param file the image as it has it open, where it is certain which it is
   */
  public record Server(ProcessId process, String program, Optional<OpenFile> file) {}
}
