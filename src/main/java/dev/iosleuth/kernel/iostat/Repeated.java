package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.ByteLines;
import java.util.Arrays;

/** A line that nearly every report has again. */
final class Repeated {
  private byte[] bytes = {};

  boolean same(ByteLines line) {
    return bytes.length > 0
        && Arrays.equals(bytes, 0, bytes.length, line.bytes(), line.from(), line.to());
  }

  void keep(ByteLines line) {
    if (!same(line)) {
      bytes = Arrays.copyOfRange(line.bytes(), line.from(), line.to());
    }
  }

  void forget() {
    bytes = new byte[0];
  }
}
