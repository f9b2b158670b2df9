package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The capture script, an imagined root for it, and a folder in which nothing may be left. */
final class TestingScript {
  static final String HOSTILE = "a\nb) (\u001b[31m";

  private final Path folder;
  private final Path root;
  private final Path script;
  private final Path out;
  private final Map<String, String> environment = new HashMap<>();

  TestingScript(Path folder) throws IOException {
    this.folder = folder;
    root = Files.createDirectories(folder.resolve("root"));
    script = Files.writeString(folder.resolve("capture.sh"), CaptureScript.text("test"));
    out = folder.resolve("out.tar.gz");
    Files.createDirectories(folder.resolve("tmp"));
    environment.put("TMPDIR", folder.resolve("tmp").toString());
  }

  Path root() {
    return root;
  }

  Path out() {
    return out;
  }

  /**
   * The folder in which the script looks for its tools first.
   *
   * @param make commands that make them in it
   * @param then what the path goes on with
   */
  void tools(String make, String then) throws IOException, InterruptedException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Process shell =
        new ProcessBuilder("/bin/sh", "-ec", make).directory(bin.toFile()).inheritIO().start();
    assertThat(shell.waitFor()).isZero();
    environment.put("IOSLEUTH_PATH", bin + then);
  }

  void file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, Utf8.encode(content));
  }

  void link(String path, String target) throws IOException {
    Path link = root.resolve(path);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  void host() throws IOException {
    file("proc/uptime", "1000.25 900.00\n");
    file("proc/sys/kernel/hostname", "node1\n");
    file("proc/sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n");
    file("proc/diskstats", "8 0 sda 10 0 80 5 7 0 56 9 0 12 14 0 0 0 0 3 1\n");
    file("proc/swaps", "Filename Type Size Used Priority\n");
    file("sys/kernel/uevent_seqnum", "9\n");
    file(
        "proc/self/mountinfo",
        "25 1 8:0 / / rw - ext4 /dev/sda rw\n30 25 0:28 / /sys/fs/cgroup rw - cgroup2 none rw\n");
    file("sys/fs/cgroup/cgroup.controllers", "io\n");
    file("sys/fs/cgroup/cgroup.procs", "1\n");
    file("sys/fs/cgroup/io.stat", "8:0 rbytes=4096 wbytes=8192 rios=1 wios=2\n");
    file("sys/fs/cgroup/a.slice/cgroup.procs", "");
    file("sys/fs/cgroup/a.slice/b c.scope/cgroup.procs", "");
    file("sys/fs/cgroup/a.slice/b c.scope/io.stat", "8:0 rbytes=1 wbytes=2 rios=1 wios=2\n");
    for (String name : List.of("sda", "dm-0")) {
      file("sys/block/" + name + "/dev", name.equals("sda") ? "8:0\n" : "254:0\n");
      file("sys/block/" + name + "/size", "2048\n");
      file("sys/block/" + name + "/queue/rotational", "1\n");
    }
    file("sys/block/sda/sda1/partition", "1\n");
    file("sys/block/sda/sda1/start", "64\n");
    file("sys/block/sda/sda1/size", "1024\n");
    file("sys/block/sda/sda1/dev", "8:1\n");
    file("sys/block/sda/device/model", "Disk of 1 TB  \n");
    file("sys/block/dm-0/dm/name", "vg-web1\n");
    link("sys/block/dm-0/slaves/sda", "../../sda");
    link("sys/block/sda/holders/dm-0", "../../dm-0");
    process(10, "qemu-system-x86", "qemu-system-x86_64", "-name", "web 1");
    link("proc/10/fd/3", "/dev/dm-0");
    link("proc/10/fd/4", "socket:[5]");
    link("proc/10/fd/5", "/srv/a b");
    file("proc/10/fdinfo/3", "pos:\t0\nflags:\t0140002\nmnt_id:\t25\n");
    file("proc/10/fdinfo/5", "pos:\t0\nflags:\t0100002\nmnt_id:\t25\n");
    process(11, HOSTILE, "x".repeat(4096), "two\nlines", "\udcff");
    process(12, "sleep", "sleep", "9");
  }

  void process(int pid, String comm, String... command) throws IOException {
    String folder = "proc/" + pid + "/";
    file(
        folder + "stat",
        pid
            + " ("
            + comm
            + ") S 1 1 1 0 -1 0 0 0 0 0 3 4 0 0 20 0 1 0 500 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"
            + " 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
    file(folder + "io", io(0));
    file(folder + "cgroup", "0::/a.slice\n");
    file(folder + "cmdline", String.join("\0", command) + "\0");
  }

  static String io(long written) {
    return """
    rchar: 1
    wchar: 2
    syscr: 3
    syscw: 4
    read_bytes: 0
    write_bytes: %d
    cancelled_write_bytes: 0
    """
        .formatted(written);
  }

  static boolean installed(String program) {
    return Stream.of("/bin/", "/usr/bin/")
        .anyMatch(at -> Files.isExecutable(Path.of(at + program)));
  }

  Process start(List<String> shell, String root, String... arguments) throws IOException {
    var command = new ArrayList<>(shell);
    command.add(script.toString());
    command.addAll(Arrays.asList(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("IOSLEUTH_ROOT", root);
    builder.environment().putAll(environment);
    return builder.start();
  }

  String run(List<String> shell, String root, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(shell, root, arguments);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    leftNothing();
    return said;
  }

  static List<String> shell() {
    return List.of("sh");
  }

  Recording recording() {
    return Recording.open(out).optional().orElseThrow();
  }

  /** Whether a sample was written and put aside for the next. */
  boolean hasSample() throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve("tmp"))) {
      return folders.anyMatch(own -> Files.exists(own.resolve("before/proc")));
    }
  }

  void leftNothing() throws IOException {
    try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
      assertThat(left).isEmpty();
    }
  }
}
