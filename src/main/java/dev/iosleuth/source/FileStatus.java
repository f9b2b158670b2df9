package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.unit.DevNo;

/**
 * What stat(2) says of a file.
 *
 * @param mode type and permissions
 * @param node the device that a device node stands for
 * @param names st_nlink: 0 of a file that was deleted while somebody has it open
 * @param size in bytes
 * @param modifiedSeconds since the epoch
 */
record FileStatus(int mode, int names, DevNo node, long size, long modifiedSeconds) {
  boolean isDirectory() {
    return (mode & 0xF000) == 0x4000;
  }

  boolean isRegular() {
    return (mode & 0xF000) == 0x8000;
  }

  boolean isBlockDevice() {
    return (mode & 0xF000) == 0x6000;
  }

  /** In words; the values are S_IFMT's (include/uapi/linux/stat.h). */
  String kind() {
    return switch (mode & 0xF000) {
      case 0x1000 -> "a FIFO";
      case 0x2000 -> "a character device";
      case 0x6000 -> "a block device";
      case 0x4000 -> "a directory";
      case 0x8000 -> "a regular file";
      case 0xA000 -> "a symbolic link";
      case 0xC000 -> "a socket";
      default -> "a file of unknown type";
    };
  }

  <T> Reading<T> notRegular(String path) {
    return Reading.malformed(path, "a regular file", kind());
  }
}
