package dev.iosleuth.hostile;

import dev.iosleuth.reading.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** A captured tree in the making: names and contents of any bytes, written as tar or directory. */
final class TestingCapture {
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final TreeMap<String, String> links = new TreeMap<>();

  TestingCapture file(String path, String content) {
    return bytes(path, Utf8.encode(content));
  }

  TestingCapture bytes(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  TestingCapture append(String path, String content) {
    return file(path, text(path) + content);
  }

  TestingCapture link(String path, String target) {
    links.put(path, target);
    return this;
  }

  TestingCapture without(String path) {
    files.remove(path);
    return this;
  }

  List<String> paths() {
    return List.copyOf(files.keySet());
  }

  byte[] content(String path) {
    return files.getOrDefault(path, new byte[0]);
  }

  private String text(String path) {
    byte[] content = content(path);
    return Utf8.decode(content, 0, content.length);
  }

  TestingCapture copy() {
    var copy = new TestingCapture();
    copy.files.putAll(files);
    copy.links.putAll(links);
    return copy;
  }

  byte[] tar() {
    var bytes = new ByteArrayOutputStream();
    // one char a byte: names need not be UTF-8
    try (var tar = new TarArchiveOutputStream(bytes, StandardCharsets.ISO_8859_1.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (var file : files.entrySet()) {
        var entry = new TarArchiveEntry(latin(file.getKey()));
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
      for (var link : links.entrySet()) {
        var entry = new TarArchiveEntry(latin(link.getKey()), TarConstants.LF_SYMLINK);
        entry.setLinkName(latin(link.getValue()));
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return bytes.toByteArray();
  }

  private static String latin(String name) {
    return new String(Utf8.encode(name), StandardCharsets.ISO_8859_1);
  }

  Path tarGz(Path file) throws IOException {
    try (var out = new GzipCompressorOutputStream(Files.newOutputStream(file))) {
      out.write(tar());
    }
    return file;
  }

  /** By tar(1): Java's own paths hold no names that are not UTF-8. */
  Path directory(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Process unpacking =
        new ProcessBuilder("tar", "-xf", "-", "-C", folder.toString())
            .redirectErrorStream(true)
            .start();
    try (var out = unpacking.getOutputStream()) {
      out.write(tar());
    }
    String said = new String(unpacking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (unpacking.waitFor() != 0) {
      throw new IOException(said);
    }
    return folder;
  }
}
