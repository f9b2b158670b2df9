package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of a file server that stopped, made with qemu-storage-daemon's FUSE export; skipped where
 * that is not installed or not allowed.
 */
final class SilentServerTest {
  @Test
  void doesNotHangTheProgram(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-storage-daemon")), "no FUSE server here");
    assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "no FUSE here");
    TestingShell.run(
        folder,
        "mkdir -p tree/proc; echo v > tree/proc/vmstat; truncate -s 1M image tree/proc/stat");
    try {
      TestingShell.run(
          folder,
          "exec timeout 5 qemu-storage-daemon --daemonize --pidfile pid"
              + " --blockdev driver=file,node-name=f,filename=image,read-only=on"
              + " --export type=fuse,id=e,node-name=f,mountpoint=tree/proc/stat");
    } catch (IOException refused) {
      assumeTrue(false, "no FUSE server here: " + refused.getMessage());
    }
    try {
      var tree = new DirectoryTree(folder.resolve("tree").toString(), Duration.ofMillis(300));
      TestingShell.run(folder, "kill -STOP $(cat pid)");
      assertThat(tree.read("proc/vmstat").map(Text::strip)).isEqualTo(Reading.known("v"));
      Reading<Text> silent = Reading.absent("did not answer within 300 ms");
      assertThat(tree.read("proc/stat")).isEqualTo(silent);
      assertThat(tree.read("proc/stat")).isEqualTo(silent);
      Reading<?> archive = ArchiveTree.open(folder.resolve("tree/proc/stat"));
      assertThat(archive.whyNot().orElseThrow()).startsWith("did not answer");
    } finally {
      TestingShell.run(folder, "kill -CONT $(cat pid); kill $(cat pid)");
      TestingShell.run(
          folder,
          "sleep 0.2; ! grep -q $PWD/tree/proc/stat /proc/mounts || umount -l tree/proc/stat");
    }
  }
}
