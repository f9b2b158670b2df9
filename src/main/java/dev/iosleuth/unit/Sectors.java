package dev.iosleuth.unit;

/**
 * Sectors of every kernel counter: 512 bytes, whatever the device's own sector size
 * (Documentation/admin-guide/iostats.rst).
 */
public final class Sectors {
  public static final int BYTES = 512;

  private Sectors() {}

  public static long toBytes(long sectors) {
    return sectors * BYTES;
  }
}
