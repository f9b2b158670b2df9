package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.sample.Guest.Manager;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Containers that are machines, in a tree as LXC and systemd-nspawn leave it. */
class ContainerReaderTest {
  private static final String OWN = "200 1 254:0 / / rw - ext4 /dev/mapper/vg-root rw\n";

  private final TestingHost host = new TestingHost();

  private void process(int pid, int parent, String cgroup, String... command) {
    host.process(pid, "p" + pid, 100L + pid, 0, command);
    String stat = host.tree().read("proc/" + pid + "/stat").map(t -> t.string()).orElse("");
    host.tree()
        .file("proc/" + pid + "/stat", stat.replace(") S 1 ", ") S " + parent + " "))
        .file("proc/" + pid + "/cgroup", cgroup);
  }

  private void mounts(int pid, String mounts) {
    host.tree().file("proc/" + pid + "/mountinfo", mounts);
  }

  private List<Guest> guests() {
    return new Collector().collect(host.tree(), Optional.empty()).guests();
  }

  @Test
  void byCgroupsOfEachManager() {
    process(10, 1, "0::/lxc.monitor.web1\n", "[lxc monitor] /var/lib/lxc web1");
    process(11, 10, "0::/lxc.payload.web1/init.scope\n", "/sbin/init");
    process(12, 11, "0::/lxc.payload.web1/system.slice/cron.service\n", "cron");
    // lxc-attach
    process(13, 1, "0::/lxc.payload.web1\n", "bash");
    process(
        20,
        1,
        "0::/machine.slice/systemd-nspawn@db\\x2d1.service/supervisor\n",
        "systemd-nspawn",
        "--machine=db-1");
    process(
        21,
        20,
        "0::/machine.slice/systemd-nspawn@db\\x2d1.service/payload/init.scope\n",
        "/sbin/init");
    process(30, 1, "0::/machine.slice/machine-mail.scope/payload\n", "/sbin/init");
    process(40, 1, "9:name=systemd:/lxc/101/ns\n7:blkio:/lxc/101/ns\n0::/\n", "/sbin/init");
    process(50, 1, "0::/system.slice/docker-" + "a".repeat(64) + ".scope\n", "nginx");
    process(60, 1, "0::/system.slice/cron.service\n", "cron");

    assertThat(guests())
        .extracting(Guest::kind, Guest::name, Guest::manager, Guest::pid, Guest::groups)
        .containsExactly(
            tuple(Guest.Kind.CONTAINER, "101", Manager.LXC, Optional.of(40), Set.of("/lxc/101")),
            tuple(
                Guest.Kind.CONTAINER,
                "db-1",
                Manager.NSPAWN,
                Optional.of(21),
                Set.of("/machine.slice/systemd-nspawn@db\\x2d1.service")),
            tuple(
                Guest.Kind.CONTAINER,
                "mail",
                Manager.NSPAWN,
                Optional.of(30),
                Set.of("/machine.slice/machine-mail.scope")),
            tuple(
                Guest.Kind.CONTAINER,
                "web1",
                Manager.LXC,
                Optional.of(11),
                Set.of("/lxc.payload.web1")));
  }

  @Test
  void byItsKeeperWhereNoGroupNamesIt() {
    process(10, 1, "0::/user.slice/session-3.scope\n", "systemd-nspawn", "-D", "/srv/web1");
    process(11, 10, "0::/payload\n", "/bin/sh");
    process(12, 11, "0::/payload\n", "sleep", "9");

    assertThat(guests())
        .extracting(Guest::name, Guest::manager, Guest::pid, Guest::groups)
        .containsExactly(tuple("web1", Manager.NSPAWN, Optional.of(11), Set.of()));
  }

  @Test
  void whatEmulatesAMachineIsNoContainer() {
    String scope = "0::/machine.slice/machine-vm.scope\n";
    process(10, 1, scope, "/usr/bin/qemu-system-x86_64", "-name", "vm");

    assertThat(guests())
        .extracting(Guest::kind, Guest::name)
        .containsExactly(tuple(Guest.Kind.MACHINE, "vm"));
  }

  @Test
  void noTwoGuestsHaveOneName() {
    process(10, 1, "0::/\n", "/usr/bin/qemu-system-x86_64", "-name", "web1");
    process(11, 1, "0::/lxc.payload.web1\n", "/sbin/init");

    assertThat(guests()).extracting(Guest::name).containsExactly("web1", "web1:11");
  }

  @Test
  void livesOnWhatItHasMounted() {
    process(11, 1, "0::/lxc.payload.web1\n", "/sbin/init");
    mounts(
        11,
        """
        200 1 254:0 /var/lib/lxc/web1/rootfs / rw - ext4 /dev/mapper/vg-root rw
        201 200 0:60 / /proc rw - proc proc rw
        202 200 0:61 / /run rw - tmpfs tmpfs rw
        203 200 254:0 /srv/shared /srv/shared rw - ext4 /dev/mapper/vg-root rw
        204 200 8:0 / /data rw - xfs /dev/sda rw
        205 200 8:16 /etc/resolv.conf /etc/resolv.conf ro - ext4 /dev/sdb rw
        206 200 0:70 / /home rw - nfs4 filer:/home rw
        207 200 0:5 / /dev/null rw - devtmpfs devtmpfs rw
        """);

    assertThat(guests())
        .singleElement()
        .satisfies(guest ->
            assertThat(guest.disks())
                .extracting(GuestDisk::id, GuestDisk::format, d -> d.images().getFirst().place())
                .containsExactly(
                    tuple("/", "ext4", new Place.File("/var/lib/lxc/web1/rootfs")),
                    tuple("/data", "xfs", new Place.Device("/dev/sda")),
                    tuple("/home", "nfs4", new Place.Remote("nfs4", "filer:/home"))));
  }

  @Test
  void anOverlayIsWhereItsUpperDirectoryLies() {
    process(11, 1, "0::/lxc.payload.web1\n", "/sbin/init");
    mounts(11, "200 1 0:80 / / rw - overlay none rw,lowerdir=/a,upperdir=/var/lib/lxc/w/delta0\n");

    assertThat(guests().getFirst().disks())
        .singleElement()
        .satisfies(disk ->
            assertThat(disk.images().getFirst().open().orElseThrow().dev())
                .contains(new DevNo(254, 0)));
  }

  @Test
  void whatCannotBeReadCostsItsDisksOnly() {
    process(11, 1, "0::/lxc.payload.web1\n", "/sbin/init");
    host.tree().denied("proc/11/mountinfo");
    process(12, 1, "0::/lxc.payload.web2\n", "/sbin/init");
    mounts(12, "nonsense\n" + OWN);

    assertThat(guests())
        .extracting(Guest::name, g -> g.disks().size())
        .containsExactly(tuple("web1", 0), tuple("web2", 1));
  }

  @Test
  void itsNameIsItsOwn() {
    process(11, 1, "0::/lxc.payload.a\u001b[31m b\\x2d\n", "/sbin/init");

    assertThat(guests()).extracting(Guest::name).containsExactly("a\u001b[31m b-");
  }
}
