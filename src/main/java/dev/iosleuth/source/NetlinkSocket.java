package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A generic netlink socket. For one thread at a time, but for {@link #awaitMessage}. */
final class NetlinkSocket {
  private static final int AF_NETLINK = 16;
  private static final int NETLINK_GENERIC = 16;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int POLLIN = 1;

  /** SOCK_RAW|SOCK_CLOEXEC. */
  private static final int TYPE = 3 | 0x80000;

  private final Scratch scratch = new Scratch();
  private final long descriptor;

  private NetlinkSocket(long descriptor) {
    this.descriptor = descriptor;
  }

  static Reading<NetlinkSocket> open(int bufferBytes) {
    var probe = new Scratch();
    long descriptor =
        Kernel.call(probe, Kernel.PROCESSOR.socket(), AF_NETLINK, TYPE, NETLINK_GENERIC, 0);
    if (descriptor < 0) {
      return Reading.absent("no netlink socket: " + Errno.words((int) -descriptor));
    }
    var socket = new NetlinkSocket(descriptor);
    long bound = socket.bind();
    if (bound < 0) {
      socket.close();
      return Reading.absent("no netlink socket: " + Errno.words((int) -bound));
    }
    socket.growBuffer(bufferBytes);
    return Reading.known(socket);
  }

  /** struct sockaddr_nl: family 2, pad 2, port 4 (0: the kernel chooses), groups 4. */
  private long bind() {
    MemorySegment address = scratch.stat();
    address.fill((byte) 0);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
    return Kernel.call(scratch, Kernel.PROCESSOR.bind(), descriptor, address.address(), 12, 0);
  }

  /** Beyond net.core.rmem_max where we may. */
  private void growBuffer(int bytes) {
    MemorySegment value = scratch.stat();
    value.set(ValueLayout.JAVA_INT, 0, bytes);
    if (set(SO_RCVBUFFORCE, value) < 0) {
      set(SO_RCVBUF, value);
    }
  }

  private long set(int option, MemorySegment value) {
    return Kernel.call(
        scratch,
        Kernel.PROCESSOR.setsockopt(),
        descriptor,
        SOL_SOCKET,
        option,
        value.address(),
        4,
        0);
  }

  /** What was sent, or the negated error. */
  long send(byte[] message) {
    MemorySegment.copy(message, 0, scratch.buffer(), ValueLayout.JAVA_BYTE, 0, message.length);
    return Kernel.call(
        scratch,
        Kernel.PROCESSOR.sendto(),
        descriptor,
        scratch.buffer().address(),
        message.length,
        0,
        0,
        0);
  }

  /** The length of the next datagram, for {@link #datagram}, or the negated error; never waits. */
  long receive() {
    return Kernel.call(
        scratch,
        Kernel.PROCESSOR.recvfrom(),
        descriptor,
        scratch.buffer().address(),
        Scratch.BUFFER,
        MSG_DONTWAIT,
        0,
        0);
  }

  byte[] datagram(long length) {
    return scratch.copy((int) length);
  }

  /**
   * Waits for a message, at most this long. With memory of the caller, so that another thread may
   * receive meanwhile.
   */
  void awaitMessage(Scratch own, long millis) {
    MemorySegment poll = own.stat();
    poll.set(ValueLayout.JAVA_INT, 0, (int) descriptor);
    poll.set(ValueLayout.JAVA_SHORT, 4, (short) POLLIN);
    poll.set(ValueLayout.JAVA_SHORT, 6, (short) 0);
    MemorySegment time = poll.asSlice(16);
    time.set(ValueLayout.JAVA_LONG, 0, millis / 1000);
    time.set(ValueLayout.JAVA_LONG, 8, millis % 1000 * 1_000_000L);
    Kernel.call(own, Kernel.PROCESSOR.ppoll(), poll.address(), 1, time.address(), 0, 8, 0);
  }

  void close() {
    Kernel.call(scratch, Kernel.PROCESSOR.close(), descriptor, 0, 0, 0);
  }
}
