package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.stack.TestingStacks.build;
import static dev.iosleuth.stack.TestingStacks.steps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.TestingSamples;
import org.junit.jupiter.api.Test;

class GuestNodesTest {
  private final TestingSamples host =
      TestingSamples.host("node1")
          .with(disk("sda"), disk("sdb"), drbd(2, "sdb"))
          .mount("sda", "/", "ext4");

  @Test
  void aGuestStandsOnWhatItHasOpen() {
    host.process(
        with(
            process(
                300, "qemu-system-x86", "/usr/bin/qemu-system-x86_64", "-name", "web1,process=x"),
            block("/dev/drbd2", 147, 2),
            file("/var/img/web1.qcow2", 8, 0),
            file("/var/img/web1.qcow2", 8, 0),
            file("/dev/shm/ram", 0, 21),
            file("/var/log/libvirt/qemu/web1.log", 8, 0)));
    Stack stack = build(host);

    assertThat(steps(stack))
        .contains("guest:web1 -OPEN-> dev:drbd2", "guest:web1 -FILE-> file:/var/img/web1.qcow2")
        .contains("file:/var/img/web1.qcow2 -FILE-> fs:8:0")
        .noneMatch(step -> step.contains("/dev/shm") || step.contains(".log"));
    assertThat(stack.lowers(new NodeId("guest:web1"))).hasSize(2);
    assertThat(stack.node(new NodeId("guest:web1")).attribute("pid")).isEqualTo("300");
  }

  @Test
  void withoutRightsTheCommandLineNamesItsDisks() {
    host.process(
            process(
                300,
                "kvm",
                "/usr/bin/kvm",
                "-name",
                "guest=db1,debug-threads=on",
                "-drive",
                "file=/var/a,,b.img,if=none",
                "-blockdev",
                "{\"driver\":\"raw\",\"node-name\":\"n\",\"file\":{\"driver\":\"host_device\",\"filename\":\"/dev/sdb\"}}",
                "-device",
                "virtio-blk-pci,drive=n"))
        .process(process(301, "qemu-kvm", "qemu-kvm"))
        .instanceDisk("db1", 0, "/dev/drbd2");
    Stack stack = build(host);

    assertThat(steps(stack))
        .contains(
            "guest:db1 -OPEN-> dev:sdb",
            "guest:db1 -OPEN-> dev:drbd2",
            "guest:db1 -FILE-> file:/var/a,b.img");
    assertThat(stack.find(new NodeId("guest:qemu-kvm-301"))).isPresent();
    assertThat(stack.notes()).anyMatch(n -> n.subject().equals("db1"));
    assertThat(stack.node(NodeId.device("drbd2")).attribute("instance")).isEqualTo("db1");
  }

  @Test
  void twoGuestsOfOneNameAreTwo() {
    host.process(process(300, "kvm", "kvm", "-name", "a"))
        .process(process(200, "kvm", "kvm", "-name", "a"));
    Stack stack = build(host);

    assertThat(stack.node(new NodeId("guest:a")).attribute("pid")).isEqualTo("200");
    assertThat(stack.node(new NodeId("guest:a:300")).attribute("pid")).isEqualTo("300");
  }

  @Test
  void otherProcessesStandOnRawDevicesOnly() {
    host.process(with(process(7, "ceph-osd", "ceph-osd"), block("/dev/sdb", 8, 16)))
        .process(with(process(8, "cat", "cat"), file("/etc/hosts", 8, 0)));
    Stack stack = build(host);

    assertThat(steps(stack)).contains("process:7:107 -OPEN-> dev:sdb");
    assertThat(stack.nodes().values())
        .filteredOn(n -> n.kind() == Node.Kind.PROCESS)
        .extracting(Node::name)
        .containsExactly("ceph-osd");
  }
}
