package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A unix socket with a path, a row of {@code /proc/net/unix}.
 *
 * <pre>
 * Num       RefCount Protocol Flags    Type St Inode Path
 * 00000000a6bcf5c5: 00000002 00000000 00010000 0001 01 20532 /run/web1.qmp
 * 00000000d7972c4d: 00000003 00000000 00000000 0001 03 20777 /run/web1.qmp
 * </pre>
 *
 * All but the inode are hexadecimal. A server's end of a connection carries the path of the socket
 * that it was accepted from, and has three references as long as the client is there.
 * net/unix/af_unix.c, unix_seq_show.
 *
 * @param listens whether connections are taken there
 * @param connected whether it is a connection that was taken and whose client is still there
 */
public record NetUnix(boolean listens, boolean connected, long inode, String path) {
  /** __SO_ACCEPTCON, include/uapi/linux/net.h */
  private static final long ACCEPTS = 1 << 16;

  /** SS_CONNECTED, include/uapi/linux/net.h */
  private static final long CONNECTED = 3;

  private static final long WITH_CLIENT = 3;

  /** Those without a path have the empty one. */
  public static Rows<NetUnix> parse(Text text) {
    var lines = new Lines(text);
    lines.next();
    return Rows.read(lines, "a unix socket", NetUnix::row);
  }

  private static Optional<NetUnix> row(Fields fields) {
    fields.skip();
    OptionalLong references = fields.hex();
    fields.skip();
    OptionalLong flags = fields.hex();
    fields.skip();
    OptionalLong state = fields.hex();
    OptionalLong inode = fields.number();
    return references.isEmpty() || flags.isEmpty() || state.isEmpty() || inode.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new NetUnix(
                (flags.getAsLong() & ACCEPTS) != 0,
                state.getAsLong() == CONNECTED && references.getAsLong() >= WITH_CLIENT,
                inode.getAsLong(),
                fields.rest()));
  }
}
