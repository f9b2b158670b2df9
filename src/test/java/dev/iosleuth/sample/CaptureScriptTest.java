package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.iosleuth.reading.Utf8;
import dev.iosleuth.source.DirectoryTree;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Trees;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the script by the shells that are here, on an imagined root and on this host. */
class CaptureScriptTest {
  private static final String HOSTILE = "a\nb) (\u001b[31m";

  @TempDir private Path folder;
  private Path root;
  private Path script;
  private Path out;

  @BeforeEach
  void write() throws IOException {
    root = Files.createDirectories(folder.resolve("root"));
    script = Files.writeString(folder.resolve("capture.sh"), CaptureScript.text("test"));
    out = folder.resolve("out.tar.gz");
    Files.createDirectories(folder.resolve("tmp"));
  }

  private void file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, Utf8.encode(content));
  }

  private void link(String path, String target) throws IOException {
    Path link = root.resolve(path);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  private void host() throws IOException {
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

  private void process(int pid, String comm, String... command) throws IOException {
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

  private static String io(long written) {
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

  static List<List<String>> shells() {
    return Stream.of(
            List.of("dash"),
            List.of("bash"),
            List.of("busybox", "ash"),
            List.of("ksh"),
            List.of("mksh"),
            List.of("yash"))
        .filter(shell -> installed(shell.getFirst()))
        .toList();
  }

  private static boolean installed(String program) {
    return Stream.of("/bin/", "/usr/bin/")
        .anyMatch(at -> Files.isExecutable(Path.of(at + program)));
  }

  private Process start(List<String> shell, String root, String... arguments) throws IOException {
    var command = new ArrayList<>(shell);
    command.add(script.toString());
    command.addAll(Arrays.asList(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("IOSLEUTH_ROOT", root);
    builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
    return builder.start();
  }

  private String run(List<String> shell, String root, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(shell, root, arguments);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
      assertThat(left).isEmpty();
    }
    return said;
  }

  private static List<String> shell() {
    return List.of("sh");
  }

  private Recording recording() {
    return Recording.open(out).optional().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void theSampleIsTheOneOfTheTree(List<String> shell) throws Exception {
    host();
    run(shell, root.toString(), "-s", "1", "-e", "1", "-o", out.toString());
    Recording recording = recording();
    assertThat(recording.truncated()).isEmpty();
    assertThat(recording.samples()).hasSize(2);
    RecordedTree first = recording.samples().getFirst();
    Sample captured = new Collector().collect(first, Optional.empty());
    Sample direct = new Collector().collect(new DirectoryTree(root), Optional.empty());
    assertThat(captured)
        .usingRecursiveComparison()
        .ignoringFields("wall", "exited")
        .isEqualTo(direct);
    assertThat(captured.exited().whyNot().orElse("")).contains("cannot hear of processes");
    assertThat(TestingHost.process(captured, 10).files().orElse(List.of())).hasSize(3);
    assertThat(TestingHost.process(captured, 11).stat().comm()).isEqualTo(HOSTILE);
    assertThat(captured.topology().devices()).containsOnlyKeys("sda", "sda1", "dm-0");
    assertThat(captured.cgroups().groups()).containsKey("/a.slice/b c.scope");
    Sample second = new Collector().collect(recording.samples().getLast(), Optional.of(captured));
    assertThat(second.topology()).usingRecursiveComparison().isEqualTo(captured.topology());
  }

  @ParameterizedTest
  @MethodSource("shells")
  void secretsAreMaskedAsTheWriterMasksThem(List<String> shell) throws Exception {
    host();
    List<MaskingTest.Case> cases = MaskingTest.commandLines();
    for (int i = 0; i < cases.size(); i++) {
      process(100 + i, "x", cases.get(i).arguments().split(" ", -1));
    }
    String lines =
        MaskingTest.lines().stream()
            .map(MaskingTest.Case::arguments)
            .collect(Collectors.joining("\n", "", "\n"));
    file("tool/drbdsetup-show", lines);
    file("tool/dmsetup-table", "c: 0 8 crypt aes 00112233445566778899aabbccddeeff 0 8:2 0\n");
    file("proc/cmdline", "root=/dev/sda password=sesame\n");
    run(shell, root.toString(), "-s", "1", "-e", "5", "-o", out.toString());
    RecordedTree tree = recording().samples().getFirst();
    for (int i = 0; i < cases.size(); i++) {
      String path = "proc/" + (100 + i) + "/cmdline";
      assertThat(tree.read(path).optional().orElseThrow().string().replace('\0', ' '))
          .isEqualTo(cases.get(i).seen() + " ");
    }
    assertThat(tree.read("tool/drbdsetup-show").optional().orElseThrow().string())
        .isEqualTo(
            MaskingTest.lines().stream()
                .map(MaskingTest.Case::seen)
                .collect(Collectors.joining("\n", "", "\n")));
    assertThat(tree.read("tool/dmsetup-table").optional().orElseThrow().string())
        .isEqualTo("c: 0 8 crypt aes *** 0 8:2 0\n");
    assertThat(tree.read("proc/cmdline").optional().orElseThrow().string())
        .isEqualTo("root=/dev/sda password=***\n");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void containersAreNamedAndNothingElseIsKeptOfThem(List<String> shell) throws Exception {
    host();
    List<String> ids = Stream.of("0", "1", "2", "3").map(c -> c + "f".repeat(63)).toList();
    for (int i = 0; i < ids.size(); i++) {
      file("proc/1" + (i % 3) + "/cgroup", "0::/" + ids.get(i) + "\n");
    }
    file("proc/10/cgroup", "0::/docker-" + ids.get(0) + ".scope\n7:blkio:/" + ids.get(3) + "\n");
    file(
        "var/lib/docker/containers/" + ids.get(0) + "/config.v2.json",
        "{\"Config\":{\"Env\":[\"A=sesame\"]},\"M\":{\"Name\":\"v\"},\"Name\":\"/web\",\"X\":1}");
    String storage = "var/lib/containers/storage/overlay-containers/";
    file(
        storage + "containers.json",
        "[{\"id\":\"x\",\"names\":[\"y\"]},{\"id\":\""
            + ids.get(1)
            + "\",\"names\":[\"db\"],\"flags\":{\"s\":\"sesame\"}}]");
    link("var/log/containers/cart-7d_shop_app-" + ids.get(2) + ".log", "/x");
    run(shell, root.toString(), "-s", "1", "-e", "1", "-o", out.toString());
    for (RecordedTree tree : recording().samples()) {
      assertThat(tree.containers())
          .isEqualTo(Map.of(ids.get(0), "web", ids.get(1), "db", ids.get(2), "shop/cart-7d/app"));
    }
    Sample direct = new Collector().collect(new DirectoryTree(root), Optional.empty());
    assertThat(direct.cgroups().containers())
        .isEqualTo(recording().samples().getFirst().containers());
    byte[] all =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(out))).readAllBytes();
    assertThat(new String(all, StandardCharsets.ISO_8859_1)).doesNotContain("sesame");
  }

  @Test
  void withoutRootItSaysWhatIsMissingAndMasksAllTheSame() throws Exception {
    assumeThat(installed("setpriv")).as("setpriv").isTrue();
    assumeThat(Files.getAttribute(folder, "unix:uid")).as("run by root").isEqualTo(0);
    host();
    process(20, "x", "x", "--password", "sesame");
    file("proc/cmdline", "password=sesame\n");
    Files.setPosixFilePermissions(
        root.resolve("proc/12/io"), PosixFilePermissions.fromString("r--------"));
    Files.setPosixFilePermissions(
        root.resolve("proc/20/cmdline"), PosixFilePermissions.fromString("r--r--r--"));
    Files.setPosixFilePermissions(
        root.resolve("proc/20"), PosixFilePermissions.fromString("r-xr-xr-x"));
    for (Path open : List.of(folder, folder.resolve("tmp"))) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    List<String> nobody =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh");
    String said = run(nobody, root.toString(), "-s", "1", "-e", "1", "-o", out.toString());
    assertThat(said).contains("needs root").doesNotContain("cannot create", "missing operand");
    RecordedTree tree = recording().samples().getLast();
    assertThat(tree.read("proc/12/io").whyNot()).contains("needs root: Permission denied");
    assertThat(tree.read("proc/20/cmdline").optional().orElseThrow().string())
        .isEqualTo("x\0--password\0***\0");
    assertThat(tree.read("proc/cmdline").optional().orElseThrow().string())
        .isEqualTo("password=***\n");
    assertThat(new Collector().collect(tree, Optional.empty()).processes())
        .containsOnlyKeys(10, 11, 12, 20);
  }

  @Test
  void whatMovesIsFollowedFromSampleToSample() throws Exception {
    host();
    process(20, "dd", "dd");
    link("proc/20/fd/1", "/srv/x");
    Process process = start(shell(), root.toString(), "-s", "2", "-e", "2", "-o", out.toString());
    while (process.isAlive() && (!Files.exists(out) || Files.size(out) == 0)) {
      Thread.sleep(20);
    }
    file("proc/20/io", io(4096));
    assertThat(process.waitFor()).isZero();
    List<RecordedTree> samples = recording().samples();
    assertThat(samples.get(0).list("proc/20/fd").optional()).isEmpty();
    assertThat(samples.get(1).list("proc/20/fd").orElse(List.of())).containsExactly("1");
    assertThat(samples.get(1).list("proc/12/fd").optional()).isEmpty();
  }

  @Test
  void stoppedEarlyItLeavesWholeSamplesAndNothingElse() throws Exception {
    host();
    Process process =
        start(shell(), root.toString(), "-s", "600", "-e", "60", "-o", out.toString());
    while (process.isAlive() && (!Files.exists(out) || Files.size(out) == 0)) {
      Thread.sleep(20);
    }
    process.destroy();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Recording.open(out).map(r -> r.samples().size()).orElse(0)).isEqualTo(1);
    try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-s x", "-e 0", "-q", "more", "-e"})
  void wrongArgumentsAreRefused(String arguments) throws Exception {
    host();
    Process process = start(shell(), root.toString(), arguments.split(" ", -1));
    try (OutputStream input = process.getOutputStream()) {
      assertThat(input).isNotNull();
    }
    assertThat(process.waitFor()).isEqualTo(2);
  }

  /** Which rows of the table have members in a recording. */
  private static Set<String> rows(Path recording) {
    var tree = Trees.open(recording).optional().orElseThrow().subtree("0001");
    var paths = new ArrayList<String>();
    walk(tree, "", paths);
    var rows = new TreeSet<String>();
    for (Input input : Inputs.ALL) {
      Pattern pattern = Pattern.compile(input.expression(), Pattern.DOTALL);
      if (paths.stream().anyMatch(path -> pattern.matcher(path).matches())) {
        rows.add(input.pattern());
      }
    }
    return rows;
  }

  private static void walk(dev.iosleuth.source.Tree tree, String path, List<String> paths) {
    for (String name : tree.list(path).orElse(List.of())) {
      String child = path.isEmpty() ? name : path + "/" + name;
      paths.add(child);
      if (tree.isDirectory(child)) {
        walk(tree, child, paths);
      }
    }
  }

  @Test
  void onThisHostItHoldsWhatTheWriterHolds() throws Exception {
    assumeThat(Files.isReadable(Path.of("/proc/diskstats"))).as("a live /proc").isTrue();
    run(shell(), "/", "-s", "1", "-e", "5", "-o", out.toString());
    Path written = folder.resolve("written.tar.gz");
    try (OutputStream stream = Files.newOutputStream(written);
        var writer = new RecordingWriter(stream, "test")) {
      writer.add(GuardedTree.host("/"));
    }
    // loop devices and their file systems come and go with other tests
    Pattern fleeting = Pattern.compile(".*(loop|ext4|jbd2|btrfs|holders|slaves|objset).*");
    assertThat(rows(out))
        .filteredOn(row -> !fleeting.matcher(row).matches())
        .containsExactlyElementsOf(
            rows(written).stream().filter(row -> !fleeting.matcher(row).matches()).toList());
  }
}
