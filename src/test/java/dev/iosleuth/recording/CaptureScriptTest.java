package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingHost;
import dev.iosleuth.source.DirectoryTree;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Trees;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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
  @TempDir private Path folder;
  private TestingScript script;

  @BeforeEach
  void write() throws IOException {
    script = new TestingScript(folder);
  }

  static List<List<String>> shells() {
    return Stream.of(
            List.of("dash"),
            List.of("bash"),
            List.of("busybox", "ash"),
            List.of("ksh"),
            List.of("mksh"),
            List.of("yash"))
        .filter(shell -> TestingScript.installed(shell.getFirst()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void theSampleIsTheOneOfTheTree(List<String> shell) throws Exception {
    script.host();
    script.run(
        shell, script.root().toString(), "-s", "1", "-e", "1", "-o", script.out().toString());
    Recording recording = script.recording();
    assertThat(recording.truncated()).isEmpty();
    assertThat(recording.samples()).hasSize(2);
    RecordedTree first = recording.samples().getFirst();
    Sample captured = new Collector().collect(first, Optional.empty());
    Sample direct = new Collector().collect(new DirectoryTree(script.root()), Optional.empty());
    assertThat(captured)
        .usingRecursiveComparison()
        .ignoringFields("wall", "exited")
        .isEqualTo(direct);
    assertThat(captured.exited().whyNot().orElse("")).contains("cannot hear of processes");
    assertThat(TestingHost.process(captured, 10).files().orElse(List.of())).hasSize(3);
    assertThat(TestingHost.process(captured, 11).stat().comm()).isEqualTo(TestingScript.HOSTILE);
    assertThat(captured.topology().devices()).containsOnlyKeys("sda", "sda1", "dm-0");
    assertThat(captured.cgroups().groups()).containsKey("/a.slice/b c.scope");
    Sample second = new Collector().collect(recording.samples().getLast(), Optional.of(captured));
    assertThat(second.topology()).usingRecursiveComparison().isEqualTo(captured.topology());
  }

  @ParameterizedTest
  @MethodSource("shells")
  void secretsAreMaskedAsTheWriterMasksThem(List<String> shell) throws Exception {
    script.host();
    List<MaskingTest.Case> cases = MaskingTest.commandLines();
    for (int i = 0; i < cases.size(); i++) {
      script.process(100 + i, "x", cases.get(i).arguments().split(" ", -1));
    }
    String lines =
        MaskingTest.lines().stream()
            .map(MaskingTest.Case::arguments)
            .collect(Collectors.joining("\n", "", "\n"));
    script.file("tool/drbdsetup-show", lines);
    script.file(
        "tool/dmsetup-table", "c: 0 8 crypt aes 00112233445566778899aabbccddeeff 0 8:2 0\n");
    script.file("proc/cmdline", "root=/dev/sda password=sesame\n");
    script.run(
        shell, script.root().toString(), "-s", "1", "-e", "5", "-o", script.out().toString());
    RecordedTree tree = script.recording().samples().getFirst();
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

  /** Their mounts are those of the oldest in the group; whoever keeps one need not run any more. */
  @ParameterizedTest
  @MethodSource("shells")
  void machinesThatCgroupsNameHaveTheirDisks(List<String> shell) throws Exception {
    script.host();
    String mounts = "40 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
    Map<Integer, String> groups =
        Map.of(
            30, "0::/lxc/f12/init.scope",
            31, "0::/lxc/f12",
            32, "3:blkio:/lxc.payload.101\n0::/x",
            33, "0::/machine.slice/systemd-nspawn@web\\x2d1.service/payload",
            34, "0::/machine.slice/machine-db.scope",
            35, "0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope");
    for (Map.Entry<Integer, String> group : groups.entrySet()) {
      script.process(group.getKey(), "init", "init");
      script.file("proc/" + group.getKey() + "/cgroup", group.getValue() + "\n");
      script.file("proc/" + group.getKey() + "/mountinfo", mounts);
    }
    script.run(
        shell, script.root().toString(), "-s", "1", "-e", "1", "-o", script.out().toString());
    RecordedTree tree = script.recording().samples().getFirst();
    Sample captured = new Collector().collect(tree, Optional.empty());
    Sample direct = new Collector().collect(new DirectoryTree(script.root()), Optional.empty());
    assertThat(captured.guests())
        .extracting(guest -> guest.name() + " " + guest.disks().size())
        .containsExactlyInAnyOrder("web 1 0", "101 1", "db 1", "f12 1", "web-1 1");
    assertThat(captured.guests()).isEqualTo(direct.guests());
    assertThat(tree.read("proc/31/mountinfo").optional()).as("not all of them").isEmpty();
    assertThat(tree.read("proc/35/mountinfo").optional()).as("no container").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void containersAreNamedAndNothingElseIsKeptOfThem(List<String> shell) throws Exception {
    script.host();
    List<String> ids =
        Stream.of("0", "1", "2", "3", "4", "5", "6", "7", "8")
            .map(c -> c + "f".repeat(63))
            .toList();
    for (int i = 0; i < 4; i++) {
      script.file("proc/1" + (i % 3) + "/cgroup", "0::/" + ids.get(i) + "\n");
    }
    script.file(
        "proc/10/cgroup", "0::/docker-" + ids.get(0) + ".scope\n7:blkio:/" + ids.get(3) + "\n");
    script.file(
        "var/lib/docker/containers/" + ids.get(0) + "/config.v2.json",
        "{\"Config\":{\"Env\":[\"A=sesame\"]},\"M\":{\"Name\":\"v\"},\"Name\":\"/web\",\"X\":1}");
    String storage = "var/lib/containers/storage/overlay-containers/";
    script.file(
        storage + "containers.json",
        "[{\"id\":\"x\",\"names\":[\"y\"]},{\"id\":\""
            + ids.get(1)
            + "\",\"names\":[\"db\"],\"flags\":{\"s\":\"sesame\"}}]");
    script.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nme:x:1000:1000::/srv/me:/bin/sh\n");
    for (int i = 4; i < ids.size(); i++) {
      script.process(20 + i, "x", "x");
      script.file(
          "proc/" + (20 + i) + "/cgroup",
          "0::/user.slice/user-1000.slice/user@1000.service/x-" + ids.get(i) + ".scope\n");
    }
    String mine = "srv/me/.local/share/";
    String known = "[{\"id\":\"%s\",\"names\":[\"%s\"]}]";
    script.file(
        mine + "containers/storage/overlay-containers/containers.json",
        known.formatted(ids.get(4), "kept"));
    script.file(
        "run/user/1000/containers/overlay-containers/volatile-containers.json",
        known.formatted(ids.get(5), "gone"));
    script.file(
        mine + "docker/containers/" + ids.get(6) + "/config.v2.json", "{\"Name\":\"/mine\"}");
    script.file(mine + "nerdctl/1935db59/names/default/rootless", ids.get(7));
    script.file("var/lib/nerdctl/1935db59/names/k8s.io/rootful", ids.get(8));
    script.link("var/log/containers/cart-7d_shop_app-" + ids.get(2) + ".log", "/x");
    script.run(
        shell, script.root().toString(), "-s", "1", "-e", "1", "-o", script.out().toString());
    for (RecordedTree tree : script.recording().samples()) {
      assertThat(tree.containers())
          .isEqualTo(
              Map.of(
                  ids.get(0), "web",
                  ids.get(1), "db",
                  ids.get(2), "shop/cart-7d/app",
                  ids.get(4), "kept",
                  ids.get(5), "gone",
                  ids.get(6), "mine",
                  ids.get(7), "rootless",
                  ids.get(8), "rootful"));
    }
    Sample direct = new Collector().collect(new DirectoryTree(script.root()), Optional.empty());
    assertThat(direct.cgroups().containers())
        .isEqualTo(script.recording().samples().getFirst().containers());
    byte[] all =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(script.out())))
            .readAllBytes();
    assertThat(new String(all, StandardCharsets.ISO_8859_1)).doesNotContain("sesame");
  }

  @Test
  void withoutRootItSaysWhatIsMissingAndMasksAllTheSame() throws Exception {
    assumeThat(TestingScript.installed("setpriv")).as("setpriv").isTrue();
    assumeThat(Files.getAttribute(folder, "unix:uid")).as("run by root").isEqualTo(0);
    script.host();
    script.process(20, "x", "x", "--password", "sesame");
    script.file("proc/cmdline", "password=sesame\n");
    Files.setPosixFilePermissions(
        script.root().resolve("proc/12/io"), PosixFilePermissions.fromString("r--------"));
    Files.setPosixFilePermissions(
        script.root().resolve("proc/20/cmdline"), PosixFilePermissions.fromString("r--r--r--"));
    Files.setPosixFilePermissions(
        script.root().resolve("proc/20"), PosixFilePermissions.fromString("r-xr-xr-x"));
    for (Path open : List.of(folder, folder.resolve("tmp"))) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    List<String> nobody =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh");
    String said =
        script.run(
            nobody, script.root().toString(), "-s", "1", "-e", "1", "-o", script.out().toString());
    assertThat(said).contains("needs root").doesNotContain("cannot create", "missing operand");
    RecordedTree tree = script.recording().samples().getLast();
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
    script.host();
    script.process(20, "dd", "dd");
    script.link("proc/20/fd/1", "/srv/x");
    Process process =
        script.start(
            TestingScript.shell(),
            script.root().toString(),
            "-s",
            "2",
            "-e",
            "2",
            "-o",
            script.out().toString());
    while (process.isAlive() && (!Files.exists(script.out()) || Files.size(script.out()) == 0)) {
      Thread.sleep(20);
    }
    script.file("proc/20/io", TestingScript.io(4096));
    assertThat(process.waitFor()).isZero();
    List<RecordedTree> samples = script.recording().samples();
    assertThat(samples.get(0).list("proc/20/fd").optional()).isEmpty();
    assertThat(samples.get(1).list("proc/20/fd").orElse(List.of())).containsExactly("1");
    assertThat(samples.get(1).list("proc/12/fd").optional()).isEmpty();
  }

  @Test
  void stoppedEarlyItLeavesWholeSamplesAndNothingElse() throws Exception {
    script.host();
    Process process =
        script.start(
            TestingScript.shell(),
            script.root().toString(),
            "-s",
            "600",
            "-e",
            "60",
            "-o",
            script.out().toString());
    while (process.isAlive() && !script.hasSample()) {
      Thread.sleep(20);
    }
    process.destroy();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Recording.open(script.out()).map(r -> r.samples().size()).orElse(0)).isEqualTo(1);
    script.leftNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-s x", "-e 0", "-q", "more", "-e"})
  void wrongArgumentsAreRefused(String arguments) throws Exception {
    script.host();
    Process process =
        script.start(TestingScript.shell(), script.root().toString(), arguments.split(" ", -1));
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
  void toolsHaveEndedBeforeTheCountersAreRead() throws Exception {
    assumeThat(Files.isReadable(Path.of("/proc/diskstats"))).as("a live /proc").isTrue();
    script.tools(
        """
        for tool in lvs drbdsetup; do
          printf '#!/bin/sh\nsleep 0.2\ncat /proc/uptime\n' > $tool
          chmod +x $tool
        done
        """,
        ":/usr/bin:/bin");
    script.run(TestingScript.shell(), "/", "-s", "1", "-e", "5", "-o", script.out().toString());
    RecordedTree tree = script.recording().samples().getFirst();
    for (String path : List.of("tool/lvs", "tool/drbdsetup-status", "tool/drbdsetup-show")) {
      String uptime = tree.read(path).optional().orElseThrow().string().split(" ", -1)[0];
      assertThat(new BigDecimal(uptime).movePointRight(9).longValue())
          .as(path)
          .isLessThanOrEqualTo(tree.moment().nanos());
    }
    String counted = tree.read("proc/uptime").optional().orElseThrow().string();
    assertThat(tree.read("proc/diskstats").optional().orElseThrow().nanos())
        .isEqualTo(new BigDecimal(counted.split(" ", -1)[0]).movePointRight(9).longValue())
        .isGreaterThanOrEqualTo(tree.moment().nanos());
  }

  @Test
  void aGroupThatComesWithinASampleHasNoCountersOfALaterTime() throws Exception {
    script.host();
    Path late = script.root().resolve("sys/fs/cgroup/a.slice/late.scope");
    // it is called between the counters and the descriptions of groups
    script.tools(
        """
        printf '#!/bin/sh\ncase "$*" in *now=*) mkdir -p "%s" && cd "%s" &&
        echo 8:0 rbytes=9 wbytes=9 rios=9 wios=9 > io.stat && echo nr > cgroup.stat && cd "$OLDPWD"
        esac\nexec %s "$@"\n' LATE LATE "$(command -v awk)" > awk
        chmod +x awk
        """
            .replace("LATE", late.toString()),
        ":/usr/bin:/bin");
    script.run(
        TestingScript.shell(),
        script.root().toString(),
        "-s",
        "1",
        "-e",
        "1",
        "-o",
        script.out().toString());
    List<RecordedTree> samples = script.recording().samples();
    String group = "sys/fs/cgroup/a.slice/late.scope/";
    assertThat(samples.getFirst().read(group + "cgroup.stat").optional()).isPresent();
    assertThat(samples.getFirst().read(group + "io.stat").optional()).isEmpty();
    assertThat(samples.getLast().read(group + "io.stat").optional()).isPresent();
  }

  @Test
  void onThisHostItHoldsWhatTheWriterHolds() throws Exception {
    assumeThat(Files.isReadable(Path.of("/proc/diskstats"))).as("a live /proc").isTrue();
    script.run(TestingScript.shell(), "/", "-s", "1", "-e", "5", "-o", script.out().toString());
    Path written = folder.resolve("written.tar.gz");
    try (OutputStream stream = Files.newOutputStream(written);
        var writer = new RecordingWriter(stream, "test")) {
      writer.add(GuardedTree.host("/"));
    }
    // loop devices, their file systems and guests come and go with other tests; of var/run that is
    // a link to run, cp takes one
    Pattern fleeting =
        Pattern.compile(
            ".*(loop|ext4|jbd2|btrfs|holders|slaves|objset|var/run).*"
                + "|proc/\\[0-9]\\*/(fd|fdinfo|maps|ns|mountinfo|task).*");
    assertThat(rows(script.out()))
        .filteredOn(row -> !fleeting.matcher(row).matches())
        .containsExactlyElementsOf(
            rows(written).stream().filter(row -> !fleeting.matcher(row).matches()).toList());
  }
}
