package dev.iosleuth.source.monitor;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One connection to one monitor, from its beginning to what came of it. Never waits. */
final class Conversation {
  /** Readings by the client's buffer that take up all that a socket holds. */
  private static final int LAST = 4;

  private final MonitorSocket socket;
  private final Dialogue dialogue;
  private final Limits limits;
  private final LongSupplier clock;
  private final long begun;

  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private ByteBuffer saying = ByteBuffer.allocate(0);
  private byte[] heard = new byte[4096];
  private int length;

  /** Of what was heard, before it was asked. */
  private int greeting;

  /** When the questions were put; 0 before. */
  private long asked;

  private Optional<Reading<Text>> outcome = Optional.empty();

  /**
   * @param clock nanoseconds since boot
   */
  Conversation(MonitorSocket socket, Limits limits, LongSupplier clock) {
    this.socket = socket;
    this.dialogue = socket.topic().dialogue();
    this.limits = limits;
    this.clock = clock;
    this.begun = clock.getAsLong();
  }

  MonitorSocket socket() {
    return socket;
  }

  /** Empty as long as it goes on. */
  Optional<Reading<Text>> outcome() {
    return outcome;
  }

  boolean isYoung(long now) {
    return now - begun < limits.youth().toNanos();
  }

  long youthEnds() {
    return begun + limits.youth().toNanos();
  }

  /** When it is cut off. */
  long deadline() {
    return asked == 0 || socket.topic() == Topic.AGENT
        ? begun + limits.silence().toNanos()
        : asked + limits.held().toNanos();
  }

  void connect(Selector selector) {
    try {
      var opened = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel = opened;
      opened.configureBlocking(false);
      opened.connect(UnixDomainSocketAddress.of(socket.file()));
      key = opened.register(selector, SelectionKey.OP_READ, this);
      take(dialogue.begin());
      say(opened, key);
    } catch (IOException problem) {
      end(Reading.absent(unreachable(problem)));
    } catch (IllegalArgumentException _) {
      // a path with a NUL, or one that the file system's encoding cannot hold
      end(Reading.absent("the path of its monitor cannot be opened"));
    }
  }

  private String unreachable(IOException problem) {
    String words = String.valueOf(problem.getMessage());
    return switch (words) {
      case "No such file or directory" -> "no such socket: " + looked();
      case "Permission denied" -> "needs root: its monitor may not be reached";
      case "Connection refused" -> "nobody listens on its monitor";
      // the queue of those who wait for it is full
      case "Resource temporarily unavailable" ->
          Silence.held("monitor") + ", or qemu does not take up connections";
      default -> "its monitor could not be reached: " + words;
    };
  }

  private String looked() {
    return socket.file().matches("/+proc/[0-9a-z]+/cwd/.*")
        ? socket.file()
            + " (qemu was told a path relative to where it was started, which may be elsewhere;"
            + " with -daemonize it leaves for /)"
        : socket.file();
  }

  /** Hears what is there, and says what there is room for. */
  void proceed(ByteBuffer buffer) {
    var open = channel;
    var its = key;
    if (open == null || its == null || outcome.isPresent()) {
      return;
    }
    try {
      hear(open, buffer);
      if (outcome.isEmpty()) {
        say(open, its);
      }
    } catch (IOException problem) {
      end(Reading.absent("its monitor broke off: " + problem.getMessage()));
    }
  }

  private void say(SocketChannel open, SelectionKey its) throws IOException {
    if (saying.hasRemaining()) {
      open.write(saying);
    }
    its.interestOps(
        saying.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  private void hear(SocketChannel open, ByteBuffer buffer) throws IOException {
    buffer.clear();
    int got = open.read(buffer);
    if (got < 0) {
      end(Reading.absent(asked == 0 ? "its monitor hung up" : "its monitor hung up in mid-answer"));
      return;
    }
    if (got > limits.bytes() - length) {
      end(Reading.malformed(socket.path(), "at most " + limits.bytes() + " bytes", "more"));
      return;
    }
    if (length + got > heard.length) {
      heard = Arrays.copyOf(heard, Math.max(length + got, 2 * heard.length));
    }
    buffer.flip().get(heard, length, got);
    int from = length;
    length += got;
    take(dialogue.hear(heard, from, length));
  }

  private void take(Dialogue.Turn turn) {
    switch (turn) {
      case Dialogue.Turn.Wait _ -> {}
      case Dialogue.Turn.Say(byte[] words) -> {
        asked = clock.getAsLong();
        greeting = length;
        saying = ByteBuffer.wrap(words);
      }
      case Dialogue.Turn.Done _ -> end(Reading.known(text()));
      case Dialogue.Turn.Stranger(String expected, String found) ->
          end(Reading.malformed(socket.path(), expected, found));
    }
  }

  private Text text() {
    long held = clock.getAsLong() - asked;
    byte[] line = ("asked " + asked + " held " + held + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Arrays.copyOf(line, line.length + length);
    System.arraycopy(heard, 0, bytes, line.length, length);
    return new Text(socket.path(), bytes, asked);
  }

  /** Cuts it off if its time is over, and it said nothing while we waited for a processor. */
  void check(long now, ByteBuffer buffer) {
    for (int i = 0; i < LAST && outcome.isEmpty() && now >= deadline(); i++) {
      proceed(buffer);
    }
    if (outcome.isEmpty() && now >= deadline()) {
      end(Reading.absent(late()));
    }
  }

  private String late() {
    int bytes = length - greeting;
    return silent() + (bytes > 0 ? dialogue.instead(bytes) : "");
  }

  private String silent() {
    if (asked == 0) {
      return Silence.ungreeted(limits.silence().toMillis());
    }
    return socket.topic() == Topic.AGENT
        ? Silence.unanswered("agent", limits.silence().toMillis())
        : Silence.unanswered("monitor", limits.held().toMillis());
  }

  void end(Reading<Text> reading) {
    outcome = Optional.of(reading);
    var open = channel;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException _) {
      // it is closed all the same, close(2)
      channel = null;
    }
  }
}
