package dev.iosleuth.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What blktrace wrote, a file a device and processor: records of 48 bytes, each with what it brings
 * besides. Times are nanoseconds of the monotonic clock. Remaps are in network byte order.
 *
 * <p>include/uapi/linux/blktrace_api.h
 *
 * @param events in the order of time
 * @param names of processes, by their numbers
 */
record BlkTrace(List<Event> events, Map<Integer, String> names) {
  private static final int MAGIC = 0x65617400;
  private static final int RECORD = 48;
  private static final int NOTIFY = 1 << 10;

  /**
   * Flush before, past the write cache, metadata (BLK_TC_FLUSH, BLK_TC_FUA, BLK_TC_META): of single
   * sectors md alone, drivers/md/md.c md_super_write().
   */
  private static final int SUPERBLOCK = 1 << 2 | 1 << 15 | 1 << 12;

  BlkTrace {
    events = List.copyOf(events);
    names = Map.copyOf(names);
  }

  /** The kinds that matter here, in the kernel's numbers. */
  enum Kind {
    QUEUE(1),
    ISSUE(7),
    COMPLETE(8),
    REMAP(15);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /**
   * @param device major number times 2^20 plus minor
   * @param superblock a superblock or bitmap of md, as it asks for it
   * @param from of a remap: where it came from
   * @param to of a remap: the whole disk that it goes to
   */
  record Event(
      long nanos,
      Kind kind,
      long device,
      long sector,
      long sectors,
      boolean superblock,
      int pid,
      long from,
      long fromSector,
      long to) {}

  static BlkTrace read(Path folder) throws IOException {
    var events = new ArrayList<Event>();
    var names = new HashMap<Integer, String>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().contains(".blktrace.")).sorted().toList()) {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.remaining() >= RECORD) {
          one(bytes, events, names);
        }
      }
    }
    events.sort(Comparator.comparingLong(Event::nanos));
    return new BlkTrace(events, names);
  }

  private static void one(ByteBuffer bytes, List<Event> events, Map<Integer, String> names)
      throws IOException {
    int start = bytes.position();
    if ((bytes.getInt(start) & 0xffffff00) != MAGIC) {
      throw new IOException("no record of blktrace at byte " + start);
    }
    int action = bytes.getInt(start + 28);
    int pid = bytes.getInt(start + 32);
    int more = bytes.getShort(start + 46) & 0xffff;
    var rest = bytes.slice(start + RECORD, Math.min(more, bytes.limit() - start - RECORD));
    int category = action >>> 16;
    if ((category & NOTIFY) != 0) {
      if ((action & 0xffff) == 0) {
        names.put(pid, StandardCharsets.UTF_8.decode(rest).toString().replaceAll("\0.*", ""));
      }
    } else {
      for (Kind kind : Kind.values()) {
        if (kind.number == (action & 0xffff)) {
          events.add(event(kind, bytes, start, category, pid, rest));
        }
      }
    }
    bytes.position(Math.min(bytes.limit(), start + RECORD + more));
  }

  private static Event event(
      Kind kind, ByteBuffer bytes, int start, int category, int pid, ByteBuffer rest) {
    long sectors = (bytes.getInt(start + 24) & 0xffffffffL) / 512;
    boolean remap = kind == Kind.REMAP && rest.remaining() >= 16;
    return new Event(
        bytes.getLong(start + 8),
        kind,
        bytes.getInt(start + 36) & 0xffffffffL,
        bytes.getLong(start + 16),
        sectors,
        (category & SUPERBLOCK) == SUPERBLOCK && sectors == 1,
        pid,
        remap ? rest.getInt(0) & 0xffffffffL : 0,
        remap ? rest.getLong(8) : 0,
        remap ? rest.getInt(4) & 0xffffffffL : 0);
  }
}
