package dev.iosleuth.live;

import static dev.iosleuth.live.TestingHost.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real systemd-nspawn container that writes to a file system of its own. */
final class ContainersTest {
  private static final int MIB = 1 << 20;
  private static final String UNIT = "machine.slice/systemd-nspawn@iosleuth\\x2dtest.service";

  private final Tree tree = GuardedTree.host("/");

  @BeforeEach
  void needed() {
    TestingHost.assumeTools("systemd-nspawn", "busybox", "losetup", "mkfs.ext4");
  }

  /** Of two files beneath the root of a container: busybox and what it is linked to. */
  private static Path root(Path folder) throws Exception {
    for (String directory :
        List.of("bin", "proc", "sys", "dev", "tmp", "etc", "usr/lib", "run", "root")) {
      Files.createDirectories(folder.resolve(directory));
    }
    Files.writeString(folder.resolve("usr/lib/os-release"), "ID=testing\n");
    String busybox = run("sh", "-c", "readlink -f $(command -v busybox)").strip();
    Files.copy(Path.of(busybox), folder.resolve("bin/busybox"));
    for (String link : List.of("sh", "dd", "sleep", "sync")) {
      Files.createSymbolicLink(folder.resolve("bin/" + link), Path.of("busybox"));
    }
    String libraries = run("sh", "-c", "ldd " + busybox + " 2>/dev/null || true");
    for (String word : libraries.split("\\s+", -1)) {
      if (word.startsWith("/")) {
        Path library = folder.resolve(word.substring(1));
        Files.createDirectories(library.getParent());
        Files.copy(Path.of(word).toRealPath(), library);
      }
    }
    return folder;
  }

  /** Runs in its own group, waits for lines on its input, and says when each is done. */
  private record Container(Process process) implements AutoCloseable {
    static Container start(TestingHost host, Path root, boolean grouped) throws Exception {
      var enter = new StringBuilder();
      if (grouped) {
        host.cgroup("machine.slice");
        for (Path door : host.cgroup(UNIT)) {
          enter.append("echo $$ > '").append(door).append("' && ");
        }
      }
      enter
          .append("exec systemd-nspawn --register=no --keep-unit --console=pipe -q -D ")
          .append(root)
          .append(" -M iosleuth-test /bin/sh -c 'echo ready; while read line; do eval \"$line\";")
          .append(" echo done; done'");
      Process process =
          new ProcessBuilder("/bin/sh", "-c", enter.toString()).redirectErrorStream(true).start();
      var container = new Container(process);
      String said = container.line();
      assumeTrue(said.equals("ready"), "systemd-nspawn does not run here: " + said);
      return container;
    }

    private String line() throws Exception {
      var line = new StringBuilder();
      int next = process.getInputStream().read();
      while (next >= 0 && next != '\n') {
        if (next != '\r') {
          line.append((char) next);
        }
        next = process.getInputStream().read();
      }
      return line.toString();
    }

    void run(String command) throws Exception {
      process
          .getOutputStream()
          .write((command + " 2>/dev/null\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
      assertThat(line()).isEqualTo("done");
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      ProcessHandle handle = process.toHandle();
      handle.onExit().completeOnTimeout(handle, 10, TimeUnit.SECONDS).join();
      process.destroyForcibly();
      handle.onExit().completeOnTimeout(handle, 10, TimeUnit.SECONDS).join();
      // nspawn's own groups, below the one that the test made
      for (String base :
          List.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd")) {
        for (String own :
            List.of(UNIT + "/payload", UNIT + "/supervisor", "payload", "supervisor")) {
          Files.deleteIfExists(Path.of(base, own));
        }
      }
      Files.deleteIfExists(Path.of("/sys/fs/cgroup/systemd", UNIT));
    }
  }

  private static Guest seen(Sample sample) {
    return sample.guests().stream()
        .filter(guest -> guest.name().equals("iosleuth-test"))
        .findFirst()
        .orElseThrow();
  }

  private static long written(Ledger ledger, String device) {
    return ledger.devices().stream()
        .filter(d -> d.node().kernelName().equals(device))
        .flatMap(d -> d.postings().stream())
        .filter(p -> p.direction() == Direction.WRITE)
        .filter(p ->
            p.account()
                .element(Account.Kind.GUEST)
                .filter(e -> e.name().equals("iosleuth-test"))
                .isPresent())
        .mapToLong(p -> p.bytes())
        .sum();
  }

  @Test
  void paysUnderItsNameWhatItWrote() throws Exception {
    pays(true);
  }

  @Test
  void isKnownByItsKeeperWhereNoCgroupNamesIt() throws Exception {
    pays(false);
  }

  private void pays(boolean grouped) throws Exception {
    try (var host = new TestingHost()) {
      String device = host.loop(96);
      String name = device.substring("/dev/".length());
      Path root = root(host.ext4(device));
      run("sync", "-f", root.toString());
      Path file = host.folder().resolve("r.rec");
      try (var container = Container.start(host, root, grouped);
          var writer = new RecordingWriter(Files.newOutputStream(file), "test")) {
        var collector = new Collector();
        Sample before = collector.collect(tree, Optional.empty());
        writer.add(tree);
        container.run("dd if=/dev/zero of=/data bs=1M count=16 oflag=direct conv=fsync");
        Sample after = collector.collect(tree, Optional.of(before));
        writer.add(tree);
        Stack stack = StackBuilder.build(after);
        Ledger ledger = new Bookkeeper().post(before, after, stack);

        Guest guest = seen(after);
        assertThat(guest.kind()).isEqualTo(Guest.Kind.CONTAINER);
        assertThat(guest.manager()).isEqualTo(Guest.Manager.NSPAWN);
        assertThat(guest.groups().isEmpty()).isEqualTo(!grouped);
        assertThat(guest.disks()).hasSize(1);
        assertThat(stack.below(new NodeId("guest:iosleuth-test"))).contains(NodeId.device(name));
        assertThat(written(ledger, name)).isCloseTo(16L * MIB, Percentage.withPercentage(5));
        GuestView.OfDisk disk = view(before, after, stack, ledger);
        assertThat(disk.totals().guest().whyNot().orElse("")).contains("no kernel of its own");
        long shown =
            disk.interval().then(both -> both.host()).then(c -> c.writes().bytes()).orElse(0L);
        assertThat(shown).isCloseTo(16L * MIB, Percentage.withPercentage(5));
      }
      List<Sample> replayed = replay(file);
      assertThat(seen(replayed.getLast()).disks()).hasSize(1);
      Ledger again = new Bookkeeper().post(replayed.getFirst(), replayed.getLast());
      assertThat(written(again, name)).isCloseTo(16L * MIB, Percentage.withPercentage(5));
    }
  }

  /** What others wrote on its disk is none of its figures, neither ended nor started again. */
  @Test
  void whoEndedOrCameHasNoFiguresOfOthers() throws Exception {
    try (var host = new TestingHost()) {
      String device = host.loop(96);
      Path root = root(host.ext4(device));
      run("sync", "-f", root.toString());
      var collector = new Collector();
      Sample before;
      try (var container = Container.start(host, root, true)) {
        container.run("dd if=/dev/zero of=/data bs=64k count=4 oflag=direct conv=fsync");
        before = collector.collect(tree, Optional.empty());
      }
      run("dd", "if=/dev/zero", "of=" + root + "/other", "bs=64k", "count=100", "oflag=direct");
      try (var container = Container.start(host, root, true)) {
        container.run("dd if=/dev/zero of=/data bs=64k count=16 oflag=direct conv=fsync");
        Sample after = collector.collect(tree, Optional.of(before));
        Stack stack = StackBuilder.build(after);
        Ledger ledger = new Bookkeeper().post(before, after, stack);

        List<GuestView> views =
            GuestViews.of(before, after, stack, ledger).stream()
                .filter(view -> view.guest().name().equals("iosleuth-test"))
                .toList();
        assertThat(views).extracting(GuestView::ended).containsExactly(false, true);
        assertThat(host(views.getLast()).whyNot())
            .contains("it ended within the interval, and what its cgroups counted with it");
        host(views.getFirst())
            .then(c -> c.writes().bytes())
            .optional()
            .ifPresent(bytes -> assertThat(bytes).isLessThan(3L * MIB));
      }
    }
  }

  private static Reading<DiskCounters> host(GuestView view) {
    return view.disks().getFirst().interval().then(GuestView.Both::host);
  }

  private static GuestView.OfDisk view(Sample before, Sample after, Stack stack, Ledger ledger) {
    return GuestViews.of(before, after, stack, ledger).stream()
        .filter(view -> view.guest().name().equals("iosleuth-test"))
        .findFirst()
        .orElseThrow()
        .disks()
        .getFirst();
  }

  private static List<Sample> replay(Path file) {
    var collector = new Collector();
    var samples = new ArrayList<Sample>();
    Recording.open(file)
        .optional()
        .orElseThrow()
        .samples()
        .forEach(t ->
            samples.add(
                collector.collect(
                    t, samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast()))));
    return samples;
  }
}
