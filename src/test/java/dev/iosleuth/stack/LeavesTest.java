package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.stack.TestingStacks.build;
import static dev.iosleuth.stack.TestingStacks.leaves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeavesTest {
  private final TestingSamples host = TestingSamples.host("node1");

  private static Diskstats.Row row(int major, int minor, String name, long ops) {
    return new Diskstats.Row(
        new DevNo(major, minor),
        name,
        TestingSamples.io(ops, 0, 8 * ops, 0),
        Diskstats.Io.ZERO,
        0,
        0,
        0,
        Reading.absent("needs kernel 4.18"),
        Reading.absent("needs kernel 5.5"));
  }

  @Test
  void disksOfHypervisorsAndOtherHosts() {
    host.with(
            disk("vda"),
            disk("xvdb"),
            disk("sda").vendor("QEMU    ").model("QEMU HARDDISK   "),
            disk("sdb").vendor("VMware  ").model("Virtual disk"),
            disk("sdc").vendor("ATA").model("ST1000NM0011"),
            disk("sdd").vendor("LIO-ORG").model("lun0"),
            disk("sde"),
            disk("nvme0n1").model("Amazon Elastic Block Store"),
            disk("sdf").size(0),
            disk("sdg").sizeUnknown())
        .udev("sde", Map.of("ID_PATH", "ip-10.0.0.1:3260-iscsi-iqn.2003-01.org:x-lun-0"));

    assertThat(leaves(build(host)))
        .containsExactlyInAnyOrder(
            "vda VIRTUAL",
            "xvdb VIRTUAL",
            "sda VIRTUAL",
            "sdb VIRTUAL",
            "sdc DISK",
            "sdd REMOTE",
            "sde REMOTE",
            "nvme0n1 VIRTUAL",
            "sdg DISK");
  }

  @Test
  void aPartitionWithoutItsDiskIsNone() {
    host.with(partition("sda", 1));

    assertThat(build(host).leaves()).isEmpty();
  }

  @Test
  void withoutSysfsNamesTell() {
    host.counters(row(8, 0, "sda", 5))
        .counters(row(8, 1, "sda1", 5))
        .counters(row(253, 0, "dm-0", 5))
        .counters(row(9, 1, "md1", 5))
        .counters(row(7, 0, "loop0", 0))
        .counters(row(202, 1, "xvda1", 5))
        .counters(row(259, 0, "nvme0n1", 5))
        .counters(row(259, 1, "nvme0n1p1", 5))
        .counters(row(0, 0, "nvme1c0n1", 5))
        .counters(row(0, 0, "nvme1c1n1", 5))
        .counters(row(259, 3, "nvme1n1", 5))
        .counters(row(147, 0, "drbd0", 5))
        .counters(row(254, 0, "zram0", 5));
    Stack stack = build(host);

    assertThat(leaves(stack))
        .containsExactlyInAnyOrder(
            "sda DISK",
            "xvda1 VIRTUAL",
            "nvme0n1 DISK",
            "nvme1c0n1 PATH",
            "nvme1c1n1 PATH",
            "zram0 MEMORY");
    assertThat(TestingStacks.steps(stack))
        .contains("dev:sda1 -PARTITION-> dev:sda", "dev:nvme0n1p1 -PARTITION-> dev:nvme0n1")
        .contains("dev:nvme1n1 -PATH-> dev:nvme1c1n1");
    assertThat(stack.find(NodeId.device("loop0"))).isEmpty();
  }
}
