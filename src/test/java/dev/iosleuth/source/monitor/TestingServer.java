package dev.iosleuth.source.monitor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says something to its one client, waits for a question, says something more, stays. */
final class TestingServer implements AutoCloseable {
  /** Ends the connection there. */
  static final String HANG_UP = "\u0001hang up\u0001";

  /** Goes on for ever with what stands before it. */
  static final String ENDLESS = "\u0001endless\u0001";

  private final Path socket;
  private final ServerSocketChannel server;
  private final Thread thread;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  private TestingServer(Path socket, ServerSocketChannel server, String greeting, String answers) {
    this.socket = socket;
    this.server = server;
    this.thread = Thread.ofPlatform().daemon().unstarted(() -> serve(greeting, answers));
  }

  /** Bytes are given as ISO 8859-1. */
  static TestingServer at(Path folder, String greeting, String answers) throws IOException {
    Path socket = folder.resolve("s");
    Files.deleteIfExists(socket);
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    var testing = new TestingServer(socket, server, greeting, answers);
    testing.thread.start();
    return testing;
  }

  Path socket() {
    return socket;
  }

  /** What it was asked until the client left. */
  String heard() throws InterruptedException {
    thread.join(10_000);
    return heard.toString(ISO_8859_1);
  }

  private void serve(String greeting, String answers) {
    try (SocketChannel client = server.accept()) {
      if (!say(client, greeting)) {
        return;
      }
      boolean asked = hear(client);
      if (asked && !answers.isEmpty() && !say(client, answers)) {
        return;
      }
      while (hear(client)) {
        // until it leaves
        Thread.onSpinWait();
      }
    } catch (IOException _) {
      // it left while we spoke
      return;
    }
  }

  private boolean hear(SocketChannel client) throws IOException {
    var buffer = ByteBuffer.allocate(4096);
    int got = client.read(buffer);
    heard.write(buffer.array(), 0, Math.max(0, got));
    return got >= 0;
  }

  private static boolean say(SocketChannel client, String words) throws IOException {
    String said = words.replace(HANG_UP, "").replace(ENDLESS, "");
    client.write(ByteBuffer.wrap(said.getBytes(ISO_8859_1)));
    while (words.contains(ENDLESS)) {
      client.write(ByteBuffer.wrap("0,".repeat(10_000).getBytes(ISO_8859_1)));
    }
    return !words.contains(HANG_UP);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
