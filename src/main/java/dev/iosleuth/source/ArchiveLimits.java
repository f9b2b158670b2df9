package dev.iosleuth.source;

/**
 * How much of an archive is taken into memory.
 *
 * @param bytes of contents and names, and a block of a header for each member and folder: more than
 *     they take
 * @param entries members
 * @param depth names in a path
 */
public record ArchiveLimits(long bytes, int entries, int depth) {
  private static final long GIBIBYTE = 1L << 30;

  /** How much more may be unpacked than is kept, as there may be files that nobody wants. */
  private static final int PASSED = 16;

  /** Bytes that are unpacked at most: a small file can unpack to any size. */
  long unpacked() {
    return bytes > Long.MAX_VALUE / PASSED ? Long.MAX_VALUE : bytes * PASSED;
  }

  /** Of one tree, where two are held at once: half as much. */
  public static ArchiveLimits folder() {
    ArchiveLimits usual = usual();
    return new ArchiveLimits(usual.bytes() / 2, usual.entries(), usual.depth());
  }

  /** One GiB, or half of what the program may use if that is less. */
  public static ArchiveLimits usual() {
    return new ArchiveLimits(
        Math.min(GIBIBYTE, Runtime.getRuntime().maxMemory() / 2), 4_000_000, 128);
  }
}
