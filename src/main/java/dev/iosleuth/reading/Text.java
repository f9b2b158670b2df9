package dev.iosleuth.reading;

import java.util.List;

/**
 * One file, read whole at one instant. Parsers take this and return records.
 *
 * @param path relative to its root, without a leading slash: {@code proc/diskstats}
 * @param bytes the content; not copied, nobody writes to it
 * @param nanos when it was read, on the clock of its tree (monotonic; live: CLOCK_BOOTTIME)
 */
@SuppressWarnings("ArrayRecordComponent") // a buffer handed on; texts are never compared
public record Text(String path, byte[] bytes, long nanos) {
  /** More than a message shows, with room for characters of several bytes. */
  static final int SHOWN_BYTES = 400;

  /** A text for tests and for parts of other texts. */
  public static Text of(String path, String content) {
    return new Text(path, Utf8.encode(content), 0);
  }

  /** The content; bytes that are not UTF-8 become lone surrogates, see {@link Utf8}. */
  public String string() {
    return Utf8.decode(bytes, 0, bytes.length);
  }

  /** The content without its trailing white space: the form of one-value files. */
  public String strip() {
    return string().strip();
  }

  public List<String> lines() {
    return string().lines().toList();
  }

  /** Whether its last line ends: the kernel ends each, so that one without was cut short. */
  public boolean whole() {
    return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
  }

  /** As much of the content as a message shows. */
  public String beginning() {
    return Utf8.decode(bytes, 0, Math.min(bytes.length, SHOWN_BYTES)).strip();
  }

  /** {@code proc/mdstat:3}, counted from 1. */
  public String where(int line) {
    return path + ":" + line;
  }
}
