package dev.iosleuth.source;

import dev.iosleuth.kernel.netlink.GenericNetlink;
import dev.iosleuth.kernel.netlink.TaskExit;
import dev.iosleuth.kernel.netlink.Taskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hears of every process that ends, by taskstats. Listens from {@link #open} until {@link #close}
 * in a daemon thread.
 *
 * <p>Needs CAP_NET_ADMIN and the initial namespaces of processes, users and networks; kernels built
 * without CONFIG_TASKSTATS have none.
 */
public final class ExitListener implements AutoCloseable {
  /** About 20,000 records: a message takes some 800 bytes of the buffer. */
  private static final int SOCKET_BUFFER = 16 << 20;

  /** Records that nobody has asked for yet. */
  private static final int MOST_RECORDS = 200_000;

  private static final long WAIT_MILLIS = 1000;

  private final NetlinkSocket socket;
  private final NativeFiles files = new NativeFiles();
  private final ExitAdder adder = new ExitAdder();
  private List<ExitRecord> records = new ArrayList<>();
  private long overruns;
  private boolean closed;
  private Optional<String> broken = Optional.empty();

  private ExitListener(NetlinkSocket socket) {
    this.socket = socket;
  }

  /**
   * @param host the live host, to know its processors
   */
  public static Reading<ExitListener> open(Tree host) {
    Optional<String> hindrance = hindrance(host);
    if (hindrance.isPresent()) {
      return Reading.absent(hindrance.get());
    }
    Reading<String> processors = host.read("sys/devices/system/cpu/possible").map(Text::strip);
    return processors.then(
        range -> NetlinkSocket.open(SOCKET_BUFFER).then(socket -> register(socket, range)));
  }

  /** Records are sent in the initial network namespace only, though one may register elsewhere. */
  private static Optional<String> hindrance(Tree host) {
    Reading<String> own = host.link("proc/self/ns/net");
    Reading<String> first = host.link("proc/1/ns/net");
    boolean elsewhere =
        own.optional().isPresent() && first.optional().isPresent() && !own.equals(first);
    return elsewhere ? Optional.of("needs the host's network namespace") : Optional.empty();
  }

  private static Reading<ExitListener> register(NetlinkSocket socket, String processors) {
    Reading<GenericNetlink.Message> family =
        ask(socket, GenericNetlink.familyRequest(Taskstats.FAMILY));
    Reading<ExitListener> listener =
        family
            .then(ExitListener::number)
            .then(number ->
                ask(
                    socket,
                    GenericNetlink.request(number, Taskstats.GET, Taskstats.REGISTER, processors)))
            .map(_ -> new ExitListener(socket));
    switch (listener) {
      case Reading.Known<ExitListener>(ExitListener opened) -> opened.start();
      case Reading.Absent<ExitListener> _, Reading.Malformed<ExitListener> _ -> socket.close();
    }
    return listener;
  }

  private static Reading<Integer> number(GenericNetlink.Message answer) {
    return GenericNetlink.family(answer)
        .map(Reading::known)
        .orElse(Reading.malformed("netlink", "a family number", "none"));
  }

  /** The first answer; the kernel has put it there when sending returns. */
  private static Reading<GenericNetlink.Message> ask(NetlinkSocket socket, byte[] request) {
    drop(socket);
    long result = socket.send(request);
    long length = result < 0 ? result : socket.receive();
    if (length < 0) {
      return Reading.absent("no answer by netlink: " + Errno.words((int) -length));
    }
    List<GenericNetlink.Message> messages = GenericNetlink.messages(socket.datagram(length));
    if (messages.isEmpty()) {
      return Reading.malformed("netlink", "an answer", "none");
    }
    GenericNetlink.Message answer = messages.getFirst();
    return answer.type() == GenericNetlink.ERROR && answer.error() != 0
        ? Reading.absent(refusal(answer.error()))
        : Reading.known(answer);
  }

  private static void drop(NetlinkSocket socket) {
    long length = socket.receive();
    while (length > 0) {
      length = socket.receive();
    }
  }

  private static String refusal(int error) {
    return switch (error) {
      case Errno.EPERM, Errno.EACCES -> "needs root (CAP_NET_ADMIN): taskstats";
      case Errno.ENOENT -> "needs a kernel with CONFIG_TASKSTATS";
      case Errno.EINVAL -> "needs the host's process and user namespace: taskstats";
      default -> "taskstats: " + Errno.words(error);
    };
  }

  private void start() {
    Thread.ofPlatform().daemon().name("exit-records").start(this::listen);
  }

  private void listen() {
    var own = new Scratch();
    do {
      socket.awaitMessage(own, WAIT_MILLIS);
    } while (receiveAll());
  }

  /** Takes what has come; false once there is nothing to wait for. */
  private synchronized boolean receiveAll() {
    while (!closed && broken.isEmpty()) {
      long length = socket.receive();
      if (length == -Errno.EAGAIN) {
        return true;
      }
      if (length == -Errno.ENOBUFS) {
        overruns++;
      } else if (length < 0) {
        broken = Optional.of("taskstats: " + Errno.words((int) -length));
      } else {
        take(GenericNetlink.messages(socket.datagram(length)));
      }
    }
    return false;
  }

  private void take(List<GenericNetlink.Message> messages) {
    long now = files.bootNanos();
    for (GenericNetlink.Message message : messages) {
      Taskstats.parse(message).ifPresent(exit -> take(exit, now));
    }
  }

  private void take(Reading<TaskExit> exit, long now) {
    switch (exit) {
      case Reading.Known<TaskExit>(TaskExit known) -> adder.add(known, now).ifPresent(this::keep);
      case Reading.Absent<TaskExit> _ -> {}
      case Reading.Malformed<TaskExit> malformed -> broken = Optional.of(malformed.sentence());
    }
  }

  private void keep(ExitRecord record) {
    if (records.size() < MOST_RECORDS) {
      records.add(record);
    } else {
      overruns++;
    }
  }

  /** All that ended since the last call, up to this moment. */
  public synchronized Reading<Exits> drain() {
    receiveAll();
    if (broken.isPresent()) {
      return Reading.absent(broken.get());
    }
    var exits = new Exits(records, overruns);
    records = new ArrayList<>();
    overruns = 0;
    return Reading.known(exits);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      socket.close();
    }
  }
}
