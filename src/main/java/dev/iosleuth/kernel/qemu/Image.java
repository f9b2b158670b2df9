package dev.iosleuth.kernel.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One image of a disk's chain: the disk's own, or one that it is backed by.
 *
 * @param node qemu's name of the node, or the empty string
 * @param format raw, qcow2, …; the empty string where qemu was left to find out
 */
public record Image(String node, String format, Place place) {
  private static final Set<String> LOCAL =
      Set.of("file", "host_device", "host_cdrom", "host_floppy", "io_uring", "nvme-io_uring");

  /**
   * As a monitor tells of it: its file name may hold options, {@code json:{…}}.
   *
   * @param driver of its node: a format, a filter above it, or what reaches the file
   */
  static Image told(String node, String driver, String fileName) {
    List<Image> found =
        new Chains(Map.of()).follow(new Options(Map.of("filename", fileName))).images();
    Image written =
        found.isEmpty()
            ? new Image("", "", new Place.Other("", FileName.shown(fileName)))
            : found.getFirst();
    String format = Chains.isFilter(driver) ? written.format() : driver;
    return new Image(node, isBare(format, written.place()) ? "raw" : format, written.place());
  }

  /** Those that a file name {@code json:{…}} holds, in their order. */
  static List<Image> all(String node, String fileName) {
    List<Image> found =
        new Chains(Map.of()).follow(new Options(Map.of("filename", fileName))).images();
    var named = new ArrayList<>(found);
    if (!found.isEmpty()) {
      named.set(0, new Image(node, found.getFirst().format(), found.getFirst().place()));
    }
    return named;
  }

  /** A node that a device uses as it is shows the bytes of its file. */
  private static boolean isBare(String driver, Place place) {
    return LOCAL.contains(driver)
        || (place instanceof Place.Remote(String kind, String _) && kind.equals(driver));
  }
}
