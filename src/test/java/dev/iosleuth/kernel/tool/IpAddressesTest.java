package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Text;
import org.junit.jupiter.api.Test;

final class IpAddressesTest {
  @Test
  void ofAllInterfaces() {
    String said =
        """
        1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
        2: eth0    inet 192.0.2.7/24 brd 192.0.2.255 scope global eth0\\       valid_lft forever
        2: eth0    inet6 2001:db8::7/64 scope global nodad \\       valid_lft forever
        5: tun0    inet 198.51.100.1 peer 198.51.100.2/32 scope global tun0\\       valid_lft
        6: ib0@x    link/infiniband 80:00 brd 00:ff

        7: inet
        """;
    assertThat(IpAddresses.parse(Text.of("tool/ip-addresses", said)))
        .containsExactly("127.0.0.1", "192.0.2.7", "2001:db8::7", "198.51.100.1");
  }
}
