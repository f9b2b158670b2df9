package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.loop;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.stack.TestingStacks.build;
import static dev.iosleuth.stack.TestingStacks.leaves;
import static dev.iosleuth.stack.TestingStacks.steps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.sample.Topology.BtrfsVolume;
import dev.iosleuth.sample.Topology.ZfsPool;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileSystemsTest {
  private final TestingSamples host =
      TestingSamples.host("node1").with(disk("sda"), disk("sdb"), disk("sdc"));

  private static DevNo anonymous(int minor) {
    return new DevNo(0, minor);
  }

  @Test
  void oneNodeWhateverTheNumberOfMounts() {
    DevNo sda = new DevNo(8, 0);
    host.mount(sda, "/sub", "/srv", "ext4", "/dev/sda", "rw")
        .mount(sda, "/", "/mnt/all of it", "ext4", "/dev/sda", "rw")
        .mount(sda, "/x", "/x", "ext4", "/dev/sda", "rw");
    Stack stack = build(host);

    Node node = stack.node(new NodeId("fs:8:0"));
    assertThat(node.name()).isEqualTo("/mnt/all of it");
    assertThat(node.attribute("mount_points")).isEqualTo("/srv, /mnt/all of it, /x");
    assertThat(node.attribute("type")).isEqualTo("ext4");
    assertThat(steps(stack)).containsExactly("fs:8:0 -ENTRY-> dev:sda 2097152");
  }

  @Test
  void btrfsLiesOnAllItsDevices() {
    host.btrfs(new BtrfsVolume("u-1", "data", List.of("sda", "sdb"), Map.of("data", "raid1")))
        .mount(anonymous(42), "/@", "/data", "btrfs", "/dev/sdb", "rw,subvol=/@")
        .mount(anonymous(43), "/", "/other", "btrfs", "/dev/sdc", "rw");
    Stack stack = build(host);

    assertThat(steps(stack))
        .containsExactlyInAnyOrder(
            "fs:0:42 -ENTRY-> dev:sda", "fs:0:42 -ENTRY-> dev:sdb", "fs:0:43 -ENTRY-> dev:sdc");
    assertThat(stack.node(new NodeId("fs:0:42")).attributes()).containsEntry("data", "raid1");
  }

  @Test
  void bcachefsNamesItsDevicesInTheSource() {
    host.mount(anonymous(50), "/", "/b", "bcachefs", "/dev/sda:/dev/sdb", "rw");

    assertThat(steps(build(host)))
        .containsExactly("fs:0:50 -ENTRY-> dev:sda", "fs:0:50 -ENTRY-> dev:sdb");
  }

  @Test
  void zfsAndZvolsStandOnTheirPool() {
    host.with(partition("sda", 1), disk("zd16").dev(230, 16))
        .udev("sda1", Map.of("DEVLINKS", "/dev/disk/by-id/ata-X-part1 /dev/disk/by-path/p-part1"))
        .udev("zd16", Map.of("DEVLINKS", "/dev/zvol/tank/vm/web1"))
        .pool(
            new ZfsPool(
                "tank",
                "ONLINE",
                List.of("/dev/disk/by-id/ata-X-part1", "sdb"),
                List.of("mirror-0")))
        .pool(new ZfsPool("other", "ONLINE", List.of("/images/z.img"), List.of()))
        .mount("sdc", "/", "ext4")
        .mount(anonymous(60), "/", "/home", "zfs", "tank/home", "rw");
    Stack stack = build(host);

    assertThat(steps(stack))
        .contains(
            "fs:0:60 -ENTRY-> pool:tank",
            "dev:zd16 -ENTRY-> pool:tank",
            "pool:tank -ENTRY-> dev:sda1",
            "pool:tank -ENTRY-> dev:sdb",
            "pool:other -FILE-> file:/images/z.img",
            "file:/images/z.img -FILE-> fs:8:32");
    assertThat(leaves(stack)).containsExactly("sda DISK", "sdb DISK", "sdc DISK");
    assertThat(TestingStacks.device(stack, "zd16").name()).isEqualTo("tank/vm/web1");
    assertThat(TestingStacks.device(stack, "zd16").counting()).isEqualTo(Node.Counting.BIO);
  }

  @Test
  void loopsEndWhereTheirFilesLie() {
    host.mount("sda", "/", "ext4")
        .mount(anonymous(30), "/", "/dev/shm", "tmpfs", "tmpfs", "rw")
        .mount(anonymous(31), "/", "/net", "nfs4", "server:/vol", "rw")
        .mount(
            anonymous(32),
            "/",
            "/merged",
            "overlay",
            "overlay",
            "rw,lowerdir=/a,upperdir=/var/up,workdir=/w")
        .with(loop("loop0", "/dev/shm/a.img"), loop("loop1", "/net/b.img"))
        .with(loop("loop2", "/merged/c.img"), loop("loop3", "/dev/sdb"))
        .mount("loop2", "/net/deep", "xfs")
        .with(loop("loop4", "/net/deep/d.img"));
    Stack stack = build(host);

    assertThat(steps(stack))
        .contains(
            "fs:0:32 -FILE-> fs:8:0",
            "file:/merged/c.img -FILE-> fs:0:32",
            "dev:loop3 -WHOLE-> dev:sdb 2097152",
            "fs:7:2 -ENTRY-> dev:loop2 2097152",
            "file:/net/deep/d.img -FILE-> fs:7:2");
    assertThat(leaves(stack))
        .containsExactlyInAnyOrder(
            "sda DISK", "sdb DISK", "sdc DISK", "loop0 MEMORY", "loop1 REMOTE", " REMOTE");
    assertThat(stack.node(new NodeId("fs:0:31")).leaf()).contains(Node.LeafKind.REMOTE);
  }

  @Test
  void aDirectoryThatOnlyBeginsLikeAMountPointIsNotInIt() {
    host.mount("sda", "/", "ext4").mount("sdb", "/srv", "ext4").with(loop("loop0", "/srv2/a.img"));

    assertThat(steps(build(host))).contains("file:/srv2/a.img -FILE-> fs:8:0");
  }

  @Test
  void swapOnDevicesAndInFiles() {
    host.mount("sda", "/", "ext4").swap("/dev/sdb").swap("/swapfile").swap("/dev/sdq");
    Stack stack = build(host);

    assertThat(steps(stack))
        .contains("swap:/dev/sdb -ENTRY-> dev:sdb", "swap:/swapfile -FILE-> fs:8:0");
    assertThat(stack.notes()).anyMatch(n -> n.text().contains("/dev/sdq"));
  }

  @Test
  void pseudoFileSystemsAreNoNodes() {
    host.mount(anonymous(5), "/", "/proc", "proc", "proc", "rw");

    assertThat(build(host).find(new NodeId("fs:0:5"))).isEmpty();
  }
}
