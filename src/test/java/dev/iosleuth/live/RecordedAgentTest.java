package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.ledger.guest.GuestInside;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.view.json.GuestsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real agent told stands in a recording. It listens where qemu's port for it would: there is
 * no kernel in the guest that could run it, so that its counters are this host's.
 */
final class RecordedAgentTest {
  private static final Path AGENT = Path.of("/usr/sbin/qemu-ga");
  private static final int TRIES = 30;

  @TempDir private Path folder;

  private Process agent(Path socket) throws IOException, InterruptedException {
    Files.delete(socket);
    Process agent =
        new ProcessBuilder(
                "" + AGENT,
                "-m",
                "unix-listen",
                "-p",
                "" + socket,
                "-t",
                "" + folder,
                "-f",
                "" + folder.resolve("ga.pid"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    for (int i = 0; i < 200 && !Files.exists(socket); i++) {
      Thread.sleep(50);
    }
    assertThat(socket).exists();
    return agent;
  }

  private Sample recorded() throws IOException {
    Path file = folder.resolve("r.tar.gz");
    try (var writer = new RecordingWriter(Files.newOutputStream(file), "test")) {
      writer.add(GuardedTree.host("/"));
    }
    RecordedTree tree = Recording.open(file).optional().orElseThrow().samples().iterator().next();
    return new Collector().collect(tree, Optional.empty());
  }

  /** On a busy machine an agent may take more than its time. */
  private Sample recorded(TestingGuest guest) throws Exception {
    for (int i = 0; ; i++) {
      Sample sample = recorded();
      boolean told = sample.inside(TestingSampler.seen(sample, guest)) instanceof Reading.Known;
      if (told || i == TRIES) {
        return sample;
      }
      Thread.sleep(100);
    }
  }

  @Test
  void whatItToldIsRecorded() throws Exception {
    assumeTrue(Files.isExecutable(AGENT), "qemu-guest-agent is not installed");
    Path socket = folder.resolve("ga");
    try (var guest =
        TestingGuest.named("agent", folder)
            .with("-device", "virtio-serial-pci")
            .with("-chardev", "socket,path=" + socket + ",server=on,wait=off,id=qga0")
            .with("-device", "virtserialport,chardev=qga0,name=org.qemu.guest_agent.0")
            .start()) {
      Process agent = agent(socket);
      try {
        Sample sample = recorded(guest);
        List<GuestView> views =
            GuestViews.of(sample, StackBuilder.build(sample)).stream()
                .filter(view -> view.guest().name().equals("agent"))
                .toList();

        Diskstats own = sample.diskstats().optional().orElseThrow();
        List<GuestInside> inside = views.getFirst().inside().optional().orElseThrow();
        assertThat(inside)
            .extracting(GuestInside::name)
            .containsExactlyElementsOf(own.rows().stream().map(Diskstats.Row::name).toList());
        assertThat(GuestsJson.of(views, Optional.empty(), List.of()))
            .contains("\"inside\":[{\"name\":\"" + inside.getFirst().name() + "\"");
      } finally {
        agent.destroyForcibly().waitFor();
      }
    }
  }
}
