package dev.iosleuth.source.monitor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.kernel.qemu.GuestDiskstats;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent, which listens on this very host as it would within a guest. */
final class RealAgentTest {
  private static final Path AGENT = Path.of("/usr/sbin/qemu-ga");

  @TempDir Path folder;

  @Test
  void tellsTheCountersOfItsKernel() throws Exception {
    assumeTrue(Files.isExecutable(AGENT), "qemu-guest-agent is not installed");
    Path socket = folder.resolve("ga");
    Process agent =
        new ProcessBuilder(
                AGENT.toString(),
                "-m",
                "unix-listen",
                "-p",
                socket.toString(),
                "-t",
                folder.toString(),
                "-f",
                folder.resolve("pid").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    try {
      for (int i = 0; i < 100 && !Files.exists(socket); i++) {
        Thread.sleep(50);
      }
      assertThat(socket).exists();
      String before = Files.readString(Path.of("/proc/diskstats"));
      GuestDiskstats first = ask(socket);
      GuestDiskstats second = ask(socket);
      String after = Files.readString(Path.of("/proc/diskstats"));

      assertThat(first.disks().damaged()).isEmpty();
      assertThat(second.disks().rows())
          .extracting(GuestDiskstats.Row::name)
          .containsExactlyElementsOf(
              first.disks().rows().stream().map(GuestDiskstats.Row::name).toList());
      assertThat(first.disks().rows()).isNotEmpty();
      for (GuestDiskstats.Row row : first.disks().rows()) {
        assertThat(row.writes().operations().optional().orElseThrow())
            .as(row.name())
            .isBetween(writes(before, row.name()), writes(after, row.name()));
      }
    } finally {
      agent.destroyForcibly().waitFor();
    }
  }

  /** The eighth field of its line. */
  private static long writes(String diskstats, String device) {
    return diskstats
        .lines()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(words -> words[2].equals(device))
        .mapToLong(words -> Fields.parse(words[7]).orElseThrow())
        .findFirst()
        .orElseThrow();
  }

  /** On a busy machine it may take longer than is usual. */
  private static GuestDiskstats ask(Path socket) {
    var limits =
        new Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), 1 << 20, 1, Duration.ZERO);
    Reading<Text> said =
        requireNonNull(
            new MonitorClient(System::nanoTime, limits)
                .ask(List.of(new MonitorSocket("a", socket.toString(), Topic.AGENT)))
                .get("a"));
    return said.then(GuestDiskstats::parse).optional().orElseThrow();
  }
}
