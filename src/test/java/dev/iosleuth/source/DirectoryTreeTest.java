package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryTreeTest {
  @TempDir Path folder;

  private DirectoryTree tree(String script) throws Exception {
    TestingShell.run(folder, script);
    return new DirectoryTree(folder);
  }

  @Test
  void followsLinksInsideOnly() throws Exception {
    DirectoryTree tree =
        tree(
            """
            mkdir -p proc/1 sys/block etc
            echo inside > etc/passwd
            ln -s /etc/passwd proc/absolute
            ln -s ../../../../../../etc/passwd proc/climbing
            ln -s ../../../../../../etc proc/folder
            ln -s /etc/shadow proc/shadow
            ln -s /proc/1/../../etc proc/around
            """);
    assertThat(tree.read("proc/absolute").map(Text::strip)).isEqualTo(Reading.known("inside"));
    assertThat(tree.read("proc/climbing").map(Text::strip)).isEqualTo(Reading.known("inside"));
    assertThat(tree.list("proc/folder")).isEqualTo(Reading.known(List.of("passwd")));
    assertThat(tree.read("proc/missing")).isEqualTo(Reading.absent("no such file"));
    assertThat(tree.read("proc/around/passwd").map(Text::strip)).isEqualTo(Reading.known("inside"));
    assertThat(tree.read("../../../../../../etc/passwd").map(Text::strip))
        .isEqualTo(Reading.known("inside"));
    assertThat(tree.link("proc/climbing")).isEqualTo(Reading.known("../../../../../../etc/passwd"));
    assertThat(tree.isDirectory("proc/folder")).isTrue();
    assertThat(tree.subtree("proc/folder").read("passwd").map(Text::strip))
        .isEqualTo(Reading.known("inside"));
  }

  @Test
  void tellsLinksThatLeadOut() throws Exception {
    DirectoryTree tree =
        tree(
            """
            mkdir -p proc/1 sys/block sys/devices
            ln -s /dev/zero proc/swaps
            ln -s ../../../../../../etc proc/folder
            ln -s /etc/none proc/1/deep
            ln -s ../devices/gone sys/block/sda
            """);
    assertThat(tree.read("proc/swaps"))
        .isEqualTo(
            Reading.malformed("proc/swaps", "a file of this tree", "a link that leads out of it"));
    assertThat(tree.list("proc/folder").whyNot().orElse("")).contains("a link that leads out");
    assertThat(tree.read("proc/folder/passwd").whyNot().orElse("")).contains("leads out");
    assertThat(tree.read("proc/1/deep").whyNot().orElse("")).contains("leads out");
    assertThat(tree.read("sys/block/sda/dev")).isEqualTo(Reading.absent("no such file"));
    assertThat(tree.link("proc/swaps")).isEqualTo(Reading.known("/dev/zero"));
    assertThat(tree.read("../../none")).isEqualTo(Reading.absent("no such file"));
  }

  @Test
  void refusesWhatIsNotAFile() throws Exception {
    DirectoryTree tree =
        tree("mkdir proc; mkfifo proc/fifo; ln -s fifo proc/link; ln -s a b; ln -s b a");
    assertThat(tree.read("proc/fifo"))
        .isEqualTo(Reading.malformed("proc/fifo", "a regular file", "a FIFO"));
    assertThat(tree.read("proc/link"))
        .isEqualTo(Reading.malformed("proc/link", "a regular file", "a FIFO"));
    assertThat(tree.list("proc/fifo"))
        .isEqualTo(Reading.malformed("proc/fifo", "a directory", "a FIFO"));
    assertThat(tree.read("proc"))
        .isEqualTo(Reading.malformed("proc", "a regular file", "a directory"));
    assertThat(tree.read("a").whyNot().orElseThrow()).contains("a loop of links");
    assertThat(tree.subtree("a").read("etc/hostname").optional()).isEmpty();
  }

  @Test
  void doesNotOpenDeviceNodes() {
    var tree = new DirectoryTree(Path.of("/dev"));
    assertThat(tree.read("zero"))
        .isEqualTo(Reading.malformed("zero", "a regular file", "a character device"));
  }

  @Test
  void knowsItsMoment() throws Exception {
    DirectoryTree tree =
        tree(
            """
            mkdir -p proc/sys/kernel
            echo node7 > proc/sys/kernel/hostname
            echo '350735.47 234388.90' > proc/uptime
            touch -d @1700000000 proc/uptime
            """);
    assertThat(tree.moment().host()).isEqualTo("node7");
    assertThat(tree.moment().nanos()).isEqualTo(350_735_470_000_000L);
    assertThat(tree.moment().wall().getEpochSecond()).isEqualTo(1_700_000_000L);
    assertThat(tree.read("proc/uptime").map(Text::nanos))
        .isEqualTo(Reading.known(350_735_470_000_000L));
  }

  /** Files of /proc are dated when the kernel made them up, copies when they were copied. */
  @Test
  void knowsTheTimeByTheBootsRatherThanByTheDatesOfFiles() throws Exception {
    DirectoryTree tree =
        tree(
            """
            mkdir proc
            echo '1000.50 0.00' > proc/uptime
            printf 'cpu  1 2 3 4 5 6 7\\nbtime 1700000000\\n' > proc/stat
            """);
    assertThat(tree.moment().wall()).isEqualTo(Instant.ofEpochSecond(1_700_001_000L, 500_000_000));
  }

  @Test
  void tellsDeviceNumbersBySysfs() throws Exception {
    DirectoryTree tree =
        tree(
            """
            mkdir -p sys/class/block/dm-29 dev/mapper
            echo 253:29 > sys/class/block/dm-29/dev
            ln -s ../dm-29 dev/mapper/vg-lv
            """);
    assertThat(tree.device("dev/mapper/vg-lv")).isEqualTo(Reading.known(new DevNo(253, 29)));
    assertThat(tree.device("dev/sdz").whyNot())
        .contains("the tree does not tell its device number");
  }

  @Test
  void descendsIntoTheSingleFolderOnTop() throws Exception {
    TestingShell.run(folder, "mkdir -p capture/proc; echo x > capture/proc/stat; echo r > README");
    CapturedTree tree = Trees.openHost(folder).optional().orElseThrow();
    assertThat(tree.read("proc/stat").map(Text::strip)).isEqualTo(Reading.known("x"));
  }
}
