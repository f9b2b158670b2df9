package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.Utf8;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Names of rows, most often the same in the same order as in the report before. */
final class Names {
  private static final int MOST = 1 << 14;

  private final Set<String> all = new HashSet<>();
  private String[] strings = {};
  private byte[][] bytes = {};

  String of(int row, byte[] line, int from, int to) {
    if (row < strings.length
        && strings[row] != null
        && Arrays.equals(bytes[row], 0, bytes[row].length, line, from, to)) {
      return strings[row];
    }
    String name = Utf8.decode(line, from, to);
    if (all.size() < MOST) {
      all.add(name);
    }
    if (row < MOST) {
      if (row >= strings.length) {
        strings = Arrays.copyOf(strings, 2 * row + 16);
        bytes = Arrays.copyOf(bytes, 2 * row + 16);
      }
      strings[row] = name;
      bytes[row] = Arrays.copyOfRange(line, from, to);
    }
    return name;
  }

  /** Whether a row had this name. */
  boolean knows(String name) {
    return all.contains(name);
  }
}
