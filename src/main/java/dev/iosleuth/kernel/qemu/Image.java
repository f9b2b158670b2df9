package dev.iosleuth.kernel.qemu;

import java.util.List;
import java.util.Map;

/**
 * One image of a disk's chain: the disk's own, or one that it is backed by.
 *
 * @param node qemu's name of the node, or the empty string
 * @param format raw, qcow2, …; the empty string where qemu was left to find out
 */
public record Image(String node, String format, Place place) {
  /** As a monitor tells of it: its file name may hold options, {@code json:{…}}. */
  static Image told(String node, String format, String fileName) {
    List<Image> found =
        new Chains(Map.of()).follow(new Options(Map.of("filename", fileName))).images();
    Place place =
        found.isEmpty() ? new Place.Other("", FileName.shown(fileName)) : found.getFirst().place();
    return new Image(node, format, place);
  }
}
