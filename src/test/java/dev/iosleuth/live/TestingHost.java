package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Loop devices, file systems and cgroups of this very host, taken away again whatever happens. */
final class TestingHost implements AutoCloseable {
  private final Path folder;
  private final List<Runnable> undo = new ArrayList<>();

  TestingHost() throws IOException {
    folder = Files.createTempDirectory(Path.of("/dev/shm"), "iosleuth-test");
    undo.add(() -> run("rm", "-rf", folder.toString()));
  }

  /** Skips the test where this host cannot play it. */
  static void assumeTools(String... tools) {
    assumeTrue("0".equals(run("id", "-u").strip()), "needs root for loop devices and mounts");
    for (String tool : tools) {
      assumeTrue(
          exit("sh", "-c", "command -v " + tool + " >/dev/null") == 0, tool + " is not installed");
    }
    assumeTrue(Files.isWritable(Path.of("/dev/loop-control")), "this kernel has no loop devices");
  }

  Path folder() {
    return folder;
  }

  /** A loop device over a sparse file in memory. */
  String loop(int mebibytes) {
    Path image = folder.resolve("image" + undo.size());
    run("truncate", "-s", mebibytes + "M", image.toString());
    String device = run("losetup", "-f", "--show", image.toString()).strip();
    undo.add(() -> run("losetup", "-d", device));
    return device;
  }

  /** A mounted ext4 on the device. */
  Path ext4(String device) {
    Path point = folder.resolve("mount" + undo.size());
    run("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard", device);
    run("mkdir", point.toString());
    run("mount", device, point.toString());
    undo.add(() -> run("umount", "-l", point.toString()));
    return point;
  }

  /** A cgroup in every hierarchy that counts block I/O here; gives the files to enter it by. */
  List<Path> cgroup(String name) {
    var doors = new ArrayList<Path>();
    for (String root :
        List.of("/sys/fs/cgroup/unified", "/sys/fs/cgroup/blkio", "/sys/fs/cgroup")) {
      Path base = Path.of(root);
      if (Files.exists(base.resolve("cgroup.procs"))) {
        Path group = base.resolve(name);
        run("mkdir", "-p", group.toString());
        undo.add(() -> exit("rmdir", group.toString()));
        doors.add(group.resolve("cgroup.procs"));
      }
    }
    return doors;
  }

  @Override
  public void close() {
    for (Runnable step : undo.reversed()) {
      step.run();
    }
  }

  static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("%s: %s", List.of(command), output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int exit(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
