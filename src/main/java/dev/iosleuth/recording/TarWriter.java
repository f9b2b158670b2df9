package dev.iosleuth.recording;

import dev.iosleuth.reading.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Members of a tar archive in GNU's form. Names are bytes, which the usual libraries do not keep.
 */
final class TarWriter {
  private static final int BLOCK = 512;
  private static final int NAME = 100;

  private final OutputStream out;
  private final long seconds;

  /**
   * @param seconds since 1970, the time of all members
   */
  TarWriter(OutputStream out, long seconds) {
    this.out = out;
    this.seconds = seconds;
  }

  void file(String name, byte[] content) throws IOException {
    byte[] path = Utf8.encode(name);
    longName(path, 'L');
    header(path, new byte[0], content.length, '0');
    content(content);
  }

  void link(String name, String target) throws IOException {
    byte[] path = Utf8.encode(name);
    byte[] to = Utf8.encode(target);
    longName(to, 'K');
    longName(path, 'L');
    header(path, to, 0, '2');
  }

  void folder(String name) throws IOException {
    byte[] path = Utf8.encode(name + "/");
    longName(path, 'L');
    header(path, new byte[0], 0, '5');
  }

  /** The mark at the end: two empty blocks. */
  static void end(OutputStream out) throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  /** A member that holds the name of the next one, if it is too long for a header. */
  private void longName(byte[] name, char type) throws IOException {
    if (name.length > NAME) {
      byte[] ended = Arrays.copyOf(name, name.length + 1);
      header("././@LongLink".getBytes(StandardCharsets.US_ASCII), new byte[0], ended.length, type);
      content(ended);
    }
  }

  private void content(byte[] content) throws IOException {
    out.write(content);
    out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private void header(byte[] name, byte[] target, long size, char type) throws IOException {
    var block = new byte[BLOCK];
    put(block, 0, name);
    octal(block, 100, 7, type == '5' ? 0700 : 0600);
    octal(block, 108, 7, 0);
    octal(block, 116, 7, 0);
    octal(block, 124, 11, size);
    octal(block, 136, 11, seconds);
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    put(block, 157, target);
    put(block, 257, "ustar  ".getBytes(StandardCharsets.US_ASCII));
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    octal(block, 148, 6, sum);
    block[154] = 0;
    out.write(block);
  }

  private static void put(byte[] block, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, NAME));
  }

  private static void octal(byte[] block, int at, int digits, long value) {
    long rest = value;
    for (int i = digits - 1; i >= 0; i--) {
      block[at + i] = (byte) ('0' + (rest & 7));
      rest >>>= 3;
    }
  }
}
