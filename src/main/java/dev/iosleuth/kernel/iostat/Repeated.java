package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.ByteLines;
import java.util.Arrays;

/** A line, or the end of one, that nearly every report has again. */
final class Repeated {
  private byte[] bytes = {};

  /**
   * @param from where what counts begins: behind a time, say
   */
  boolean same(ByteLines line, int from) {
    return bytes.length > 0 && Arrays.equals(bytes, 0, bytes.length, line.bytes(), from, line.to());
  }

  void keep(ByteLines line, int from) {
    if (!same(line, from)) {
      bytes = Arrays.copyOfRange(line.bytes(), from, line.to());
    }
  }

  void forget() {
    bytes = new byte[0];
  }
}
