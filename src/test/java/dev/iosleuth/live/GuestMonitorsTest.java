package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.MonitorCounters;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Monitors;
import dev.iosleuth.source.Tree;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Monitors of real guests, found by the number of their process. */
final class GuestMonitorsTest {
  @TempDir Path folder;

  private final Tree host = GuardedTree.host("/");

  /** On a busy machine a monitor may take more than its 50 ms. */
  private Reading<Text> patiently(String path) throws InterruptedException {
    Reading<Text> said = host.read(path);
    for (int i = 0;
        i < 50 && said instanceof Reading.Absent<Text>(String why) && why.contains("did not");
        i++) {
      Thread.sleep(50);
      said = host.read(path);
    }
    return said;
  }

  private static TestingGuest guest(String name, Path folder, Path image) throws Exception {
    return TestingGuest.named(name, folder)
        .drive("d0", "file=" + image + ",format=raw,read-only=on,file.locking=off")
        .start();
  }

  @Test
  void areReadLikeFiles() throws Exception {
    TestingGuest.assumeQemu();
    Path image = TestingGuest.image(folder, "raw", "raw", "8M");
    try (var eins = guest("eins", folder, image);
        var zwei = guest("zwei", folder, image)) {
      eins.io("d0", "aio_read 0 12k");
      eins.settle("d0");
      List<String> paths =
          List.of(
              Monitors.QMP_COUNTERS.path(eins.pid()),
              Monitors.HMP_COUNTERS.path(zwei.pid()),
              "proc/uptime",
              Monitors.AGENT.path(eins.pid()),
              Monitors.QMP_COUNTERS.path(1));
      Map<String, Reading<Text>> said = host.readAll(paths);

      assertThat(said.keySet()).containsExactlyInAnyOrderElementsOf(paths);
      assertThat(said.get("proc/uptime")).isInstanceOf(Reading.Known.class);
      assertThat(said.get(paths.get(3)).whyNot().orElseThrow()).startsWith("no such socket");
      assertThat(said.get(paths.get(4)).whyNot().orElseThrow()).startsWith("no such socket");
      assertThat(patiently(paths.get(1))).isInstanceOf(Reading.Known.class);
      MonitorCounters counters =
          patiently(paths.get(0)).then(MonitorCounters::qmp).optional().orElseThrow();
      assertThat(counters.held().orElseThrow()).isLessThan(60_000_000);
      assertThat(counters.disks().optional().orElseThrow().rows())
          .singleElement()
          .satisfies(disk -> {
            assertThat(disk.reads().operations()).isEqualTo(Reading.known(1L));
            assertThat(disk.reads().bytes()).isEqualTo(Reading.known(12288L));
          });
    }
  }

  @Test
  void oneThatIsHeldIsNotEvenConnectedTo() throws Exception {
    TestingGuest.assumeQemu();
    Path image = TestingGuest.image(folder, "raw", "raw", "8M");
    try (var guest = guest("eins", folder, image);
        var holder = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      holder.connect(UnixDomainSocketAddress.of(guest.hmpSocket()));
      assertThat(holder.read(ByteBuffer.allocate(1))).isEqualTo(1);

      assertThat(host.read(Monitors.HMP_COUNTERS.path(guest.pid())))
          .isEqualTo(Reading.absent("its monitor is held by another client"));
      assertThat(patiently(Monitors.QMP_COUNTERS.path(guest.pid())))
          .isInstanceOf(Reading.Known.class);
    }
  }
}
