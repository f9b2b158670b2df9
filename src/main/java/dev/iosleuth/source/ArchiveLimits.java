package dev.iosleuth.source;

/**
 * How much of an archive is taken into memory.
 *
 * @param bytes unpacked, headers included
 * @param entries members
 * @param depth names in a path
 */
public record ArchiveLimits(long bytes, int entries, int depth) {
  private static final long GIBIBYTE = 1L << 30;

  /** Of one folder, where two are held at once: half as much. */
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
