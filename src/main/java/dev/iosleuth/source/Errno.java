package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;

/** Error numbers of the kernel (include/uapi/asm-generic/errno-base.h, errno.h) as outcomes. */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int ENXIO = 6;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EBUSY = 16;
  static final int ENODEV = 19;
  static final int ENOTDIR = 20;
  static final int EISDIR = 21;
  static final int EINVAL = 22;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int ENAMETOOLONG = 36;
  static final int ENOSYS = 38;
  static final int ELOOP = 40;
  static final int ENODATA = 61;
  static final int EOPNOTSUPP = 95;
  static final int EAFNOSUPPORT = 97;
  static final int ENOBUFS = 105;
  static final int ETIMEDOUT = 110;
  static final int ESTALE = 116;

  static final String NO_FILE = "no such file";

  private Errno() {}

  /**
   * What an error of a file means.
   *
   * @param root whether the program runs as root, so that rights are not what is missing
   */
  static <T> Reading<T> outcome(String path, int error, boolean root) {
    return switch (error) {
      case ENOENT, ENOTDIR -> Reading.absent(NO_FILE);
      case ESRCH -> Reading.absent("no such process");
      case EACCES, EPERM ->
          Reading.absent((root ? "not allowed: " : "needs root: ") + words(error));
      case EISDIR -> Reading.malformed(path, "a regular file", "a directory");
      case ELOOP -> Reading.malformed(path, "a file", "a loop of links");
      default -> Reading.absent("could not be read: " + words(error));
    };
  }

  /** As strerror(3) has it. */
  static String words(int error) {
    return switch (error) {
      case EPERM -> "Operation not permitted";
      case ENOENT -> "No such file or directory";
      case EIO -> "Input/output error";
      case ENXIO -> "No such device or address";
      case EAGAIN -> "Resource temporarily unavailable";
      case ENOMEM -> "Cannot allocate memory";
      case EACCES -> "Permission denied";
      case EBUSY -> "Device or resource busy";
      case ENODEV -> "No such device";
      case EINVAL -> "Invalid argument";
      case ENFILE -> "Too many open files in system";
      case EMFILE -> "Too many open files";
      case ENAMETOOLONG -> "File name too long";
      case ENOSYS -> "Function not implemented";
      case ENODATA -> "No data available";
      case EOPNOTSUPP -> "Operation not supported";
      case EAFNOSUPPORT -> "Address family not supported by protocol";
      case ENOBUFS -> "No buffer space available";
      case ETIMEDOUT -> "Connection timed out";
      case ESTALE -> "Stale file handle";
      default -> "error " + error;
    };
  }
}
