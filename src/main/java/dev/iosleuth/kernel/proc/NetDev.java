package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Optional;

/**
 * {@code /proc/net/dev}: traffic of the interfaces of the reader's network namespace.
 *
 * <pre>
 * Inter-|   Receive                                                |  Transmit
 *  face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop …
 *   eth0: 874354587 1036395    0    0    0     0          0         0 563352563  732147    0    0 …
 * </pre>
 *
 * net/core/net-procfs.c dev_seq_printf_stats().
 */
public record NetDev(List<Interface> interfaces, List<Reading.Malformed<?>> damaged) {
  /** Since the interface was made. */
  public record Interface(
      String name,
      long receivedBytes,
      long receivedPackets,
      long receiveErrors,
      long receiveDrops,
      long sentBytes,
      long sentPackets,
      long sendErrors,
      long sendDrops) {}

  private static final int COUNTERS = 16;

  public NetDev {
    interfaces = List.copyOf(interfaces);
    damaged = List.copyOf(damaged);
  }

  public static Reading<NetDev> parse(Text text) {
    var lines = new Lines(text);
    if (!lines.next() || !lines.startsWith("Inter-|") || !lines.next()) {
      return Reading.malformed(text.path(), "two lines of headers", text.beginning());
    }
    Rows<Interface> rows = Rows.read(lines, "NAME: and 16 numbers", NetDev::row);
    return Reading.known(new NetDev(rows.rows(), rows.damaged()));
  }

  /** The name ends at the last colon; old kernels put no blank behind it. */
  private static Optional<Interface> row(Fields fields) {
    String line = fields.rest();
    int colon = line.lastIndexOf(':');
    var n = new long[COUNTERS];
    Fields numbers = Fields.of(line.substring(colon + 1));
    if (colon <= 0 || numbers.numbers(n) < COUNTERS || numbers.more()) {
      return Optional.empty();
    }
    String name = line.substring(0, colon);
    return Optional.of(new Interface(name, n[0], n[1], n[2], n[3], n[8], n[9], n[10], n[11]));
  }
}
