package dev.iosleuth.source;

import dev.iosleuth.reading.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes tar archives, hostile ones included, header by header. */
final class TestingTar {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  TestingTar file(String name, String content) {
    return member(name, '0', "", content);
  }

  TestingTar folder(String name) {
    return member(name, '5', "", "");
  }

  TestingTar symlink(String name, String target) {
    return member(name, '2', target, "");
  }

  TestingTar member(String name, char type, String target, String content) {
    byte[] data = Utf8.encode(content);
    header(name, type, target, data.length);
    return block(data);
  }

  /** A header alone, with any size. */
  TestingTar header(String name, char type, String target, long size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 124, String.format("%011o", size));
    put(header, 136, String.format("%011o", 1_700_000_000L));
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 157, target);
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o", sum) + "\0 ");
    bytes.writeBytes(header);
    return this;
  }

  /** Content, filled up to a whole block. */
  TestingTar block(byte[] data) {
    bytes.writeBytes(data);
    bytes.writeBytes(new byte[(512 - data.length % 512) % 512]);
    return this;
  }

  byte[] withoutEnd() {
    return bytes.toByteArray();
  }

  byte[] whole() {
    var all = new ByteArrayOutputStream();
    all.writeBytes(withoutEnd());
    all.writeBytes(new byte[1024]);
    return all.toByteArray();
  }

  Path write(Path file) {
    return write(file, whole());
  }

  static Path write(Path file, byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  static byte[] gzip(byte[] plain) {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return packed.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] data = Utf8.encode(text);
    System.arraycopy(data, 0, header, at, data.length);
  }
}
