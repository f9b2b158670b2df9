package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.ByteLines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Utf8;
import java.util.ArrayList;
import java.util.List;

/** Rows that were not understood: all are counted, the first ones kept. */
final class Damage {
  private static final int KEPT = 20;
  private static final int SHOWN_BYTES = 200;

  private final String file;
  private final List<Reading.Malformed<?>> first = new ArrayList<>();
  private long count;

  Damage(String file) {
    this.file = file;
  }

  void line(ByteLines lines, String expected) {
    int to = Math.min(lines.to(), lines.from() + SHOWN_BYTES);
    add(lines.number(), expected, Utf8.decode(lines.bytes(), lines.from(), to).strip());
  }

  void add(long line, String expected, String found) {
    count++;
    if (first.size() < KEPT) {
      first.add(new Reading.Malformed<>(file + ":" + line, expected, found));
    }
  }

  long count() {
    return count;
  }

  List<Reading.Malformed<?>> first() {
    return List.copyOf(first);
  }
}
