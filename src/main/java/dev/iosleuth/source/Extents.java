package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Utf8;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In how many pieces a file lies that a process has open, under {@code extents/PID/FD}. Asked of
 * the file system by FIEMAP, which reads no content; pieces that follow each other on the disk,
 * with as much left free between them as in the file or nothing at all, count as one, as
 * filefrag(8) has it. Documentation/filesystems/fiemap.rst, include/uapi/linux/fiemap.h.
 */
public final class Extents {
  /** The folder of a tree in which they stand, by numbers of processes. */
  public static final String FOLDER = "extents";

  private static final Pattern PATH = Pattern.compile(FOLDER + "/([1-9][0-9]{0,9})/([0-9]{1,9})");
  private static final int O_RDONLY_NONBLOCK = 0x800;
  private static final int FS_IOC_FIEMAP = 0xC020660B;

  /** struct fiemap up to its extents. */
  private static final int HEAD_BYTES = 32;

  private static final int LENGTH = 8;
  private static final int MAPPED = 20;
  private static final int COUNT = 24;

  /** struct fiemap_extent. */
  private static final int EXTENT_BYTES = 56;

  private static final int PHYSICAL = 8;
  private static final int EXTENT_LENGTH = 16;
  private static final int FLAGS = 40;
  private static final int LAST = 1;

  private static final int AT_ONCE = 512;

  /** A file in so many pieces is in many, however many more there are. */
  private static final int MOST_CALLS = 64;

  private static final long MOST_NANOS = 50_000_000;

  private long bytes;
  private long pieces;
  private long physicalEnd;
  private long logicalEnd;
  private boolean whole;

  private Extents() {}

  public static String path(int pid, int descriptor) {
    return FOLDER + "/" + pid + "/" + descriptor;
  }

  /** The descriptor that this path stands for, as a path of /proc. */
  static Optional<String> descriptor(String path) {
    Matcher matcher = PATH.matcher(path);
    return matcher.matches()
        ? Optional.of("proc/" + matcher.group(1) + "/fd/" + matcher.group(2))
        : Optional.empty();
  }

  /** {@code bytes 10485760}, {@code extents 2}, and {@code cut 1} if there are more. */
  static Reading<byte[]> read(String file) {
    return OpenedFile.open(file, O_RDONLY_NONBLOCK)
        .then(opened -> {
          try (opened) {
            return new Extents().ask(opened);
          }
        });
  }

  private Reading<byte[]> ask(OpenedFile file) {
    MemorySegment map = file.buffer(HEAD_BYTES + AT_ONCE * EXTENT_BYTES);
    long until = System.nanoTime() + MOST_NANOS;
    for (int call = 0; !whole && call < MOST_CALLS && System.nanoTime() < until; call++) {
      map.asSlice(0, HEAD_BYTES).fill((byte) 0);
      map.set(ValueLayout.JAVA_LONG, 0, logicalEnd);
      map.set(ValueLayout.JAVA_LONG, LENGTH, Long.MAX_VALUE - logicalEnd);
      map.set(ValueLayout.JAVA_INT, COUNT, AT_ONCE);
      Reading<Long> answer = file.control(FS_IOC_FIEMAP, map);
      if (answer.whyNot().isPresent()) {
        return answer.then(_ -> Reading.absent("not told"));
      }
      add(map);
    }
    String said = "bytes " + bytes + "\nextents " + pieces + "\n" + (whole ? "" : "cut 1\n");
    return Reading.known(Utf8.encode(said));
  }

  private void add(MemorySegment map) {
    int count = map.get(ValueLayout.JAVA_INT, MAPPED);
    whole = count == 0;
    for (int i = 0; i < count; i++) {
      long at = HEAD_BYTES + (long) i * EXTENT_BYTES;
      long physical = map.get(ValueLayout.JAVA_LONG, at + PHYSICAL);
      long length = map.get(ValueLayout.JAVA_LONG, at + EXTENT_LENGTH);
      long logical = map.get(ValueLayout.JAVA_LONG, at);
      boolean follows = physical == physicalEnd || physical - physicalEnd == logical - logicalEnd;
      pieces += pieces > 0 && follows ? 0 : 1;
      bytes += length;
      physicalEnd = physical + length;
      logicalEnd = logical + length;
      whole |= (map.get(ValueLayout.JAVA_INT, at + FLAGS) & LAST) != 0;
    }
  }
}
