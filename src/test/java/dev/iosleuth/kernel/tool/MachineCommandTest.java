package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineCommandTest {
  @ParameterizedTest
  @CsvSource({
    "lxc-start -F -n 101, LXC 101",
    "/usr/bin/lxc-start --name=web1 --foreground, LXC web1",
    "lxc-start -n web1 -d, LXC web1",
    "lxc-start -Fn web1, LXC web1",
    "/usr/libexec/libvirt_lxc --name web1 --console 22, LXC web1",
    "systemd-nspawn --quiet --keep-unit --link-journal=try-guest --machine=web1, NSPAWN web1",
    "systemd-nspawn -bD /var/lib/machines/web1/, NSPAWN web1",
    "systemd-nspawn -i /srv/web1.raw -b, NSPAWN web1",
    "systemd-nspawn -M name -D /srv/other /bin/sh, NSPAWN name",
    "systemd-nspawn -q, none",
    "systemd-nspawn -D, none",
    "lxc-start, none",
    "lxc-start -- -n web1, none",
    "sudo lxc-start -n web1, none",
    "vim lxc-start, none",
    "'', none",
  })
  void whichContainerItKeeps(String command, String expected) {
    assertThat(said(List.of(command.split(" ", -1)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "[lxc monitor] /var/lib/lxc web1, LXC web1",
    "[lxc monitor] /var/snap/lxd/common/lxd/containers p_web1, LXC p_web1",
    "'[lxc monitor] ', none",
  })
  void aMonitorHasOneArgument(String title, String expected) {
    assertThat(said(List.of(title))).isEqualTo(expected);
  }

  private static String said(List<String> arguments) {
    return MachineCommand.of(arguments).map(c -> c.program() + " " + c.name()).orElse("none");
  }
}
