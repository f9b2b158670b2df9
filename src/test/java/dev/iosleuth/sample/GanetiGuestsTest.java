package dev.iosleuth.sample;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingProcesses.process;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.Monitor.Protocol;
import dev.iosleuth.source.Monitors;
import dev.iosleuth.source.TestingTree;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * ganeti's own naming: instance-disks/NAME:N links to the device or file of each disk template, the
 * sockets below kvm-hypervisor/ctrl (lib/hypervisor/hv_kvm, lib/backend.py).
 */
class GanetiGuestsTest {
  private static final String DISKS = "/var/run/ganeti/instance-disks/";
  private static final String CTRL = "/var/run/ganeti/kvm-hypervisor/ctrl/";

  private final TestingSamples host =
      TestingSamples.host("node1").with(disk("sda"), disk("sdb"), drbd(2, "sdb"));

  /** As ganeti 2.16 and 3.0 start an instance; 3.0 by -blockdev with the same links. */
  private static ProcessSample instance(int pid, String name, String... disks) {
    var words =
        new ArrayList<>(
            List.of(
                "/usr/bin/kvm",
                "-name",
                name,
                "-pidfile",
                "/var/run/ganeti/kvm-hypervisor/pid/" + name,
                "-daemonize",
                "-monitor",
                "unix:" + CTRL + name + ".monitor,server,nowait",
                "-qmp",
                "unix:" + CTRL + name + ".qmp,server,nowait",
                "-uuid",
                "6B29FC40-CA47-1067-B31D-00DD010662DA"));
    for (String disk : disks) {
      words.addAll(List.of("-drive", "file=" + DISKS + disk + ",format=raw,if=virtio,cache=none"));
    }
    return process(pid, "kvm", words.toArray(String[]::new));
  }

  @Test
  void disksAreWhereTheLinksLead() {
    host.process(instance(10, "web1.example.com", "web1.example.com:0", "web1.example.com:1"))
        .instanceDisk("web1.example.com", 0, "/dev/drbd2")
        .instanceDisk("web1.example.com", 1, "/srv/ganeti/file-storage/web1/disk1");
    Guest guest = host.build().guests().getFirst();
    assertThat(guest.manager()).isEqualTo(Guest.Manager.GANETI);
    assertThat(guest.uuid()).contains("6b29fc40-ca47-1067-b31d-00dd010662da");
    assertThat(guest.disks())
        .extracting(disk -> disk.images().getFirst().path())
        .containsExactly("/dev/drbd2", "/srv/ganeti/file-storage/web1/disk1");
    assertThat(guest.disks().getFirst().images().getFirst().device())
        .isEqualTo(Optional.of(new DevNo(147, 2)));
    assertThat(guest.disks()).allMatch(disk -> disk.settings().cache().equals("none"));
  }

  /** The daemon of ganeti may hold the one for programs: the other is asked then. */
  @Test
  void bothMonitorsAreKnown() {
    host.process(instance(10, "web1.example.com"));
    Guest guest = host.build().guests().getFirst();
    assertThat(guest.monitors())
        .extracting(m -> m.protocol() + " " + m.address())
        .containsExactlyInAnyOrder(
            Protocol.HMP + " " + CTRL + "web1.example.com.monitor",
            Protocol.QMP + " " + CTRL + "web1.example.com.qmp");
  }

  @Test
  void whileOneIsHeldTheOtherIsAsked() {
    ProcessSample process = instance(10, "web1.example.com", "web1.example.com:0");
    var tree =
        new TestingTree()
            .absent(Monitors.QMP_COUNTERS.path(10), "its monitor is held by another client")
            .file(
                Monitors.HMP_COUNTERS.path(10),
                """
                QEMU 7.2.22 monitor - type 'help' for more information
                (qemu) info blockstats
                virtio0: rd_bytes=4096 wr_bytes=0 rd_operations=1 wr_operations=0
                (qemu) info status
                VM status: running
                (qemu) x
                """);
    GuestReader.Now now =
        new GuestReader()
            .read(
                tree,
                host.build().topology(),
                Map.of(10, process),
                GuestReader.Asking.MONITORS,
                new Findings());
    GuestCounters told = now.counters().values().iterator().next().optional().orElseThrow();
    assertThat(told.teller()).isEqualTo(GuestCounters.Teller.HMP);
    assertThat(told.of(now.guests().getFirst().disks().getFirst())).isPresent();
  }
}
