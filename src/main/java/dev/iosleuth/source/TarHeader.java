package dev.iosleuth.source;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Utf8;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The 512 bytes before each member of a tar archive: v7, POSIX ustar and GNU (tar(5) of FreeBSD
 * describes all of them; POSIX.1-2017, pax, "ustar Interchange Format").
 *
 * <p>Name 0-99, size 124-135, time 136-147, checksum 148-155, type 156, link 157-256, magic
 * 257-262, prefix of the name 345-499. Numbers are octal digits, or base 256 with the top bit of
 * the first byte set (GNU).
 */
record TarHeader(String name, char type, String target, long size, long modifiedSeconds) {
  static final int SIZE = 512;

  /** Empty if the checksum or the size makes no sense: then this is no header. */
  static Optional<TarHeader> parse(byte[] block) {
    OptionalLong size = number(block, 124, 136);
    if (!checksumHolds(block) || size.isEmpty() || size.getAsLong() < 0) {
      return Optional.empty();
    }
    char type = block[156] == 0 ? '0' : (char) (block[156] & 0xff);
    String prefix = hasPrefix(block) ? text(block, 345, 500) : "";
    String last = text(block, 0, 100);
    String name = prefix.isEmpty() ? last : prefix + "/" + last;
    return Optional.of(
        new TarHeader(
            name,
            type,
            text(block, 157, 257),
            size.getAsLong(),
            number(block, 136, 148).orElse(0)));
  }

  /** Two blocks of zeros end an archive; one is taken for the end, as GNU tar does. */
  static boolean isEnd(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** POSIX has "ustar\0" there; GNU has "ustar " and keeps other things in the prefix's place. */
  private static boolean hasPrefix(byte[] block) {
    return text(block, 257, 263).equals("ustar") && block[262] == 0;
  }

  /** The sum of all bytes, those of the checksum taken as spaces; some old tars added signed. */
  private static boolean checksumHolds(byte[] block) {
    OptionalLong expected = number(block, 148, 156);
    if (expected.isEmpty()) {
      return false;
    }
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < SIZE; i++) {
      byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    return expected.getAsLong() == unsigned || expected.getAsLong() == signed;
  }

  private static OptionalLong number(byte[] block, int from, int to) {
    if ((block[from] & 0x80) != 0) {
      return base256(block, from, to);
    }
    String digits = text(block, from, to).strip();
    return digits.isEmpty() ? OptionalLong.of(0) : Fields.octal(digits);
  }

  private static OptionalLong base256(byte[] block, int from, int to) {
    long value = block[from] & 0x3f;
    for (int i = from + 1; i < to; i++) {
      if (value >>> 55 != 0) {
        return OptionalLong.empty();
      }
      value = value << 8 | (block[i] & 0xff);
    }
    return OptionalLong.of(value);
  }

  /** Up to the first NUL. */
  static String text(byte[] block, int from, int to) {
    int end = from;
    while (end < to && block[end] != 0) {
      end++;
    }
    return Utf8.decode(block, from, end);
  }
}
