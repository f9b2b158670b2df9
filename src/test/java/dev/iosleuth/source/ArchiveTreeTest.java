package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveTreeTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("archive");
  }

  private ArchiveTree open(TestingTar tar) {
    return ArchiveTree.open(tar.write(file())).optional().orElseThrow();
  }

  private String refusal(TestingTar tar) {
    return ArchiveTree.open(tar.write(file())).whyNot().orElse("was not refused");
  }

  @Test
  void readsFilesFoldersAndLinks() {
    ArchiveTree tree =
        open(
            new TestingTar()
                .folder("./proc/")
                .file("./proc/stat", "cpu 1 2 3\n")
                .symlink("sys/class/block/sda", "../../devices/sda")
                .file("sys/devices/sda/size", "8\n")
                .symlink("proc/mounts", "self/mounts")
                .file("proc/self/mounts", "m\n"));
    assertThat(tree.read("proc/stat").map(Text::string)).isEqualTo(Reading.known("cpu 1 2 3\n"));
    assertThat(tree.read("sys/class/block/sda/size").map(Text::strip))
        .isEqualTo(Reading.known("8"));
    assertThat(tree.link("sys/class/block/sda")).isEqualTo(Reading.known("../../devices/sda"));
    assertThat(tree.isDirectory("sys/class/block/sda")).isTrue();
    assertThat(tree.list("proc").orElse(List.of()))
        .containsExactlyInAnyOrder("stat", "mounts", "self");
    assertThat(tree.read("proc/nothing")).isEqualTo(Reading.absent("no such file"));
    assertThat(tree.read("proc"))
        .isEqualTo(Reading.malformed("proc", "a regular file", "a directory"));
    assertThat(tree.truncated()).isEmpty();
  }

  @Test
  void refusesInOneLineWhatLeadsOut() {
    assertThat(refusal(new TestingTar().file("../evil", "x"))).contains("names that stay inside");
    assertThat(refusal(new TestingTar().file("proc/../../evil", "x")))
        .contains("names that stay inside");
    assertThat(refusal(new TestingTar().file("/etc/passwd", "x")))
        .contains("names that stay inside it, found '/etc/passwd'");
    assertThat(refusal(new TestingTar().symlink("proc/stat", "../../etc/passwd")))
        .contains("links that stay inside it, found 'proc/stat -> ../../etc/passwd'");
    assertThat(refusal(new TestingTar().symlink("proc/stat", "/etc/passwd")))
        .contains("links that stay inside it, found 'proc/stat -> /etc/passwd'");
    assertThat(refusal(new TestingTar().member("proc/stat", '1', "../etc/passwd", "")))
        .contains("links that stay inside");
    assertThat(refusal(new TestingTar().member("proc/stat", '1', "/etc/passwd", "")))
        .contains("links that stay inside");
    assertThat(refusal(new TestingTar().member("dev/sda", '4', "", "")))
        .contains("no device nodes");
    assertThat(refusal(new TestingTar().symlink("a", "sys").file("a/b", "x")))
        .contains("files in folders only");
  }

  @Test
  void keepsLinksThatAreValues() {
    ArchiveTree tree =
        open(
            new TestingTar()
                .symlink("top/proc/7/exe", "/usr/bin/qemu-system-x86_64")
                .symlink("top/proc/7/fd/12", "/dev/vg/disk")
                .symlink("top/sys/devices/a/subsystem", "../../../../../../class/net")
                .symlink("top/etc/mtab", "/proc/mounts")
                .file("top/proc/mounts", "m"));
    CapturedTree host = Trees.descend(tree);
    assertThat(host.link("proc/7/fd/12")).isEqualTo(Reading.known("/dev/vg/disk"));
    assertThat(host.read("proc/7/exe")).isEqualTo(Reading.absent("no such file"));
    assertThat(host.read("etc/mtab").map(Text::string)).isEqualTo(Reading.known("m"));
  }

  @Test
  void readsSpecialMembersAsWhatTheyAre() {
    ArchiveTree tree =
        open(
            new TestingTar()
                .member("proc/fifo", '6', "", "")
                .file("proc/a", "x")
                .member("proc/b", '1', "proc/a", "")
                .symlink("proc/loop", "loop"));
    assertThat(tree.read("proc/fifo"))
        .isEqualTo(Reading.malformed("proc/fifo", "a regular file", "a FIFO"));
    assertThat(tree.read("proc/b").map(Text::string)).isEqualTo(Reading.known("x"));
    assertThat(tree.read("proc/loop").whyNot().orElseThrow()).contains("a loop of links");
  }

  @Test
  void keepsWhatIsWholeOfACutArchive() {
    byte[] whole = new TestingTar().file("proc/stat", "s").file("proc/vmstat", "v").whole();
    for (int length = 1024; length < whole.length - 1024; length += 97) {
      TestingTar.write(file(), Arrays.copyOf(whole, length));
      ArchiveTree tree = ArchiveTree.open(file()).optional().orElseThrow();
      assertThat(tree.read("proc/stat").map(Text::string)).isEqualTo(Reading.known("s"));
      assertThat(tree.read("proc/vmstat")).isEqualTo(Reading.absent("no such file"));
      assertThat(tree.truncated().orElseThrow()).startsWith("is cut off after ");
    }
    byte[] packed = TestingTar.gzip(whole);
    TestingTar.write(file(), Arrays.copyOf(packed, packed.length - 12));
    assertThat(ArchiveTree.open(file()).optional().flatMap(ArchiveTree::truncated)).isPresent();
  }

  @Test
  void cutAnywhereItNeverThrows() {
    byte[] packed =
        TestingTar.gzip(new TestingTar().file("proc/stat", "s").file("proc/b", "v").whole());
    for (int length = 0; length < packed.length; length++) {
      TestingTar.write(file(), Arrays.copyOf(packed, length));
      Optional<ArchiveTree> tree = ArchiveTree.open(file()).optional();
      assertThat(tree.isEmpty() || tree.get().read("proc/stat").optional().isPresent()).isTrue();
    }
  }

  @Test
  void keepsWhatLiesBeforeDamage() {
    byte[] bytes = new TestingTar().file("proc/a", "s").file("proc/b", "v").whole();
    bytes[1024 + 3] ^= 1;
    TestingTar.write(file(), bytes);
    ArchiveTree tree = ArchiveTree.open(file()).optional().orElseThrow();
    assertThat(tree.truncated().orElseThrow()).startsWith("is damaged after ");
    assertThat(tree.list("proc")).isEqualTo(Reading.known(List.of("a")));
  }

  @Test
  void refusesWhatIsNoArchive() throws Exception {
    assertThat(ArchiveTree.open(TestingTar.write(file(), new byte[0])).whyNot().orElseThrow())
        .contains("expected a tar archive");
    byte[] text = "this is not an archive\n".repeat(100).getBytes(StandardCharsets.UTF_8);
    assertThat(ArchiveTree.open(TestingTar.write(file(), text)).whyNot().orElseThrow())
        .contains("expected a tar archive");
    TestingTar.write(file(), TestingTar.gzip(text));
    assertThat(ArchiveTree.open(file()).whyNot().orElseThrow()).contains("expected a tar archive");
    assertThat(ArchiveTree.open(folder.resolve("nothing")).optional()).isEmpty();
    assertThat(Trees.open(folder.resolve("nothing"))).isEqualTo(Reading.absent("no such file"));
    TestingShell.run(folder, "mkfifo fifo");
    assertThat(Trees.open(folder.resolve("fifo")).whyNot().orElseThrow()).contains("a FIFO");
    assertThat(ArchiveTree.open(folder.resolve("fifo")).whyNot().orElseThrow()).contains("a FIFO");
    assertThat(Trees.open(Path.of("/dev/zero")).whyNot().orElseThrow())
        .contains("a character device");
  }

  @Test
  void stopsAtItsLimits() {
    var limits = new ArchiveLimits(1 << 20, 10, 5);
    var bomb = new TestingTar().file("proc/a", "\0".repeat(17 << 20));
    TestingTar.write(file(), TestingTar.gzip(bomb.whole()));
    assertThat(ArchiveTree.open(file(), limits).whyNot().orElseThrow())
        .endsWith("expected at most 16777216 bytes unpacked, found 'a larger archive'");

    String half = "\0".repeat(600_000);
    var sum = new TestingTar().file("proc/a", half).file("proc/b", half);
    assertThat(ArchiveTree.open(sum.write(file()), limits).whyNot().orElseThrow())
        .endsWith("expected at most 1048576 bytes kept of it, found 'a larger archive'");

    var lying = new TestingTar().file("proc/a", "x").header("proc/b", '0', "", 1L << 32);
    assertThat(ArchiveTree.open(lying.write(file()), limits).optional().orElseThrow().truncated())
        .isPresent();

    var many = new TestingTar();
    for (int i = 0; i < 11; i++) {
      many.file("proc/" + i, "");
    }
    assertThat(ArchiveTree.open(many.write(file()), limits).whyNot().orElseThrow())
        .contains("at most 10 members");
    var deep = new TestingTar().file("1/2/3/4/5/6", "");
    assertThat(ArchiveTree.open(deep.write(file()), limits).whyNot().orElseThrow())
        .contains("at most 5 folders deep");
  }

  @Test
  void aLargeFileIsNotedAndTheRestRead() {
    var limits = new ArchiveLimits(1 << 20, 10, 5);
    var tar =
        new TestingTar()
            .file("proc/a", "x")
            .file("proc/b", "y".repeat(2 << 20))
            .file("proc/c", "z");
    ArchiveTree tree = ArchiveTree.open(tar.write(file()), limits).optional().orElseThrow();
    assertThat(tree.read("proc/b").whyNot().orElseThrow())
        .contains("proc/b")
        .contains("a larger file");
    assertThat(tree.read("proc/c").map(Text::string)).isEqualTo(Reading.known("z"));
  }

  /** A folder costs more memory than the letters of its name do. */
  @Test
  void foldersThatNoMemberStandsForCountToo() {
    var limits = new ArchiveLimits(1 << 20, 1_000_000, 128);
    var tar = new TestingTar();
    for (int i = 0; i < 100; i++) {
      tar.file(i + "/" + "a/".repeat(40) + "x", "");
    }
    assertThat(ArchiveTree.open(tar.write(file()), limits).whyNot().orElseThrow())
        .contains("bytes kept of it");
  }

  @Test
  void doesNotFollowEndlessTargets() {
    String target = "a/".repeat(400_000);
    ArchiveTree tree =
        open(
            new TestingTar()
                .member("././@LongLink", 'K', "", target)
                .symlink("proc/stat", "")
                .symlink("proc/b", "c/../c/../b"));
    assertThat(tree.read("proc/stat").whyNot().orElseThrow()).contains("at most 2000 names");
    assertThat(tree.read("proc/b").whyNot().orElseThrow()).contains("a loop of links");
    assertThat(tree.read("x/".repeat(100_000)).optional()).isEmpty();
  }

  @Test
  void takesASizeThatLiesForACut() {
    var tar = new TestingTar().file("proc/a", "x").header("proc/b", '0', "", 1_000_000);
    assertThat(open(tar).truncated()).isPresent();
  }

  @Test
  void readsWhatTarWrites() throws Exception {
    String names =
        """
        mkdir -p top/proc/1 top/sys
        echo long > "top/proc/$(printf 'n%.0s' $(seq 250))"
        echo bytes > "top/proc/$(printf 'a\\377b')"
        echo 12.50 1.00 > top/proc/uptime; touch -d @1700000000 top/proc/uptime
        ln -s uptime "top/proc/$(printf 'l%.0s' $(seq 200))"
        """;
    TestingShell.run(folder, names);
    for (String form : List.of("gnu", "pax", "ustar")) {
      String except = form.equals("ustar") ? "--exclude='nnn*' --exclude='lll*'" : "";
      for (String pack : List.of("", "--gzip", "--xz", "--zstd")) {
        if (!pack.isEmpty() && !Files.isExecutable(Path.of("/usr/bin", pack.substring(2)))) {
          continue;
        }
        TestingShell.run(folder, "tar --format=" + form + " " + except + " " + pack + " -cf t top");
        CapturedTree tree = Trees.openHost(folder.resolve("t")).optional().orElseThrow();
        assertThat(tree.read("proc/a\udcffb").map(Text::strip)).isEqualTo(Reading.known("bytes"));
        assertThat(tree.moment().nanos()).isEqualTo(12_500_000_000L);
        assertThat(tree.moment().wall().getEpochSecond()).isEqualTo(1_700_000_000L);
        if (!form.equals("ustar")) {
          assertThat(tree.read("proc/" + "n".repeat(250)).map(Text::strip))
              .isEqualTo(Reading.known("long"));
          assertThat(tree.link("proc/" + "l".repeat(200))).isEqualTo(Reading.known("uptime"));
        }
        assertThat(tree.truncated()).isEmpty();
      }
    }
  }
}
