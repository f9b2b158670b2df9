package dev.iosleuth.unit;

import org.jspecify.annotations.Nullable;

/**
 * A block device number, as {@code /proc/diskstats} and {@code /sys/block/NAME/dev} print it.
 *
 * <p>Not an identity by itself: hidden NVMe paths are all 0:0, and numbers are re-used.
 *
 * @param major 0 to 4095 on kernels since 2.6
 * @param minor 0 to 1048575
 */
public record DevNo(int major, int minor) implements Comparable<DevNo> {
  public static final DevNo NONE = new DevNo(0, 0);

  /** Splits the {@code st_dev} or {@code st_rdev} of stat(2) as glibc's gnu_dev_major does. */
  public static DevNo ofStat(long dev) {
    int major = (int) (((dev >>> 8) & 0xfff) | ((dev >>> 32) & ~0xfffL));
    int minor = (int) ((dev & 0xff) | ((dev >>> 12) & ~0xffL));
    return new DevNo(major, minor);
  }

  @Override
  public int compareTo(DevNo other) {
    int byMajor = Integer.compare(major, other.major);
    return byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
  }

  /** Written out, as is hashCode: what the compiler makes is put together anew at each start. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DevNo(int otherMajor, int otherMinor)
        && major == otherMajor
        && minor == otherMinor;
  }

  @Override
  public int hashCode() {
    return 31 * major + minor;
  }

  @Override
  public String toString() {
    return major + ":" + minor;
  }
}
