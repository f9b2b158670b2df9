package dev.iosleuth.kernel.iostat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A stream whose next bytes may be looked at, and which takes back what was read too far. */
final class Rest extends InputStream {
  private final InputStream in;
  private byte[] held = {};
  private int at;
  private @Nullable IOException failed;

  Rest(InputStream in) {
    this.in = in;
  }

  /**
   * What is read next, without reading it. A failure is told by the read that comes to it.
   *
   * @param once whether what comes at once is enough
   */
  byte[] peek(int most, boolean once) {
    var found = Arrays.copyOf(Arrays.copyOfRange(held, at, held.length), most);
    int count = Math.min(most, held.length - at);
    try {
      int more = in.read(found, count, most - count);
      while (more > 0) {
        count += more;
        more = once ? 0 : in.read(found, count, most - count);
      }
    } catch (IOException early) {
      failed = early;
    }
    if (count > held.length - at) {
      held = Arrays.copyOf(found, count);
      at = 0;
    }
    return Arrays.copyOf(found, count);
  }

  /** Puts these before what comes next. */
  void push(byte[] bytes) {
    int rest = held.length - at;
    var all = Arrays.copyOf(bytes, bytes.length + rest);
    System.arraycopy(held, at, all, bytes.length, rest);
    held = all;
    at = 0;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 1 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    Objects.checkFromIndexSize(from, most, into.length);
    int count = Math.min(most, held.length - at);
    if (count > 0) {
      System.arraycopy(held, at, into, from, count);
      at += count;
      return count;
    }
    if (failed != null) {
      throw failed;
    }
    return in.read(into, from, most);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
