package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.bcache;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.idleLoop;
import static dev.iosleuth.sample.TestingDevices.loop;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.nvmeHead;
import static dev.iosleuth.sample.TestingDevices.nvmePath;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingDevices.zram;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static dev.iosleuth.stack.TestingStacks.build;
import static dev.iosleuth.stack.TestingStacks.device;
import static dev.iosleuth.stack.TestingStacks.leaves;
import static dev.iosleuth.stack.TestingStacks.steps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.sample.TestingSamples;
import org.junit.jupiter.api.Test;

class StackBuilderTest {
  private final TestingSamples host = TestingSamples.host("node1");

  @Test
  void fileSystemOnVolumeOnMirrorOnPartitions() {
    host.with(disk("sda"), disk("sdb"), partition("sda", 2), partition("sdb", 2))
        .with(md("md1", "raid1", "sda2", "sdb2"))
        .with(lv("dm-0", "my--vg-root", "md1"))
        .table("my--vg-root", target("linear", 0, 4096, lower(Use.DATA, 9, 1, 2048)))
        .mount("dm-0", "/", "ext4");
    Stack stack = build(host);

    assertThat(steps(stack))
        .containsExactlyInAnyOrder(
            "dev:sda2 -PARTITION-> dev:sda 2097152",
            "dev:sdb2 -PARTITION-> dev:sdb 2097152",
            "dev:md1 -COPY-> dev:sda2",
            "dev:md1 -COPY-> dev:sdb2",
            "dev:dm-0 -WHOLE-> dev:md1 4096",
            "fs:253:0 -ENTRY-> dev:dm-0 2097152");
    assertThat(leaves(stack)).containsExactly("sda DISK", "sdb DISK");
    assertThat(device(stack, "dm-0").name()).isEqualTo("my-vg/root");
    assertThat(device(stack, "md1").counting()).isEqualTo(Node.Counting.BIO);
    assertThat(device(stack, "sda2").counting()).isEqualTo(Node.Counting.PARTITION);
    assertThat(stack.notes()).isEmpty();
    assertThat(stack.topDown().getFirst().name()).isEqualTo("/");
  }

  @Test
  void loopOnAFileOnADisk() {
    host.with(disk("sda"), loop("loop0", "/var/img/a.img (deleted)"), idleLoop("loop1"))
        .mount("sda", "/", "ext4");
    Stack stack = build(host);

    assertThat(steps(stack))
        .containsExactlyInAnyOrder(
            "fs:8:0 -ENTRY-> dev:sda 2097152",
            "file:/var/img/a.img -FILE-> fs:8:0",
            "dev:loop0 -FILE-> file:/var/img/a.img");
    assertThat(leaves(stack)).containsExactly("sda DISK");
    assertThat(stack.find(NodeId.device("loop1"))).isEmpty();
    assertThat(stack.node(new NodeId("file:/var/img/a.img")).attribute("deleted")).isEqualTo("yes");
  }

  @Test
  void nvmePathsAreCountedAndTheirHeadIsNot() {
    host.with(
        nvmeHead("nvme0n1", "nvme0c0n1", "nvme0c1n1"),
        nvmePath("nvme0c0n1", "nvme0n1"),
        nvmePath("nvme0c1n1", "nvme0n1"),
        partition("nvme0n1", 1));
    Stack stack = build(host);

    assertThat(leaves(stack)).containsExactly("nvme0c0n1 PATH", "nvme0c1n1 PATH");
    assertThat(device(stack, "nvme0n1").counting()).isEqualTo(Node.Counting.NONE);
    assertThat(device(stack, "nvme0n1p1").counting()).isEqualTo(Node.Counting.NONE);
    assertThat(device(stack, "nvme0c0n1").dev()).isEmpty();
  }

  @Test
  void bcacheStandsOnItsBackingDeviceBehindItsCache() {
    host.with(disk("sda"), disk("sdb"), bcache("bcache0", "sda", "sdb").on("sda", "sdb"));

    assertThat(steps(build(host)))
        .containsExactly("dev:bcache0 -WHOLE-> dev:sda 2097152", "dev:bcache0 -CACHE-> dev:sdb");
  }

  @Test
  void zramIsMemory() {
    assertThat(leaves(build(host.with(zram("zram0"))))).containsExactly("zram0 MEMORY");
  }

  @Test
  void circlesAreNotedAndLeftOut() {
    host.with(lv("dm-0", "vg-a", "dm-1"), lv("dm-1", "vg-b", "dm-0"), lv("dm-2", "vg-c", "dm-2"))
        .tablesAbsent();
    Stack stack = build(host);

    assertThat(stack.edges()).hasSize(1);
    assertThat(stack.notes()).filteredOn(n -> n.text().contains("circle")).hasSize(2);
    assertThat(stack.topDown()).hasSize(3);
  }

  @Test
  void slavesThatAreNotThereAreNoted() {
    host.with(lv("dm-0", "vg-a", "sdz")).tablesAbsent();

    assertThat(build(host).notes()).anyMatch(n -> n.text().contains("sdz"));
  }
}
