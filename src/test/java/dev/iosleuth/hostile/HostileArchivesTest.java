package dev.iosleuth.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.hostile.Pipeline.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives made to harm: refused in one line, or read without leaving themselves. */
final class HostileArchivesTest {
  @TempDir static Path folder;

  /** A good host and one more member. */
  private static Path with(String name, byte type, String link, byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    byte[] host = HostileHost.at(1, List.of("web")).tar();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      var entry = new TarArchiveEntry(name, type, true);
      entry.setLinkName(link);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    var all = new ByteArrayOutputStream();
    // without the end marker of the first archive
    byte[] member = bytes.toByteArray();
    all.write(member, 0, 512 + (content.length + 511) / 512 * 512);
    all.write(host);
    Path file = Files.createTempFile(folder, "archive", ".tar");
    Files.write(file, all.toByteArray());
    return file;
  }

  private static Run run(Path after) throws IOException {
    Path before = folder.resolve("before.tar");
    Files.write(before, HostileHost.at(0, List.of("web")).tar());
    return Pipeline.ledger(before, after);
  }

  private static void assertRefused(Path archive) throws IOException {
    Run run = run(archive);
    assertThat(run.status()).as(run.out()).isEqualTo(2);
    assertThat(run.err()).contains(archive.getFileName().toString());
  }

  @Test
  void theArchiveItselfIsRead() throws IOException {
    Run run = run(with("proc/extra", TarConstants.LF_NORMAL, "", new byte[10]));
    assertThat(run.status()).as(run.err()).isLessThan(2);
  }

  @Test
  void namesThatLeadOutAreRefused() throws IOException {
    for (String name :
        List.of("../proc/stat", "proc/../../stat", "/proc/stat", "//etc/passwd", "..")) {
      assertRefused(with(name, TarConstants.LF_NORMAL, "", new byte[10]));
    }
  }

  @Test
  void hardLinksThatLeadOutAreRefused() throws IOException {
    for (String target : List.of("/etc/passwd", "../../etc/passwd")) {
      assertRefused(with("proc/stat", TarConstants.LF_LINK, target, new byte[0]));
    }
  }

  /** A link in sysfs or /proc may name anything; it is followed within the tree only. */
  @Test
  void symbolicLinksThatLeadOutLeadNowhere() throws IOException, InterruptedException {
    Path secret = folder.resolve("secret");
    Files.writeString(secret, "65 0 leaked 1 0 8 0 1 0 8 0 0 0 0\n");
    for (String target : List.of(secret.toString(), "../../../../../../.." + secret)) {
      Run run = run(with("proc/diskstats", TarConstants.LF_SYMLINK, target, new byte[0]));
      assertThat(run.out() + run.err()).doesNotContain("leaked");
      Path tree = HostileHost.at(1, List.of("web")).directory(folder.resolve("linked"));
      Files.delete(tree.resolve("proc/diskstats"));
      Files.createSymbolicLink(tree.resolve("proc/diskstats"), Path.of(target));
      assertThat(run(tree).out()).doesNotContain("leaked");
      Files.delete(tree.resolve("proc/diskstats"));
    }
  }

  @Test
  void devicesAndFifosInAnArchiveAreNotFiles() throws IOException {
    for (byte type :
        new byte[] {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO, (byte) 'Z'}) {
      run(with("proc/stat", type, "", new byte[0]));
    }
  }

  @Test
  void whatIsNoArchiveIsToldInOneLine() throws IOException {
    byte[] tar = HostileHost.at(1, List.of("web")).tar();
    var files = new TreeMap<String, byte[]>();
    files.put("empty", new byte[0]);
    files.put("text", "proc/stat\n".getBytes(StandardCharsets.UTF_8));
    files.put("gzip-of-nothing", gzip(new byte[0]));
    files.put("gzip-magic", new byte[] {0x1f, (byte) 0x8b});
    files.put("xz-magic", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4, 1});
    files.put("zstd-magic", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1, 2});
    files.put("zip", new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0});
    files.put("zeros", new byte[10_240]);
    files.put("no-proc", new TestingCapture().file("etc/passwd", "x").tar());
    files.put("gzip-twice", gzip(gzip(tar)));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      assertRefused(Files.write(folder.resolve(file.getKey()), file.getValue()));
      Path path = folder.resolve(file.getKey());
      Run recording = Pipeline.run(List.of("ledger", "--from", path.toString()));
      assertThat(recording.status()).as(file.getKey()).isEqualTo(2);
      Run partial = Pipeline.run(List.of("ledger", "--partial", "--from", path.toString()));
      assertThat(partial.status()).as(file.getKey()).isEqualTo(2);
    }
    assertRefused(Files.createDirectory(folder.resolve("bare")));
    assertRefused(Path.of("/dev/zero"));
    assertRefused(folder.resolve("not-there"));
  }

  @Test
  void aTarCutAnywhereIsToldOrRefused() throws IOException {
    byte[] tar = HostileHost.at(1, List.of("web")).tar();
    byte[] packed = gzip(tar);
    Path file = folder.resolve("cut");
    for (int part = 1; part < 12; part++) {
      Files.write(file, Arrays.copyOf(packed, packed.length * part / 12));
      run(file).ledger();
      Files.write(file, Arrays.copyOf(tar, tar.length * part / 12));
      run(file).ledger();
    }
  }

  @Test
  @Timeout(60)
  void aBombDoesNotGoOff() throws IOException {
    Path bomb = folder.resolve("bomb.tar.gz");
    long size = 8L << 30;
    try (var out = new GZIPOutputStream(Files.newOutputStream(bomb), 1 << 16)) {
      var entry = new TarArchiveEntry("proc/stat");
      entry.setSize(size);
      var header = new byte[512];
      entry.writeEntryHeader(header);
      out.write(header);
      // as much as would hurt; the header already says more than may be
      out.write(new byte[8 << 20]);
    }
    assertRefused(bomb);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
