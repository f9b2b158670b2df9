package dev.iosleuth.source;

import dev.iosleuth.reading.Utf8;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Native memory for one system call at a time; borrowed from a {@link ScratchPool}, so that reading
 * 5,000 files allocates nothing but their bytes.
 */
final class Scratch {
  /** A kernel path is at most 4,096 bytes with its NUL (PATH_MAX, include/uapi/linux/limits.h). */
  static final int PATH_MAX = 4096;

  /** Of the buffer for reads and directory entries. */
  static final int BUFFER = 64 * 1024;

  /** Larger than struct stat on every 64-bit processor (144 bytes). */
  private static final int STAT = 256;

  private final MemorySegment state;
  private final MemorySegment path;
  private final MemorySegment stat;
  private final MemorySegment buffer;

  Scratch() {
    Arena arena = Arena.ofAuto();
    state = arena.allocate(Kernel.stateSize(), 8);
    path = arena.allocate(PATH_MAX, 8);
    stat = arena.allocate(STAT, 8);
    buffer = arena.allocate(BUFFER, 8);
  }

  MemorySegment state() {
    return state;
  }

  MemorySegment stat() {
    return stat;
  }

  MemorySegment buffer() {
    return buffer;
  }

  long pathAddress() {
    return path.address();
  }

  /** Writes a path and its NUL; false if the kernel could not take it. */
  boolean putPath(String text) {
    int length = text.length();
    if (length >= PATH_MAX) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return putBytes(Utf8.encode(text));
      }
      if (c == 0) {
        return false;
      }
      path.set(ValueLayout.JAVA_BYTE, i, (byte) c);
    }
    path.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    return true;
  }

  private boolean putBytes(byte[] bytes) {
    if (bytes.length >= PATH_MAX) {
      return false;
    }
    for (byte b : bytes) {
      if (b == 0) {
        return false;
      }
    }
    MemorySegment.copy(bytes, 0, path, ValueLayout.JAVA_BYTE, 0, bytes.length);
    path.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
    return true;
  }

  byte[] copy(int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
    return bytes;
  }
}
