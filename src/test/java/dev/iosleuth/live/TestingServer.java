package dev.iosleuth.live;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.reading.Fields;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real process that serves images: qemu-nbd or qemu-storage-daemon. */
final class TestingServer implements AutoCloseable {
  private final int pid;

  private TestingServer(int pid) {
    this.pid = pid;
  }

  /**
   * @param words without what puts it into the background
   */
  static TestingServer nbd(Path folder, String... words) throws Exception {
    return start(folder, "qemu-nbd", List.of("--fork", "--pid-file=" + folder.resolve("s")), words);
  }

  static TestingServer daemon(Path folder, String... words) throws Exception {
    String pid = folder.resolve("s").toString();
    return start(folder, "qemu-storage-daemon", List.of("--daemonize", "--pidfile", pid), words);
  }

  private static TestingServer start(
      Path folder, String program, List<String> background, String... words) throws Exception {
    Path path = Path.of("/usr/bin", program);
    assumeTrue(Files.isExecutable(path), program + " is not installed");
    var command = new ArrayList<>(List.of(path.toString()));
    command.addAll(background);
    command.addAll(List.of(words));
    TestingGuest.run(command, folder);
    long pid = Fields.parse(Files.readString(folder.resolve("s")).strip()).orElseThrow();
    return new TestingServer((int) pid);
  }

  /** A TCP port on which nobody listens. */
  static int port() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  int pid() {
    return pid;
  }

  @Override
  public void close() {
    ProcessHandle.of(pid)
        .ifPresent(process -> {
          process.destroyForcibly();
          process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        });
  }
}
