package dev.iosleuth.model;

import java.util.Random;

/**
 * How a disk behaves.
 *
 * @param depth requests that it serves at a time
 * @param maxSectors of one request
 * @param maxSegments bios in one request
 * @param writeBack whether it has a volatile cache
 * @param fua whether it knows forced writes; else a flush follows them
 */
record DiskModel(
    String prefix,
    boolean rotational,
    int depth,
    int maxSectors,
    int maxSegments,
    boolean writeBack,
    boolean fua,
    long baseNanos,
    long nanosPerSector,
    long seekNanos,
    long flushNanos) {
  static final DiskModel HDD =
      new DiskModel(
          "sd", true, 2, 2560, 168, true, false, 100_000, 2_500, 6 * Clock.MS, 8 * Clock.MS);
  static final DiskModel SSD =
      new DiskModel("sd", false, 16, 1024, 168, true, false, 80_000, 900, 0, Clock.MS);
  static final DiskModel NVME =
      new DiskModel("nvme", false, 64, 256, 64, true, true, 60_000, 250, 0, 200_000);
  static final DiskModel PROTECTED =
      new DiskModel("sd", false, 16, 1024, 168, false, false, 70_000, 900, 0, 0);
  static final DiskModel VIRTUAL =
      new DiskModel("vd", true, 8, 2560, 254, true, false, 150_000, 700, 0, 2 * Clock.MS);

  static final DiskModel LOOP = new DiskModel("loop", false, 16, 2560, 128, true, true, 0, 0, 0, 0);

  static DiskModel any(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> HDD;
      case 1 -> NVME;
      case 2 -> PROTECTED;
      case 3 -> VIRTUAL;
      default -> SSD;
    };
  }
}
