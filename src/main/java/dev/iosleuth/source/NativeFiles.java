package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.unit.DevNo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Files by system calls: a small file of /proc costs half of what java.nio.file takes for it, and
 * names that are not UTF-8 can be opened.
 *
 * <p>Paths come in pairs: {@code path} as it stands in messages and texts, {@code file} as the
 * kernel takes it. Safe for many threads.
 */
final class NativeFiles {
  /** Larger files are refused: nothing that is read here is meant to be larger. */
  static final int MOST_BYTES = 64 * 1024 * 1024;

  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int CLOCK_BOOTTIME = 7;

  /**
   * O_RDONLY|O_NOCTTY|O_NONBLOCK|O_CLOEXEC: opening a FIFO or a terminal neither waits nor harms.
   */
  private static final int OPEN_FLAGS = 0x100 | 0x800 | 0x80000;

  private final ScratchPool pool = new ScratchPool();
  private final int mostBytes;
  private final boolean root;

  NativeFiles() {
    this(MOST_BYTES);
  }

  NativeFiles(int mostBytes) {
    this.mostBytes = mostBytes;
    this.root =
        pool.with(scratch -> Kernel.call(scratch, Kernel.PROCESSOR.geteuid(), 0, 0, 0, 0) == 0);
  }

  /** Nanoseconds since boot, time asleep included. */
  long bootNanos() {
    return pool.with(NativeFiles::bootNanos);
  }

  private static long bootNanos(Scratch scratch) {
    MemorySegment time = scratch.stat();
    Kernel.call(scratch, Kernel.PROCESSOR.clockGettime(), CLOCK_BOOTTIME, time.address(), 0, 0);
    return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L + time.get(ValueLayout.JAVA_LONG, 8);
  }

  /** A whole regular file, stamped with the time since boot at which reading it began. */
  Reading<Text> read(String path, String file) {
    return pool.with(scratch -> {
      long opened = open(scratch, file);
      if (opened < 0) {
        return failed(path, opened);
      }
      Reading<Text> text = readOpen(scratch, path, opened);
      close(scratch, opened);
      return text;
    });
  }

  private Reading<Text> readOpen(Scratch scratch, String path, long opened) {
    long result =
        Kernel.call(scratch, Kernel.PROCESSOR.fstat(), opened, scratch.stat().address(), 0, 0);
    if (result < 0) {
      return failed(path, result);
    }
    FileStatus status = status(scratch);
    if (!status.isRegular()) {
      return status.notRegular(path);
    }
    if (status.size() > mostBytes) {
      return tooLarge(path);
    }
    long nanos = bootNanos(scratch);
    return content(scratch, path, opened).map(bytes -> new Text(path, bytes, nanos));
  }

  /** Reads to the end, whatever size the file says it has: those of /proc say 0. */
  private Reading<byte[]> content(Scratch scratch, String path, long opened) {
    byte[] bytes = {};
    int length = 0;
    while (true) {
      long got =
          Kernel.call(
              scratch,
              Kernel.PROCESSOR.read(),
              opened,
              scratch.buffer().address(),
              Scratch.BUFFER,
              0);
      if (got < 0) {
        return failed(path, got);
      }
      if (got == 0) {
        return Reading.known(bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
      }
      if (length + got > mostBytes) {
        return tooLarge(path);
      }
      if (length == 0) {
        bytes = scratch.copy((int) got);
      } else {
        bytes = grown(bytes, length + (int) got);
        MemorySegment.copy(scratch.buffer(), ValueLayout.JAVA_BYTE, 0, bytes, length, (int) got);
      }
      length += (int) got;
    }
  }

  private static byte[] grown(byte[] bytes, int needed) {
    return needed <= bytes.length
        ? bytes
        : Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
  }

  private <T> Reading<T> tooLarge(String path) {
    return Reading.malformed(path, "at most " + mostBytes + " bytes", "a larger file");
  }

  Reading<List<String>> list(String path, String file) {
    return pool.with(scratch -> {
      long opened = open(scratch, file);
      if (opened < 0) {
        return failed(path, opened);
      }
      Reading<List<String>> names = entries(scratch, path, opened);
      close(scratch, opened);
      return names;
    });
  }

  private Reading<List<String>> entries(Scratch scratch, String path, long opened) {
    var names = new ArrayList<String>();
    MemorySegment buffer = scratch.buffer();
    while (true) {
      long got =
          Kernel.call(
              scratch, Kernel.PROCESSOR.getdents64(), opened, buffer.address(), Scratch.BUFFER, 0);
      if (got == -Errno.ENOTDIR) {
        return Reading.malformed(path, "a directory", "another kind of file");
      }
      if (got < 0) {
        return failed(path, got);
      }
      if (got == 0) {
        return Reading.known(names);
      }
      addEntries(scratch.copy((int) got), names);
    }
  }

  /** struct linux_dirent64: inode 8, offset 8, length of the record 2, type 1, name with NUL. */
  private static void addEntries(byte[] entries, List<String> names) {
    int at = 0;
    while (at + 19 <= entries.length) {
      int length = (entries[at + 16] & 0xff) | (entries[at + 17] & 0xff) << 8;
      int from = at + 19;
      int to = from;
      while (entries[to] != 0) {
        to++;
      }
      String name = Utf8.decode(entries, from, to);
      if (!name.equals(".") && !name.equals("..")) {
        names.add(name);
      }
      at += length;
    }
  }

  Reading<String> link(String path, String file) {
    return pool.with(scratch -> {
      if (!scratch.putPath(file)) {
        return failed(path, -Errno.ENAMETOOLONG);
      }
      long got =
          Kernel.call(
              scratch,
              Kernel.PROCESSOR.readlinkat(),
              AT_FDCWD,
              scratch.pathAddress(),
              scratch.buffer().address(),
              Scratch.BUFFER);
      if (got == -Errno.EINVAL) {
        return Reading.absent("not a symbolic link");
      }
      if (got < 0) {
        return failed(path, got);
      }
      return Reading.known(Utf8.decode(scratch.copy((int) got), 0, (int) got));
    });
  }

  Reading<FileStatus> status(String path, String file, boolean follow) {
    return pool.with(scratch -> {
      if (!scratch.putPath(file)) {
        return failed(path, -Errno.ENAMETOOLONG);
      }
      long result =
          Kernel.call(
              scratch,
              Kernel.PROCESSOR.newfstatat(),
              AT_FDCWD,
              scratch.pathAddress(),
              scratch.stat().address(),
              follow ? 0 : AT_SYMLINK_NOFOLLOW);
      return result < 0 ? failed(path, result) : Reading.known(status(scratch));
    });
  }

  private static FileStatus status(Scratch scratch) {
    MemorySegment stat = scratch.stat();
    Processor processor = Kernel.PROCESSOR;
    return new FileStatus(
        stat.get(ValueLayout.JAVA_INT, processor.modeOffset()),
        stat.get(ValueLayout.JAVA_INT, processor.namesOffset()),
        DevNo.ofStat(stat.get(ValueLayout.JAVA_LONG, processor.rdevOffset())),
        stat.get(ValueLayout.JAVA_LONG, 48),
        stat.get(ValueLayout.JAVA_LONG, 88));
  }

  private static long open(Scratch scratch, String file) {
    if (!scratch.putPath(file)) {
      return -Errno.ENAMETOOLONG;
    }
    return Kernel.call(
        scratch, Kernel.PROCESSOR.openat(), AT_FDCWD, scratch.pathAddress(), OPEN_FLAGS, 0);
  }

  private static void close(Scratch scratch, long opened) {
    Kernel.call(scratch, Kernel.PROCESSOR.close(), opened, 0, 0, 0);
  }

  private <T> Reading<T> failed(String path, long negated) {
    return Errno.outcome(path, (int) -negated, root);
  }
}
