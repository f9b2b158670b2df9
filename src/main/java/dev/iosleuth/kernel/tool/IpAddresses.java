package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Optional;

/**
 * Addresses of this host, by {@code ip -o addr}. /proc/net/fib_trie tells them, too, among all
 * routes: hundreds of megabytes on a router.
 *
 * <pre>
 * 2: eth0    inet 192.0.2.7/24 brd 192.0.2.255 scope global eth0\       valid_lft forever …
 * 2: eth0    inet6 2001:db8::7/64 scope global nodad \       valid_lft forever …
 * 5: tun0    inet 198.51.100.1 peer 198.51.100.2/32 scope global tun0\       valid_lft forever …
 * </pre>
 *
 * ip-address(8).
 */
public final class IpAddresses {
  private IpAddresses() {}

  public static List<String> parse(Text text) {
    return Rows.read(new Lines(text), "NUMBER: INTERFACE inet ADDRESS/BITS …", IpAddresses::address)
        .rows()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /** A line of an interface without an address has none. */
  private static Optional<Optional<String>> address(Fields fields) {
    String[] words = fields.rest().strip().split("\\s+", 5);
    boolean told = words.length > 3 && (words[2].equals("inet") || words[2].equals("inet6"));
    return Optional.of(told ? Optional.of(words[3].replaceFirst("/.*", "")) : Optional.empty());
  }
}
