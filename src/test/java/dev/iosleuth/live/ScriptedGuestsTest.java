package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.recording.CaptureScript;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.Sample;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real guests counted, asked by the capture script. */
final class ScriptedGuestsTest {
  @TempDir private Path folder;

  @BeforeEach
  void needed() {
    TestingGuest.assumeQemu();
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is not installed");
  }

  private List<RecordedTree> capture() throws Exception {
    Path script = Files.writeString(folder.resolve("capture.sh"), CaptureScript.text("test"));
    Path file = folder.resolve("script.tar.gz");
    Process process =
        new ProcessBuilder("sh", "" + script, "-s", "1", "-e", "1", "-o", "" + file)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Recording.open(file).optional().orElseThrow().samples();
  }

  private static TestingGuest guest(String name, Path folder, Path image) throws Exception {
    return TestingGuest.named(name, folder)
        .drive("d0", "file=" + image + ",format=qcow2,cache=none")
        .start();
  }

  private static String whyNot(Sample sample, TestingGuest guest) {
    return TestingSampler.told(sample, guest).whyNot().orElse("");
  }

  @Test
  void whatTheyCountedIsExact() throws Exception {
    Path image = TestingGuest.image(folder, "a", "qcow2", "8M");
    Path other = TestingGuest.image(folder, "b", "qcow2", "8M");
    try (var guest = guest("scripted", folder, image);
        var held = guest("taken", folder, other);
        var stopped = TestingGuest.named("stopped", folder).start();
        var of =
            TestingGuest.named("libvirts", folder)
                .with("-fw_cfg", "name=opt/libvirt/x,string=x")
                .start();
        var holder = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      holder.connect(UnixDomainSocketAddress.of(held.qmpSocket()));
      assertThat(holder.read(ByteBuffer.allocate(1))).isEqualTo(1);
      stopped.stop();
      for (int i = 0; i < 5; i++) {
        guest.io("d0", "aio_write " + 8 * i + "k 8k");
      }
      guest.io("d0", "aio_read 0 4k");
      guest.settle("d0");

      List<RecordedTree> trees = capture();
      var collector = new Collector();
      Sample first = collector.collect(trees.getFirst(), Optional.empty());
      for (Sample sample : List.of(first, collector.collect(trees.get(1), Optional.of(first)))) {
        GuestCounters told =
            TestingSampler.told(sample, guest)
                .optional()
                .orElseThrow(() -> new AssertionError(whyNot(sample, guest)));
        DiskCounters disk = told.disks().getFirst();
        assertThat(disk.writes()).satisfies(writes -> is(writes, 5, 40_960));
        assertThat(disk.reads()).satisfies(reads -> is(reads, 1, 4096));
        assertThat(disk.flushes().operations()).isEqualTo(Reading.known(1L));
        assertThat(told.held().orElseThrow()).isLessThanOrEqualTo(60_000_000);
        assertThat(told.nanos()).isBetween(sample.nanos(), sample.nanos() + 30_000_000_000L);
        GuestDisk its = TestingSampler.seen(sample, guest).disks().getFirst();
        assertThat(its.settings().origin()).isEqualTo(GuestDisk.Origin.MONITOR);
        assertThat(its.settings().cache()).isEqualTo("none");
        assertThat(whyNot(sample, held))
            .isEqualTo("its monitor is held by another client; the script asks by QMP only");
        assertThat(whyNot(sample, stopped)).startsWith("qemu is stopped");
        assertThat(whyNot(sample, of)).doesNotContain("monitor did");
      }
      assertThat(trees.get(1).read("qemu/" + guest.pid() + "/qmp-disks").whyNot())
          .as("asked for once")
          .isPresent();
      assertThat(trees.getFirst().list("qemu").orElse(List.of()))
          .contains("" + guest.pid())
          .doesNotContain("" + held.pid(), "" + of.pid());
    }
  }

  private static void is(Requests requests, long operations, long bytes) {
    assertThat(requests.operations()).isEqualTo(Reading.known(operations));
    assertThat(requests.bytes()).isEqualTo(Reading.known(bytes));
  }
}
