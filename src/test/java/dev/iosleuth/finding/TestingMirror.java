package dev.iosleuth.finding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A recording of 10 s, unpacked, of a mirror of sda and sdb with 400 writes of 1 ms to each, so
 * that what flushes took can be said by hand.
 *
 * @param flushes to each leg
 * @param sda ms of each of its flushes
 * @param sdb the same
 * @param reads of sdb, of 1 ms
 */
public record TestingMirror(int flushes, int sda, int sdb, int reads) {
  private static final int SECONDS = 10;

  public static TestingMirror of(int flushes, int sda, int sdb) {
    return new TestingMirror(flushes, sda, sdb, 0);
  }

  /** Of the whole disks. */
  public Path in(Path folder) {
    return write(
        folder, false, "md0 : active raid1 sdb[1] sda[0]\n      999 blocks [2/2] [UU]\n\n");
  }

  /** Two of them, of two partitions of each disk; the first has all of the writes. */
  public Path onPartitions(Path folder) {
    return write(
        folder,
        true,
        """
        md0 : active raid1 sdb1[1] sda1[0]
              999 blocks [2/2] [UU]

        md1 : active raid1 sdb2[1] sda2[0]
              999 blocks [2/2] [UU]

        """);
  }

  private Path write(Path folder, boolean partitioned, String arrays) {
    for (int sample = 1; sample <= 2; sample++) {
      Path tree = folder.resolve("000" + sample);
      write(
          tree.resolve("proc/mdstat"),
          "Personalities : [raid1]\n" + arrays + "unused devices: <none>\n");
      boolean worked = sample == 2;
      write(
          tree.resolve("proc/diskstats"),
          disk(0, "sda", sda, 0, worked, partitioned)
              + disk(16, "sdb", sdb, reads, worked, partitioned)
              + row(9, 0, "md0", 0, worked ? 400 : 0, 0, 0)
              + row(9, 1, "md1", 0, 0, 0, 0));
      describe(tree.resolve("sys/block/sda"), "8:0");
      describe(tree.resolve("sys/block/sdb"), "8:16");
      describe(tree.resolve("sys/block/md0"), "9:0");
      describe(tree.resolve("sys/block/md1"), "9:1");
      for (int minor = 0; partitioned && minor <= 16; minor += 16) {
        Path disk = tree.resolve("sys/block/sd" + (minor == 0 ? "a" : "b"));
        part(disk, minor, 1);
        part(disk, minor, 2);
      }
      long nanos = 1_000_000_000L * (1000 + (worked ? SECONDS : 0));
      write(
          tree.resolve("iosleuth"),
          """
          iosleuth-recording 1
          host h
          wall %d.0
          nanos %d
          counters %d
          by hand
          topology %d
          masked secrets
          """
              .formatted(nanos / 1_000_000_000, nanos, nanos, sample));
    }
    return folder;
  }

  /** Partitions count no flushes. */
  private String disk(
      int minor, String name, int flushMs, int read, boolean worked, boolean partitioned) {
    int writes = worked ? 400 : 0;
    int sent = worked ? flushes : 0;
    String disk = row(8, minor, name, worked ? read : 0, writes, sent, sent * flushMs);
    return partitioned
        ? disk
            + row(8, minor + 1, name + "1", worked ? read : 0, writes, 0, 0)
            + row(8, minor + 2, name + "2", 0, 0, 0, 0)
        : disk;
  }

  /** Reads and writes of 8 KiB and 1 ms each, one after the other. */
  private static String row(
      int major, int minor, String name, int read, int written, int sent, int sentMs) {
    int ms = read + written + sentMs;
    return "%4d %7d %s %d 0 %d %d %d 0 %d %d 0 %d %d 0 0 0 0 %d %d\n"
        .formatted(
            major,
            minor,
            name,
            read,
            16 * read,
            read,
            written,
            16 * written,
            written,
            ms,
            ms,
            sent,
            sentMs);
  }

  private static void describe(Path device, String number) {
    write(device.resolve("dev"), number + "\n");
    write(device.resolve("size"), "2000000\n");
  }

  private static void part(Path disk, int minor, int number) {
    Path part = disk.resolve(disk.getFileName() + "" + number);
    describe(part, "8:" + (minor + number));
    write(part.resolve("partition"), number + "\n");
    write(part.resolve("start"), number * 2048 + "\n");
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
