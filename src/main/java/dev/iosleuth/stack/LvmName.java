package dev.iosleuth.stack;

import java.util.Optional;

/**
 * The volume group and volume in a device-mapper name: {@code my--vg-root} is my-vg/root.
 *
 * <p>LVM doubles the hyphens within names and joins group, volume and (for inner parts: real, cow,
 * tpool) layer by single ones; lib/misc/lvm-string.c of LVM2.
 */
final class LvmName {
  private LvmName() {}

  /** Empty unless the uuid says that LVM made it. */
  static Optional<String> of(String dmName, String uuid) {
    return uuid.startsWith("LVM-") ? split(dmName) : Optional.empty();
  }

  static Optional<String> split(String dmName) {
    int hyphen = single(dmName);
    if (hyphen <= 0 || hyphen == dmName.length() - 1) {
      return Optional.empty();
    }
    return Optional.of(
        dmName.substring(0, hyphen).replace("--", "-")
            + "/"
            + dmName.substring(hyphen + 1).replace("--", "-"));
  }

  private static int single(String dmName) {
    int at = 0;
    while (at < dmName.length()) {
      if (dmName.charAt(at) != '-') {
        at++;
      } else if (at + 1 < dmName.length() && dmName.charAt(at + 1) == '-') {
        at += 2;
      } else {
        return at;
      }
    }
    return -1;
  }
}
