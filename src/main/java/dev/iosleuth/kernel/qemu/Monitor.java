package dev.iosleuth.kernel.qemu;

/**
 * A monitor of a guest: qemu(1), "-monitor", "-qmp", "-mon", "-chardev".
 *
 * @param address the path of a unix socket, HOST:PORT, or what qemu was told
 */
public record Monitor(Protocol protocol, Transport transport, String address) {
  /** What is spoken there. */
  public enum Protocol {
    /** JSON. */
    QMP,
    /** For people: text with readline. */
    HMP
  }

  /** How it is reached. */
  public enum Transport {
    /** A unix socket where qemu listens. */
    UNIX,
    /** A unix socket in the abstract namespace where qemu listens. */
    ABSTRACT,
    TCP,
    /** A terminal, a pipe, or qemu is itself the client: nobody else can connect. */
    UNREACHABLE
  }
}
