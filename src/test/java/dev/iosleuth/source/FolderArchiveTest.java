package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderArchiveTest {
  private static final ArchiveLimits LIMITS = new ArchiveLimits(8192, 10, 5);

  @TempDir private Path folder;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private FolderArchiveTest with(TestingTar tar) {
    bytes.writeBytes(TestingTar.gzip(tar.withoutEnd()));
    return this;
  }

  private static TestingTar sample(String name) {
    return new TestingTar()
        .file(name + "/proc/x", "x of " + name)
        .file(name + "/head", "head of " + name);
  }

  private Path file() {
    return TestingTar.write(folder.resolve("a.tar.gz"), bytes.toByteArray());
  }

  private Optional<FolderArchive> open() {
    return FolderArchive.open(file(), "head", LIMITS);
  }

  private FolderArchiveTest ended() {
    bytes.writeBytes(TestingTar.gzip(new byte[1024]));
    return this;
  }

  private static String read(CapturedTree tree, String path) {
    return tree.read(path).map(Text::string).orElse("absent");
  }

  @Test
  void eachFolderIsFoundWhereItBegins() {
    FolderArchive archive =
        with(sample("1")).with(sample("2")).with(sample("3")).ended().open().orElseThrow();
    assertThat(archive.truncated()).isEmpty();
    assertThat(archive.list("").orElse(List.of())).containsExactly("1", "2", "3");
    assertThat(read(archive, "2/head")).isEqualTo("head of 2");
    assertThat(read(archive, "3/proc/x")).isEqualTo("x of 3");
    assertThat(read(archive.subtree("1"), "proc/x")).isEqualTo("x of 1");
    assertThat(archive.isDirectory("2/proc")).isTrue();
    assertThat(archive.isDirectory("4")).isFalse();
    assertThat(read(archive, "4/head")).isEqualTo("absent");
  }

  @Test
  void oneThatIsCutEndsBehindItsLastWholeMember() {
    FolderArchive unended = with(sample("1")).with(sample("2")).open().orElseThrow();
    assertThat(unended.truncated()).contains("is cut off after 4096 bytes unpacked, 4 members");
    byte[] all = bytes.toByteArray();
    int first = TestingTar.gzip(sample("1").withoutEnd()).length;
    for (int length = first; length < all.length; length++) {
      Path cut = TestingTar.write(folder.resolve("cut"), Arrays.copyOf(all, length));
      FolderArchive archive = FolderArchive.open(cut, "head", LIMITS).orElseThrow();
      assertThat(archive.truncated()).as("cut at %s", length).isPresent();
      assertThat(read(archive, "1/proc/x")).isEqualTo("x of 1");
      assertThat(read(archive, "2/head")).isIn("head of 2", "absent");
    }
  }

  @Test
  void whatIsNotMadeSoIsReadWhole() {
    assertThat(with(sample("1").file("2/head", "")).ended().open()).isEmpty();
    bytes.reset();
    assertThat(with(sample("1")).with(sample("1")).ended().open()).isEmpty();
    bytes.reset();
    assertThat(with(new TestingTar().file("file", "x")).ended().open()).isEmpty();
    bytes.reset();
    bytes.writeBytes(sample("1").whole());
    assertThat(open()).isEmpty();
    assertThat(Trees.openFolders(file(), "head", LIMITS).map(tree -> read(tree, "1/head")))
        .isEqualTo(Reading.known("head of 1"));
  }

  @Test
  void aHostileFolderIsRefusedInOneLine() {
    with(sample("1")).with(new TestingTar().file("2/../../x", "x")).ended();
    assertThat(Trees.openFolders(file(), "head", LIMITS).whyNot().orElse(""))
        .contains("names that stay inside it")
        .hasLineCount(1);
    bytes.reset();
    with(sample("1")).with(new TestingTar().symlink("2/x", "../../../etc")).ended();
    assertThat(Trees.openFolders(file(), "head", LIMITS).whyNot().orElse(""))
        .contains("links that stay inside it");
  }

  @Test
  void aFolderBeyondTheLimitIsNotTakenApart() {
    with(sample("1"))
        .with(sample("2").file("2/a", "x".repeat(5000)).file("2/b", "x".repeat(5000)))
        .ended();
    assertThat(open()).isEmpty();
    bytes.reset();
    with(sample("1")).with(new TestingTar().file("2/head", "x".repeat(17 << 10))).ended();
    var limits = new ArchiveLimits(1 << 20, 10, 5);
    assertThat(FolderArchive.open(file(), "head", limits).map(tree -> read(tree, "2/head")))
        .contains("absent");
  }
}
